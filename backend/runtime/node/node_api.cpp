#include "runtime/node/node_api.h"

#include <fmt/format.h>

#include "api/json_decoder.h"
#include "api/json_encoder.h"
#include "api/node_status.h"
#include "api/operations.h"
#include "runtime/node/node_api_token.h"
#include "runtime/node/node_breakers.h"

namespace orderdeck::runtime {

using core::ErrorCode;
using ports::HttpReply;
using ports::HttpRequest;

namespace {

template <typename T>
HttpReply json(const T& answer, int status = 200) {
  return {.status = status, .body = api::encodeJson(answer), .headers = {}};
}
/// The calls that change something.
bool asksForToken(const HttpRequest& request) {
  return request.method == "POST" && (request.path == "/faults" || request.path == "/breakers" ||
                                      request.path == "/ledger" || request.path == "/reconcile");
}

}  // namespace

NodeApi::NodeApi(NodeApiSettings settings, ports::Metrics& metrics, faults::FaultRegistry& faults)
    : m_settings(std::move(settings)), m_metrics(metrics), m_faults(faults) {
  addRoutes();
}

ports::HttpScreening NodeApi::screen(const HttpRequest& request) const {
  const bool authenticated = bearerMatches(request.authorization, m_settings.token);
  if (!asksForToken(request)) return {.bodyLimit = 0, .authenticated = authenticated};
  if (!authenticated)
    return {.refusal = ports::problem({ErrorCode::Unauthorized, "the token of endpoints.json is asked for", false})};
  return {.authenticated = true};
}

void NodeApi::handle(HttpRequest request, ports::HttpRespond respond) {
  if (auto refusal = screen(request).refusal) return respond(*std::move(refusal));
  m_router.route(std::move(request), std::move(respond));
}

void NodeApi::addRoutes() {
  const auto add = [this](const char* method, const char* path, auto work) {
    m_router.addRaw(method, path, api::kPublic, {}, nullptr,
                    [work](const HttpRequest& request, const auto&) { return work(request); });
  };
  add("GET", "/metrics", [this](const HttpRequest&) {
    return HttpReply{.body = metricsText(), .contentType = "text/plain; version=0.0.4", .headers = {}};
  });
  add("GET", "/healthz", [this](const HttpRequest&) {
    const std::string why = trouble();
    return json(api::NodeHealth{.status = why.empty() ? api::HealthStatus::Ok : api::HealthStatus::Degraded,
                                .node = m_settings.node,
                                .why = why});
  });
  add("GET", ports::kProblemsPath.data(), [](const HttpRequest&) { return ports::problemsPage(); });
  add("GET", "/status", [this](const HttpRequest&) { return status(); });
  add("POST", "/faults", [this](const HttpRequest& request) { return takeFaults(request.body); });
  add("POST", "/breakers", [this](const HttpRequest& request) { return forceBreaker(request.body); });
  add("POST", "/ledger", [this](const HttpRequest& request) { return noteLedger(request.body); });
  add("POST", "/reconcile", [this](const HttpRequest&) { return reconcile(); });
}

HttpReply NodeApi::status() {
  return {.body = api::encodeStatus(
              {.node = m_settings.node,
               .partitions = m_settings.partitions ? m_settings.partitions() : std::vector<std::string>{},
               .breakers = m_settings.breakers ? m_settings.breakers->views() : std::vector<api::BreakerView>{},
               .trouble = trouble()}),
          .headers = {}};
}

HttpReply NodeApi::takeFaults(const std::string& text) {
  auto faults = faults::decodeFaults(text);
  if (!faults) return ports::problem(faults.error());
  const std::int64_t armed = std::ssize(*faults);
  m_faults.replace(std::move(*faults));
  return json(api::FaultsTaken{armed});
}

HttpReply NodeApi::reconcile() {
  if (!m_settings.reconcile)
    return ports::problem({ErrorCode::NotFound, m_settings.node + " runs no reconciler", false});
  m_settings.reconcile();
  return json(api::Done{"started"}, 202);
}

HttpReply NodeApi::noteLedger(const std::string& text) {
  if (!m_settings.ledgerTrouble)
    return ports::problem({ErrorCode::NotFound, m_settings.node + " has no use for the ledger's state", false});
  auto note = api::decodeBody<api::LedgerNote>(text);
  if (!note) return ports::problem(note.error());
  m_settings.ledgerTrouble(std::move(note->trouble));
  return json(api::Done{});
}

HttpReply NodeApi::forceBreaker(const std::string& text) {
  const auto order = api::decodeBody<api::NodeBreakerOrder>(text);
  if (!order) return ports::problem(order.error());
  if (!m_settings.breakers) return ports::problem({ErrorCode::NotFound, m_settings.node + " has no breakers", false});
  const auto forced = m_settings.breakers->force(order->dependency, order->force.value());
  return forced ? json(*order) : ports::problem(forced.error());
}

std::string NodeApi::metricsText() {
  ports::MetricFamily hits{.name = "orderdeck_fault_hits_total",
                           .help = "How often an armed fault struck, by its id.",
                           .type = ports::MetricFamily::Type::Counter};
  for (const auto& [id, count] : m_faults.hits()) hits.samples.push_back({{{"fault", id}}, static_cast<double>(count)});
  return m_metrics.expose({&hits, 1});
}

}  // namespace orderdeck::runtime
