#include "runtime/profile/profile_writer.h"

#include <string_view>

#include <fmt/format.h>

#include "domain/events/json_text.h"

namespace orderdeck::runtime {

namespace {

template <typename T>
std::string scalar(const T& value) {
  return fmt::format("{}", value);
}
std::string scalar(core::Millis value) { return fmt::format("{}", value.count()); }

/// One mapping: the document itself, or under a key of it. A value is a string of JSON, which YAML reads as it stands;
/// yaml-cpp's emitter would write U+FFFD for code points that it knows no character for.
class Section {
 public:
  explicit Section(std::string& out) : m_out(out) {}
  Section(std::string& out, const char* title) : m_out(out), m_indent("  ") { m_out.append(title).append(":\n"); }
  template <typename T>
  Section& put(const std::string& key, const T& value) {
    begin(key);
    domain::appendJsonString(m_out, scalar(value));
    m_out += '\n';
    return *this;
  }
  Section& put(const std::string& key, const std::set<std::string>& texts) {
    begin(key);
    m_out += '[';
    for (const std::string& text : texts) {
      if (m_out.back() != '[') m_out += ", ";
      domain::appendJsonString(m_out, text);
    }
    m_out += "]\n";
    return *this;
  }

 private:
  void begin(const std::string& key) { m_out.append(m_indent).append(key).append(": "); }

  std::string& m_out;
  std::string_view m_indent;
};

}  // namespace

std::string encodeProfile(const Profile& p) {
  std::string out;
  Section(out)
      .put("name", p.name)
      .put("kind", p.kind)
      .put("dataDir", p.dataDir)
      .put("catalogue", p.catalogueFile)
      .put("orderCacheMs", p.orderCache)
      .put("batch", p.batch)
      .put("paceMs", p.pace);
  Section(out, "api").put("host", p.apiHost).put("port", p.apiPort).put("allowedHosts", p.apiAllowedHosts);
  Section instances(out, "instances");
  for (const auto& [service, count] : p.instances) instances.put(service, count);
  Section(out, "gateway")
      .put("host", p.gateway.host)
      .put("port", p.gateway.port)
      .put("allowedHosts", p.gateway.allowedHosts)
      .put("queue", p.gateway.queue)
      .put("batch", p.gateway.batch)
      .put("paceMs", p.gateway.pace)
      .put("requestTimeoutMs", p.gateway.requestTimeout)
      .put("connections", p.gateway.connections)
      .put("orderDeadlineMs", p.gateway.orderDeadline)
      .put("outboxHighWater", p.gateway.outboxHighWater);
  Section(out, "redis")
      .put("embedded", p.redis.embedded)
      .put("endpoint", p.redis.endpoint)
      .put("user", p.redis.user)
      .put("password", p.redis.password)
      .put("database", p.redis.database)
      .put("appendfsync", p.redis.appendfsync)
      .put("port", p.redis.port)
      .put("timeoutMs", p.redis.timeout);
  Section(out, "kafka")
      .put("embedded", p.kafka.embedded)
      .put("bootstrap", p.kafka.bootstrap)
      .put("brokers", p.kafka.brokers)
      .put("partitions", p.kafka.partitions)
      .put("lingerMs", p.kafka.linger)
      .put("fetchWaitMs", p.kafka.fetchWait)
      .put("sessionTimeoutMs", p.kafka.sessionTimeout)
      .put("holdBackBytes", p.kafka.holdBackBytes);
  Section(out, "ledger").put("driver", p.ledger.driver).put("dsn", p.ledger.dsn);
  Section(out, "payment")
      .put("declineShare", p.payment.declineShare)
      .put("latencyMs", p.payment.latency)
      .put("jitterMs", p.payment.jitter);
  Section(out, "risk")
      .put("velocityOrders", p.risk.velocityOrders)
      .put("velocityWindowMs", p.risk.velocityWindow)
      .put("maxAmountMinor", p.risk.maxAmountMinor)
      .put("deny", p.risk.deny);
  Section(out, "mail")
      .put("maildir", p.mail.maildir)
      .put("keep", p.mail.keep)
      .put("smtp", p.mail.smtp)
      .put("from", p.mail.from);
  Section(out, "audit")
      .put("lag", p.audit.lag)
      .put("ageMs", p.audit.age)
      .put("standMs", p.audit.stand)
      .put("recoveryMs", p.audit.recovery);
  return out;
}

}  // namespace orderdeck::runtime
