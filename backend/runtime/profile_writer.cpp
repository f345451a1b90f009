#include "runtime/profile_writer.h"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

namespace orderdeck::runtime {

namespace {

template <typename T>
std::string scalar(const T& value) {
  return fmt::format("{}", value);
}
std::string scalar(core::Millis value) { return fmt::format("{}", value.count()); }

/// One mapping; a key without a section is at the root.
class Section {
 public:
  explicit Section(YAML::Emitter& out) : m_out(out) { m_out << YAML::BeginMap; }
  ~Section() { m_out << YAML::EndMap; }
  Section(const Section&) = delete;
  Section& operator=(const Section&) = delete;
  template <typename T>
  Section& put(const char* key, const T& value) {
    m_out << YAML::Key << key << YAML::Value << YAML::DoubleQuoted << scalar(value);
    return *this;
  }
  void open(const char* key) { m_out << YAML::Key << key << YAML::Value; }

 private:
  YAML::Emitter& m_out;
};

}  // namespace

std::string encodeProfile(const Profile& p) {
  YAML::Emitter out;
  {
    Section root(out);
    root.put("name", p.name).put("kind", p.kind).put("dataDir", p.dataDir).put("catalogue", p.catalogueFile);
    root.put("orderCacheMs", p.orderCache).put("batch", p.batch).put("paceMs", p.pace);
    root.open("api");
    Section(out).put("host", p.apiHost).put("port", p.apiPort);
    root.open("instances");
    {
      Section instances(out);
      for (const auto& [service, count] : p.instances) instances.put(service.c_str(), count);
    }
    root.open("gateway");
    Section(out).put("host", p.gateway.host).put("port", p.gateway.port).put("queue", p.gateway.queue).put("batch", p.gateway.batch).put("paceMs", p.gateway.pace)
        .put("requestTimeoutMs", p.gateway.requestTimeout).put("connections", p.gateway.connections)
        .put("orderDeadlineMs", p.gateway.orderDeadline).put("outboxHighWater", p.gateway.outboxHighWater);
    root.open("redis");
    Section(out).put("embedded", p.redis.embedded).put("endpoint", p.redis.endpoint).put("password", p.redis.password)
        .put("appendfsync", p.redis.appendfsync).put("port", p.redis.port).put("timeoutMs", p.redis.timeout);
    root.open("kafka");
    Section(out).put("embedded", p.kafka.embedded).put("bootstrap", p.kafka.bootstrap).put("brokers", p.kafka.brokers)
        .put("partitions", p.kafka.partitions).put("lingerMs", p.kafka.linger).put("fetchWaitMs", p.kafka.fetchWait)
        .put("sessionTimeoutMs", p.kafka.sessionTimeout).put("holdBackBytes", p.kafka.holdBackBytes);
    root.open("ledger");
    Section(out).put("driver", p.ledger.driver).put("dsn", p.ledger.dsn);
    root.open("payment");
    Section(out).put("declineShare", p.payment.declineShare).put("latencyMs", p.payment.latency).put("jitterMs", p.payment.jitter);
    root.open("mail");
    Section(out).put("maildir", p.mail.maildir).put("keep", p.mail.keep).put("smtp", p.mail.smtp).put("from", p.mail.from);
  }
  return std::string(out.c_str()) + "\n";
}

}  // namespace orderdeck::runtime
