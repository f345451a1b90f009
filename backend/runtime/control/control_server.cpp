#include "runtime/control/control_server.h"

#include <algorithm>
#include <exception>

#include <fmt/format.h>

#include "api/calls.h"
#include "api/http_client.h"
#include "api/json_decoder.h"
#include "api/json_encoder.h"
#include "api/ops_event_table.h"
#include "runtime/collect/snapshot_metrics.h"
#include "runtime/control/control_api_views.h"

namespace orderdeck::runtime {

using api::Done;
using api::opsEvent;
using api::Started;
using core::ErrorCode;
using core::Result;
using ports::HttpReply;
using ports::HttpRequest;
using ports::HttpRespond;
using namespace api::literals;
namespace calls = api::calls;

namespace {

constexpr core::Millis kGatewayTimeout{6'000};
constexpr std::size_t kMostBody = 1024 * 1024;           // bytes; thousands of dead letters' ids
constexpr std::size_t kMostOrderFile = 8 * 1024 * 1024;  // of orders to inject; a larger one is named by its path

core::Millis millisOf(double seconds) { return core::Millis{static_cast<std::int64_t>(seconds * 1000)}; }

/// An audit's end: what is broken, else what was not checked.
void addAudit(EventLog& events, const AuditReport& report) {
  const api::AuditTally tally = api::tallyOf(report.invariants);
  for (const api::InvariantView& i : report.invariants) {
    const auto invariant = "invariant"_a = i.number;
    const auto detail = "detail"_a = i.detail;
    if (i.status == domain::Verdict::Broken) events.add(opsEvent<"audit.broken">(invariant, detail));
    if (i.status == domain::Verdict::Unknown && tally.broken == 0)
      events.add(opsEvent<"audit.unchecked">(invariant, detail));
  }
  if (tally.broken > 0) return;
  events.add(tally.unknown == 0 ? opsEvent<"audit.passed">()
                                : opsEvent<"audit.incomplete">("hold"_a = tally.hold, "unchecked"_a = tally.unknown));
}

/// Of a change that was passed on to the gateway.
HttpReply noAnswer(const HttpRequest& request) {
  return ports::problem("busy", request.idempotencyKey
                                    ? "whether it was done is not known, since the gateway gave no answer: retry with "
                                      "the same Idempotency-Key, and it is done once"
                                    : "whether it was done is not known, since the gateway gave no answer, and it "
                                      "came without an Idempotency-Key: look before you send it again");
}

Result<Done> doneOr(const Result<void>& result) {
  if (!result) return std::unexpected(result.error());
  return Done{};
}

Result<Started> startedOr(const Result<std::string>& id) {
  if (!id) return std::unexpected(id.error());
  return Started{*id};
}

}  // namespace

ControlServer::ControlServer(ControlParts parts) : m_parts(std::move(parts)) {
  m_reads.atEnd([this] { m_ledger.reset(); });  // its connection belongs to that thread
  addRoutes();
}

void ControlServer::stop() {
  m_stop.request_stop();
  m_gate.stop();  // first: it hands on to the others
  m_reads.stop();
  m_gateway.stop();
  m_faultCalls.stop();
  m_deadLetters.stop();
  m_audits.stop();
}

ports::HttpScreening ControlServer::screen(const HttpRequest& request) const {
  if (request.path == "/healthz" || request.path == "/metrics" || request.path == ports::kProblemsPath ||
      request.path == "*")
    return {.bodyLimit = 0};
  if (!request.path.starts_with("/api/"))
    return {.refusal = ports::problem({ErrorCode::NotFound, "the control API is under /api", false})};
  if (!m_parts.tokens.holderOf(request.authorization)) return {.refusal = TokenStore::refusal()};
  const bool takesFile = request.path == calls::kStartLoad.path && request.method == calls::kStartLoad.method;
  return {.bodyLimit = takesFile ? kMostOrderFile : kMostBody, .authenticated = true};
}

void ControlServer::handle(HttpRequest request, HttpRespond respond) {
  if (auto refusal = screen(request).refusal) return respond(*std::move(refusal));
  m_router.route(std::move(request), std::move(respond));
}

void ControlServer::addRoutes() {
  m_router.on(calls::kHealth, nullptr, [this](const auto&) -> Result<api::HealthAnswer> { return health(); });
  m_router.addRaw("GET", "/metrics", api::kPublic, {}, nullptr, [this](const HttpRequest&, const auto&) {
    return HttpReply{.body = m_parts.metrics.expose(metricsOf(m_parts.collector.latest())),
                     .contentType = "text/plain; version=0.0.4",
                     .headers = {}};
  });
  m_router.addRaw("GET", ports::kProblemsPath, api::kPublic, {}, nullptr,
                  [](const HttpRequest&, const auto&) { return ports::problemsPage(); });
  m_router.addRaw("GET", "/api/openapi.json", api::kView, {}, nullptr, [this](const HttpRequest&, const auto&) {
    return HttpReply{.body = m_router.openApi("Orderdeck control API",
                                              "Shows and steers a running system. Every call under /api carries a "
                                              "token, whose scope must be at least the one that its `security` names: "
                                              "view, operate or admin. Errors are RFC 9457 problems with a stable "
                                              "`code`."),
                     .headers = {}};
  });
  m_router.onRaw(calls::kSnapshot, nullptr,
                 [this](const HttpRequest& request, const auto&) { return snapshot(request); });
  m_router.on(calls::kSeries, nullptr, [this](const auto& asked) -> Result<api::Series> {
    return m_parts.collector.series().after(asked.query.after, std::chrono::seconds(asked.query.seconds));
  });
  m_router.on(calls::kLagHistory, nullptr,
              [this](const auto& asked) -> Result<api::LagHistory> { return lagHistory(asked.query.seconds); });
  addOrderRoutes();
  m_router.on(calls::kControlNode, nullptr,
              [this](const auto& asked) { return controlNode(asked.at[0], asked.at[1]); });
  m_router.on(calls::kForceBreaker, &m_faultCalls,
              [this](const auto& asked) { return forceBreaker(asked.at[0], asked.at[1], asked.body.force); });
  addLoadRoutes();
  addFaultRoutes();
  m_deadLetters.addRoutes(m_router);
  m_router.on(calls::kAudit, &m_audits, [this](const auto& asked) { return runAudit(asked.body.waitSeconds); });
  m_router.on(calls::kStartRebuild, nullptr, [this](const auto& asked) { return startRebuild(asked.body); });
  m_router.on(calls::kShowRebuild, nullptr, [this](const auto&) { return showRebuild(); });
  addActRoutes();
  m_router.add(calls::kShutDown.method, calls::kShutDown.path, calls::kShutDown.access,
               api::operationOf(calls::kShutDown), [this](const HttpRequest&, const auto&, HttpRespond respond) {
                 m_parts.events.add(opsEvent<"operator.shutdown">());
                 respond({.status = calls::kShutDown.status, .body = api::encodeJson(Done{"stopping"}), .headers = {}});
                 m_parts.shutDown();
               });
}

void ControlServer::addActRoutes() {
  m_router.on(calls::kListActs, nullptr,
              [this](const auto& asked) -> Result<api::ActsAnswer> { return m_parts.acts.page(asked.query); });
  m_router.onRaw(calls::kShowToken, nullptr, [this](const HttpRequest& request, const auto&) {
    const auto token = m_parts.tokens.holderOf(request.authorization);
    return token ? HttpReply{.body = api::encodeJson(*token), .headers = {}} : TokenStore::refusal();
  });
  m_router.on(calls::kListTokens, nullptr,
              [this](const auto&) -> Result<std::vector<api::TokenView>> { return m_parts.tokens.made(); });
  m_router.on(calls::kCreateToken, nullptr, [this](const auto& asked) { return m_parts.tokens.make(asked.body); });
  m_router.on(calls::kRevokeToken, nullptr,
              [this](const auto& asked) { return doneOr(m_parts.tokens.revoke(asked.at[0])); });
}

void ControlServer::addOrderRoutes() {
  m_router.on(calls::kListOrders, &m_reads, [this](const auto& asked) { return listOrders(asked.query); });
  m_router.onRaw(calls::kPlaceOrder, &m_gateway,
                 [this](const HttpRequest& request, const auto&) { return passOn("POST", "/orders", request); });
  m_router.onRaw(calls::kShowOrder, &m_reads, [this](const HttpRequest&, const auto& at) { return showOrder(at[0]); });
  m_router.onRaw(calls::kCancelOrder, &m_gateway, [this](const HttpRequest& request, const auto& at) {
    m_parts.events.add(opsEvent<"operator.cancel-order">("order"_a = at[0]));
    return passOn("POST", "/orders/" + at[0] + "/cancel", request);
  });
  m_router.onRaw(calls::kRestock, &m_gateway,
                 [this](const HttpRequest& request, const auto& at) { return restock(request, at[0]); });
  m_router.on(calls::kStockMovements, &m_reads,
              [this](const auto& asked) { return movements(asked.at[0], asked.query.limit); });
}

void ControlServer::addLoadRoutes() {
  m_router.on(calls::kStartLoad, &m_gateway, [this](const auto& asked) { return startLoad(asked.body); });
  m_router.on(calls::kChangeLoadRate, &m_gateway,
              [this](const auto& asked) { return doneOr(m_parts.load.setRate(asked.body.rate)); });
  m_router.on(calls::kStopLoad, &m_gateway, [this](const auto&) { return doneOr(m_parts.load.stop()); });
  m_router.on(calls::kLoadRefusals, &m_reads, [this](const auto& asked) { return m_parts.load.refusals(asked.query); });
}

void ControlServer::addFaultRoutes() {
  m_router.on(calls::kListFaults, nullptr,
              [this](const auto&) -> Result<std::vector<api::FaultView>> { return m_parts.faults.views(); });
  m_router.on(calls::kFaultCatalogue, nullptr,
              [](const auto&) -> Result<std::vector<api::FaultKindView>> { return viewsOf(domain::kFaults); });
  m_router.on(calls::kArmFault, &m_faultCalls, [this](const auto& asked) {
    return startedOr(m_parts.faults.arm(faultOf(asked.body), asked.body.seconds, asked.body.startAfter));
  });
  m_router.on(calls::kClearFaults, &m_faultCalls, [this](const auto&) -> Result<api::FaultsCleared> {
    const auto cleared = m_parts.faults.clearAll();
    return api::FaultsCleared{static_cast<std::int64_t>(cleared.faults), static_cast<std::int64_t>(cleared.resumed)};
  });
  m_router.on(calls::kClearFault, &m_faultCalls,
              [this](const auto& asked) { return doneOr(m_parts.faults.clear(asked.at[0])); });
}

api::HealthAnswer ControlServer::health() const {
  const api::Snapshot now = m_parts.collector.latest();
  const bool coming = now.state == api::SystemState::Starting || now.state == api::SystemState::Stopping;
  const bool isBlind = now.state == api::SystemState::Unknown;
  return {.status = coming || now.health.ok ? api::HealthStatus::Ok
                    : isBlind               ? api::HealthStatus::Unknown
                                            : api::HealthStatus::Degraded,
          .state = now.state,
          .why = now.health.why};
}

Result<api::OrderPage> ControlServer::listOrders(const api::OrdersQuery& query) {
  const auto asked = ledgerQuery(query);
  if (!asked) return std::unexpected(asked.error());
  const auto reader = ledger();
  if (!reader) return std::unexpected(reader.error());
  const auto found = (*reader)->list(*asked);
  if (!found) return std::unexpected(found.error());
  api::OrderPage page{.orders = viewsOf(found->orders), .next = found->next};
  const auto nodes = m_parts.collector.latest().nodes;
  for (api::OrderView& order : page.orders) addWait(order, nodes, core::now());
  if (!query.before.empty()) return page;
  const auto total = m_counted.count(**reader, *asked);
  if (!total) return std::unexpected(total.error());
  page.total = std::max(total->orders, std::ssize(page.orders));  // some may have come since it was counted
  page.atLeast = !total->isExact;
  return page;
}

Result<std::vector<api::StockMovementView>> ControlServer::movements(const std::string& productId, int limit) {
  const auto reader = ledger();
  if (!reader) return std::unexpected(reader.error());
  const auto found = (*reader)->movements(productId, limit);
  if (!found) return std::unexpected(found.error());
  return viewsOf(*found);
}

HttpReply ControlServer::restock(const HttpRequest& request, const std::string& productId) {
  HttpReply reply = passOn("POST", "/inventory/" + productId + "/restock", request);
  const auto asked = api::decodeBody<api::Restock>(request.body);
  if (reply.status == 200 && asked)
    m_parts.events.add(opsEvent<"operator.restock">("product"_a = productId, "quantity"_a = asked->quantity));
  return reply;
}

Result<Started> ControlServer::startLoad(const api::LoadSpec& spec) {
  const auto id = m_parts.load.start(spec);
  if (id) m_parts.events.add(opsEvent<"load.started">("shape"_a = std::string(spec.shape.text()), "id"_a = *id));
  return startedOr(id);
}

Result<api::RebuildAnswer> ControlServer::showRebuild() const {
  auto view = m_parts.rebuild.view();
  if (!view) return core::fail(ErrorCode::NotFound, "no store was rebuilt yet");
  return api::RebuildAnswer{*std::move(view), m_parts.rebuild.report()};
}

Result<Started> ControlServer::startRebuild(const api::RebuildCommand& command) {
  return startedOr(m_parts.rebuild.start(
      {.dryRun = command.dryRun, .force = command.force, .patience = millisOf(command.waitSeconds)}));
}

Result<api::AuditAnswer> ControlServer::runAudit(double waitSeconds) {
  const auto report = m_parts.audit.audit(millisOf(waitSeconds), m_stop.get_token());
  if (!report) {
    m_parts.events.add(opsEvent<"audit.failed">("why"_a = report.error().what));
    return std::unexpected(report.error());
  }
  m_parts.collector.noteAudit(*report);
  addAudit(m_parts.events, *report);
  return viewOf(*report);
}

Result<Done> ControlServer::controlNode(const std::string& node, const std::string& action) {
  const auto known = core::named<api::NodeAction>(action);
  if (!known) {
    return core::fail(ErrorCode::NotFound,
                      fmt::format("no action '{}': {}", action, core::listed(core::wordsIn<api::NodeAction>())));
  }
  const auto done = m_parts.controlNode(node, *known);
  if (done) m_parts.events.add(opsEvent<"operator.node">("action"_a = action, "node"_a = node));
  return doneOr(done);
}

Result<Done> ControlServer::forceBreaker(const std::string& node, const std::string& dependency,
                                         core::BreakerForceWord force) {
  const auto done = m_parts.forceBreaker(node, dependency, force);
  if (done)
    m_parts.events.add(opsEvent<"operator.breaker">("dependency"_a = dependency, "node"_a = node,
                                                    "force"_a = std::string(force.text())));
  return doneOr(done);
}

/// Whole, or of the named sections those that changed; each is encoded once for each content.
HttpReply ControlServer::snapshot(const HttpRequest& request) const {
  SectionedSnapshot& snapshot = m_parts.collector.snapshot();
  const auto wanted = request.query.find("sections");
  if (wanted == request.query.end() || wanted->second.empty()) return {.body = *snapshot.whole(), .headers = {}};
  const auto sections = api::parseSections(wanted->second);
  if (!sections) return ports::problem(sections.error());
  return {.body = snapshot.changed(*sections), .headers = {}};
}

/// The lags among the series, by group.
api::LagHistory ControlServer::lagHistory(int seconds) const {
  api::LagHistory history;
  for (const auto& [name, points] : m_parts.collector.series().after(0, std::chrono::seconds(seconds)).series) {
    if (!name.starts_with(api::series::kLag)) continue;
    auto& lags = history.groups[name.substr(api::series::kLag.size())];
    for (const auto& [at, lag] : points) lags.emplace_back(at, static_cast<std::int64_t>(lag));
  }
  return history;
}

/// The gateway's answer as it is.
HttpReply ControlServer::passOn(const std::string& method, const std::string& target,
                                const HttpRequest& request) const {
  const std::string url = m_parts.directory.gateway();
  if (url.empty())
    return ports::problem({ErrorCode::Unavailable, "the gateway is not up yet; nothing was changed", false});
  api::HttpHeaders headers;
  if (request.idempotencyKey) headers.emplace_back("Idempotency-Key", *request.idempotencyKey);
  api::HttpClient client(url, kGatewayTimeout);
  auto answer = method == "GET" ? client.get(target) : client.send(method, target, request.body, headers);
  if (!answer && ports::isSafe(method)) return ports::problem(answer.error());
  if (!answer) return noAnswer(request);
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
  const auto answer = [this](api::OrderDetail detail) {
    addWait(detail, m_parts.collector.latest().nodes, core::now());
    return HttpReply{.body = api::encodeJson(detail), .headers = {}};
  };
  if (const auto reader = ledger()) {
    const auto order = (*reader)->find(orderId);
    if (order && *order) return answer(detailOf(**order));
  }
  HttpReply reply = passOn("GET", "/orders/" + orderId, {});
  const auto young =
      reply.status == 200 ? api::decodeJson<api::OrderDetail>(reply.body, "order") : std::unexpected(core::Error{});
  return young ? answer(*young) : reply;
}

Result<ports::LedgerReader*> ControlServer::ledger() {
  try {
    if (!m_ledger) m_ledger = m_parts.ledger();
    return m_ledger.get();
  } catch (const std::exception& e) {
    return core::fail(ErrorCode::Unavailable, fmt::format("the ledger cannot be opened: {}", e.what()), true);
  }
}

}  // namespace orderdeck::runtime
