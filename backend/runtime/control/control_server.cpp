#include "runtime/control/control_server.h"

#include <exception>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "api/ops_event_table.h"
#include "api/snapshot_encode.h"
#include "core/ids.h"
#include "runtime/collect/snapshot_metrics.h"
#include "runtime/control/control_api_bodies.h"
#include "runtime/control/control_api_json.h"
#include "runtime/node/node_api_client.h"
#include "runtime/node/node_api_token.h"
#include "services/gateway/gateway_json.h"

namespace orderdeck::runtime {

using api::opsEvent;
using core::ErrorCode;
using ports::HttpReply;
using ports::HttpRequest;
using ports::HttpRespond;
using namespace api::literals;

namespace {

constexpr core::Millis kGatewayTimeout{6'000};
constexpr double kLongestAuditWait = 600;
constexpr std::size_t kMostBody = 1024 * 1024;            // bytes; thousands of dead letters' ids
constexpr std::size_t kMostOrderFile = 64 * 1024 * 1024;  // a file of orders to inject

HttpReply ok(std::string json, int status = 200) { return {.status = status, .body = std::move(json), .headers = {}}; }

/// An audit's end: what is broken, else what was not checked.
void addAudit(EventLog& events, const AuditReport& report) {
  const api::AuditTally tally = api::tallyOf(report.invariants);
  for (const api::InvariantView& i : report.invariants) {
    const auto invariant = "invariant"_a = i.number;
    const auto detail = "detail"_a = i.detail;
    if (i.status == "broken") events.add(opsEvent<"audit.broken">(invariant, detail));
    if (i.status == "unknown" && tally.broken == 0) events.add(opsEvent<"audit.unchecked">(invariant, detail));
  }
  if (tally.broken > 0) return;
  events.add(tally.unknown == 0 ? opsEvent<"audit.passed">()
                                : opsEvent<"audit.incomplete">("hold"_a = tally.hold, "unchecked"_a = tally.unknown));
}

std::int64_t restocked(const std::string& body) {
  std::int64_t quantity = 0;
  if (auto read = JsonBody::parse(body)) read->read("quantity", quantity);
  return quantity;
}

HttpReply ok() { return ok(R"({"status":"ok"})"); }
HttpReply refuse(ErrorCode code, std::string what) { return ports::problem({code, std::move(what), false}); }

template <typename T>
HttpReply okOr(const core::Result<T>& result) {
  return result ? ok() : ports::problem(result.error());
}

std::vector<std::string> split(std::string_view path) {
  std::vector<std::string> out;
  while (!path.empty()) {
    const std::size_t slash = std::min(path.find('/'), path.size());
    out.emplace_back(path.substr(0, slash));
    path.remove_prefix(std::min(slash + 1, path.size()));
  }
  return out;
}

}  // namespace

ControlServer::ControlServer(ControlParts parts) : m_parts(std::move(parts)) {
  m_reads.atEnd([this] { m_ledger.reset(); });  // its connection belongs to that thread
}

void ControlServer::stop() {
  m_reads.stop();
  m_gateway.stop();
  m_faultCalls.stop();
  m_deadLetters.stop();
  m_audits.stop();
}

ports::HttpScreening ControlServer::screen(const HttpRequest& request) const {
  if (request.path == "/healthz" || request.path == "/metrics") return {.bodyLimit = 0};
  if (!request.path.starts_with("/api/"))
    return {.refusal = refuse(ErrorCode::NotFound, "the control API is under /api")};
  if (!bearerMatches(request.authorization, m_parts.token))
    return {.refusal = refuse(ErrorCode::Unauthorized, "the token of run.json is asked for")};
  const bool takesFile = request.path == "/api/load" && request.method == "POST";
  return {.bodyLimit = takesFile ? kMostOrderFile : kMostBody, .authenticated = true};
}

void ControlServer::handle(HttpRequest request, HttpRespond respond) {
  if (request.method == "GET" && request.path == "/healthz") return respond(health());
  if (request.method == "GET" && request.path == "/metrics") {
    return respond({.body = exposeSnapshot(m_parts.collector.latest()),
                    .contentType = "text/plain; version=0.0.4",
                    .headers = {}});
  }
  if (auto refusal = screen(request).refusal) return respond(*std::move(refusal));
  if (!request.path.starts_with("/api/"))
    return respond(refuse(ErrorCode::NotFound, fmt::format("no {} {} here", request.method, request.path)));
  const Segments at = split(std::string_view(request.path).substr(5));
  route(std::move(request), at, std::move(respond));
}

HttpReply ControlServer::health() const {
  const api::Snapshot now = m_parts.collector.latest();
  const bool coming = now.state == "starting" || now.state == "stopping";
  const nlohmann::ordered_json body = {
      {"status", coming || now.health.ok ? "ok" : "degraded"}, {"state", now.state}, {"why", now.health.why}};
  return ok(body.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
}

void ControlServer::route(HttpRequest request, const Segments& at, HttpRespond respond) {
  const std::string& method = request.method;
  const std::string what = at.empty() ? "" : at[0];
  if (what == "snapshot" && at.size() == 1 && method == "GET") return respond(ok(*m_parts.collector.encoded()));
  if (what == "orders") return routeOrders(std::move(request), at, std::move(respond));
  if (what == "inventory") return routeInventory(std::move(request), at, std::move(respond));
  if (what == "dead-letters") return m_deadLetters.route(std::move(request), at, std::move(respond));
  if (what == "faults") return routeFaults(request, at, std::move(respond));
  if (what == "load" && at.size() == 1) return routeLoad(std::move(request), std::move(respond));
  if (what == "lag" && at.size() == 2 && at[1] == "history" && method == "GET") return respond(lagHistory(request));
  if (what == "nodes" && at.size() == 3 && method == "POST") return respond(controlNode(at[1], at[2]));
  if (what == "nodes" && at.size() == 4 && at[2] == "breakers" && method == "POST")
    return forceBreaker(request, at, std::move(respond));
  if (what == "audit" && at.size() == 1 && method == "POST") return runAudit(request, std::move(respond));
  if (what == "rebuild" && at.size() == 1 && (method == "POST" || method == "GET")) return respond(rebuild(request));
  if (what == "shutdown" && at.size() == 1 && method == "POST") {
    m_parts.events.add(opsEvent<"operator.shutdown">());
    respond(ok(R"({"status":"stopping"})", 202));
    return m_parts.shutDown();
  }
  respond(refuse(ErrorCode::NotFound, fmt::format("no {} {} here", method, request.path)));
}

void ControlServer::routeOrders(HttpRequest request, const Segments& at, HttpRespond respond) {
  if (at.size() == 1 && request.method == "GET") {
    auto query = decodeOrderQuery(request.query);
    if (!query) return respond(ports::problem(query.error()));
    return m_reads.run(
        [this, query = std::move(*query)] {
          const auto book = ledger();
          if (!book) return ports::problem(book.error());
          const auto orders = (*book)->list(query);
          return orders ? ok(encodeOrderList(*orders)) : ports::problem(orders.error());
        },
        std::move(respond));
  }
  if (at.size() == 1 && request.method == "POST") {
    return m_gateway.run([this, request = std::move(request)] { return passOn("POST", "/orders", request); },
                         std::move(respond));
  }
  const bool legal = at.size() >= 2 && core::isLegalId(at[1]);
  if (legal && at.size() == 2 && request.method == "GET")
    return m_reads.run([this, id = at[1]] { return showOrder(id); }, std::move(respond));
  if (legal && at.size() == 3 && at[2] == "cancel" && request.method == "POST") {
    m_parts.events.add(opsEvent<"operator.cancel-order">("order"_a = at[1]));
    return m_gateway.run(
        [this, id = at[1], request = std::move(request)] {
          return passOn("POST", "/orders/" + id + "/cancel", request);
        },
        std::move(respond));
  }
  respond(refuse(ErrorCode::NotFound, fmt::format("no {} {} here", request.method, request.path)));
}

void ControlServer::routeInventory(HttpRequest request, const Segments& at, HttpRespond respond) {
  if (at.size() == 3 && core::isLegalId(at[1]) && at[2] == "restock" && request.method == "POST") {
    return m_gateway.run(
        [this, id = at[1], request = std::move(request)] {
          HttpReply reply = passOn("POST", "/inventory/" + id + "/restock", request);
          if (reply.status == 200)
            m_parts.events.add(opsEvent<"operator.restock">("product"_a = id, "quantity"_a = restocked(request.body)));
          return reply;
        },
        std::move(respond));
  }
  if (at.size() == 3 && core::isLegalId(at[1]) && at[2] == "movements" && request.method == "GET") {
    const auto limit = decodeCount(request.query, "limit", 200, 10'000);
    if (!limit) return respond(ports::problem(limit.error()));
    return m_reads.run(
        [this, id = at[1], limit = *limit] {
          const auto book = ledger();
          if (!book) return ports::problem(book.error());
          const auto movements = (*book)->movements(id, limit);
          return movements ? ok(encodeMovements(*movements)) : ports::problem(movements.error());
        },
        std::move(respond));
  }
  respond(refuse(ErrorCode::NotFound, fmt::format("no {} {} here", request.method, request.path)));
}

void ControlServer::routeFaults(const HttpRequest& request, const Segments& at, HttpRespond respond) {
  if (at.size() == 1 && request.method == "GET") return respond(ok(api::encodeFaultViews(m_parts.faults.views())));
  if (at.size() == 2 && at[1] == "catalogue" && request.method == "GET") return respond(ok(encodeFaultCatalogue()));
  if (at.size() == 1 && request.method == "POST") {
    auto order = decodeFaultOrder(request.body);
    if (!order) return respond(ports::problem(order.error()));
    return m_faultCalls.run(
        [this, order = std::move(*order)] {
          const auto id = m_parts.faults.arm(order.fault, order.seconds);
          return id ? ok(fmt::format(R"({{"id":"{}"}})", *id)) : ports::problem(id.error());
        },
        std::move(respond));
  }
  if (at.size() == 1 && request.method == "DELETE") {
    return m_faultCalls.run(
        [this] {
          const auto cleared = m_parts.faults.clearAll();
          return ok(fmt::format(R"({{"cleared":{},"resumed":{}}})", cleared.faults, cleared.resumed));
        },
        std::move(respond));
  }
  if (at.size() == 2 && request.method == "DELETE")
    return m_faultCalls.run([this, id = at[1]] { return okOr(m_parts.faults.clear(id)); }, std::move(respond));
  respond(refuse(ErrorCode::NotFound, fmt::format("no {} {} here", request.method, request.path)));
}

void ControlServer::routeLoad(HttpRequest request, HttpRespond respond) {
  if (request.method == "POST") {
    return m_gateway.run(
        [this, body = std::move(request.body)] {
          const auto spec = decodeLoadSpec(body);
          if (!spec) return ports::problem(spec.error());
          const auto id = m_parts.load.start(*spec);
          if (!id) return ports::problem(id.error());
          m_parts.events.add(opsEvent<"load.started">("shape"_a = spec->shape, "id"_a = *id));
          return ok(fmt::format(R"({{"id":"{}"}})", *id));
        },
        std::move(respond));
  }
  if (request.method == "PATCH") {
    auto body = JsonBody::parse(request.body);
    if (!body) return respond(ports::problem(body.error()));
    double rate = 0;
    body->read("rate", rate);
    if (body->error()) return respond(ports::problem(*body->error()));
    if (!(rate > 0 && rate <= 1'000'000))
      return respond(refuse(ErrorCode::InvalidArgument, "rate must be above 0 and at most 1000000"));
    return m_gateway.run([this, rate] { return okOr(m_parts.load.setRate(rate)); }, std::move(respond));
  }
  if (request.method == "DELETE") {
    return m_gateway.run([this] { return okOr(m_parts.load.stop()); }, std::move(respond));
  }
  respond(refuse(ErrorCode::NotFound, fmt::format("no {} /api/load here", request.method)));
}

HttpReply ControlServer::rebuild(const HttpRequest& request) {
  if (request.method == "GET") {
    const auto view = m_parts.rebuild.view();
    return view ? ok(encodeRebuild(*view, m_parts.rebuild.report()))
                : refuse(ErrorCode::NotFound, "no store was rebuilt yet");
  }
  auto body = JsonBody::parse(request.body);
  if (!body) return ports::problem(body.error());
  RebuildOrder order;
  double wait = std::chrono::duration<double>(order.patience).count();
  body->read("dryRun", order.dryRun);
  body->read("force", order.force);
  body->read("waitSeconds", wait);
  if (body->error()) return ports::problem(*body->error());
  if (!(wait >= 0 && wait <= kLongestAuditWait))
    return refuse(ErrorCode::InvalidArgument, "waitSeconds must be from 0 to 600");
  order.patience = core::Millis{static_cast<std::int64_t>(wait * 1000)};
  const auto id = m_parts.rebuild.start(order);
  return id ? ok(fmt::format(R"({{"id":"{}"}})", *id)) : ports::problem(id.error());
}

void ControlServer::runAudit(const HttpRequest& request, HttpRespond respond) {
  auto body = JsonBody::parse(request.body);
  if (!body) return respond(ports::problem(body.error()));
  double wait = 30;
  body->read("waitSeconds", wait);
  if (body->error()) return respond(ports::problem(*body->error()));
  if (!(wait >= 0 && wait <= kLongestAuditWait))
    return respond(refuse(ErrorCode::InvalidArgument, "waitSeconds must be from 0 to 600"));
  m_audits.run(
      [this, wait] {
        const auto report = m_parts.audit.audit(core::Millis{static_cast<std::int64_t>(wait * 1000)});
        if (!report) {
          m_parts.events.add(opsEvent<"audit.failed">("why"_a = report.error().what));
          return ports::problem(report.error());
        }
        m_parts.collector.noteAudit(*report);
        addAudit(m_parts.events, *report);
        return ok(encodeAudit(*report));
      },
      std::move(respond));
}

HttpReply ControlServer::controlNode(const std::string& node, const std::string& action) {
  const auto done = m_parts.controlNode(node, action);
  if (done) m_parts.events.add(opsEvent<"operator.node">("action"_a = action, "node"_a = node));
  return okOr(done);
}

void ControlServer::forceBreaker(const HttpRequest& request, const Segments& at, HttpRespond respond) {
  auto body = JsonBody::parse(request.body);
  if (!body) return respond(ports::problem(body.error()));
  std::string force;
  body->read("force", force);
  if (body->error()) return respond(ports::problem(*body->error()));
  m_faultCalls.run(
      [this, node = at[1], dependency = at[3], force] {
        const auto done = m_parts.forceBreaker(node, dependency, force);
        if (done)
          m_parts.events.add(
              opsEvent<"operator.breaker">("dependency"_a = dependency, "node"_a = node, "force"_a = force));
        return okOr(done);
      },
      std::move(respond));
}

HttpReply ControlServer::lagHistory(const HttpRequest& request) const {
  const auto seconds = decodeCount(request.query, "seconds", 1'800, 1'800);
  if (!seconds) return ports::problem(seconds.error());
  std::string out = R"({"groups":{)";
  for (const auto& [group, lags] : m_parts.collector.lagHistory(core::Millis{*seconds * 1000})) {
    out += fmt::format("{}\"{}\":[", out.back() == '{' ? "" : ",", group);
    for (const auto& [at, lag] : lags)
      out += fmt::format("{}[{},{}]", out.back() == '[' ? "" : ",", core::toEpochMillis(at), lag);
    out += ']';
  }
  return ok(out + "}}");
}

/// The gateway's answer as it is.
HttpReply ControlServer::passOn(const std::string& method, const std::string& target,
                                const HttpRequest& request) const {
  const std::string url = m_parts.directory.gateway();
  if (url.empty()) return refuse(ErrorCode::Unavailable, "the gateway is not up yet");
  std::vector<std::pair<std::string, std::string>> headers;
  if (!request.idempotencyKey.empty()) headers.emplace_back("Idempotency-Key", request.idempotencyKey);
  NodeApiClient client(url, kGatewayTimeout);
  auto answer = method == "GET" ? client.get(target) : client.send(method, target, request.body, headers);
  if (!answer) return ports::problem(answer.error());
  HttpReply reply{.status = answer->status,
                  .body = std::move(answer->body),
                  .contentType = std::move(answer->contentType),
                  .headers = {}};
  for (const auto& [name, value] : answer->headers) {
    if (name == "Retry-After") reply.headers.emplace_back(name, value);
  }
  return reply;
}

/// From the ledger; an order that is too young to be there, from the gateway.
HttpReply ControlServer::showOrder(const std::string& orderId) {
  if (const auto book = ledger()) {
    const auto order = (*book)->find(orderId);
    if (order && *order) return ok(encodeOrderDetail(**order));
  }
  return passOn("GET", "/orders/" + orderId, {});
}

core::Result<ports::Ledger*> ControlServer::ledger() {
  try {
    if (!m_ledger) m_ledger = m_parts.ledger();
    return m_ledger.get();
  } catch (const std::exception& e) {
    return core::fail(ErrorCode::Unavailable, fmt::format("the ledger cannot be opened: {}", e.what()), true);
  }
}

}  // namespace orderdeck::runtime
