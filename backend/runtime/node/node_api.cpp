#include "runtime/node/node_api.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "api/node_status.h"
#include "runtime/control/control_api_json.h"
#include "runtime/node/node_api_token.h"
#include "runtime/node/node_breakers.h"

namespace orderdeck::runtime {

using core::ErrorCode;
using ports::HttpReply;

namespace {
HttpReply json(const nlohmann::json& body, int status = 200) {
  return {.status = status, .body = body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace), .headers = {}};
}
HttpReply refuse(ErrorCode code, std::string what) { return ports::problem({code, std::move(what), false}); }

/// The calls that change something.
bool asksForToken(const ports::HttpRequest& request) {
  return request.method == "POST" && (request.path == "/faults" || request.path == "/breakers" ||
                                      request.path == "/ledger" || request.path == "/reconcile");
}
}  // namespace

NodeApi::NodeApi(NodeApiSettings settings, ports::Metrics& metrics, faults::FaultBoard& faults)
    : m_settings(std::move(settings)), m_metrics(metrics), m_faults(faults) {}

ports::HttpScreening NodeApi::screen(const ports::HttpRequest& request) const {
  const bool authenticated = bearerMatches(request.authorization, m_settings.token);
  if (!asksForToken(request)) return {.bodyLimit = 0, .authenticated = authenticated};
  if (!authenticated) return {.refusal = refuse(ErrorCode::Unauthorized, "the token of endpoints.json is asked for")};
  return {.authenticated = true};
}

void NodeApi::handle(ports::HttpRequest request, ports::HttpRespond respond) { respond(answer(request)); }

HttpReply NodeApi::answer(const ports::HttpRequest& request) {
  if (request.method == "GET") {
    if (request.path == "/metrics")
      return {.body = metricsText(), .contentType = "text/plain; version=0.0.4", .headers = {}};
    if (request.path == "/healthz") {
      const std::string why = trouble();
      return why.empty() ? json({{"status", "ok"}, {"node", m_settings.node}})
                         : json({{"status", "degraded"}, {"node", m_settings.node}, {"why", why}});
    }
    if (request.path == "/status") {
      const api::NodeStatus status{
          .node = m_settings.node,
          .partitions = m_settings.partitions ? m_settings.partitions() : std::vector<std::string>{},
          .breakers = m_settings.breakers ? m_settings.breakers->views() : std::vector<api::BreakerView>{},
          .trouble = trouble()};
      return {.body = api::encodeStatus(status), .headers = {}};
    }
  } else if (asksForToken(request)) {
    if (auto refusal = screen(request).refusal) return *std::move(refusal);
    if (request.path == "/faults") {
      auto faults = faults::decodeFaults(request.body);
      if (!faults) return ports::problem(faults.error());
      const std::size_t armed = faults->size();
      m_faults.replace(std::move(*faults));
      return json({{"armed", armed}});
    }
    if (request.path == "/breakers") return forceBreaker(request.body);
    if (request.path == "/ledger") return noteLedger(request.body);
    if (m_settings.reconcile) {
      m_settings.reconcile();
      return json({{"status", "started"}}, 202);
    }
    return refuse(ErrorCode::NotFound, m_settings.node + " runs no reconciler");
  }
  return refuse(ErrorCode::NotFound, fmt::format("no {} {} here", request.method, request.path));
}

HttpReply NodeApi::noteLedger(const std::string& text) {
  if (!m_settings.ledgerTrouble)
    return refuse(ErrorCode::NotFound, m_settings.node + " has no use for the ledger's state");
  auto body = JsonBody::parse(text);
  if (!body) return ports::problem(body.error());
  std::string trouble;
  body->read("trouble", trouble);
  if (body->error()) return ports::problem(*body->error());
  m_settings.ledgerTrouble(std::move(trouble));
  return json({{"status", "ok"}});
}

HttpReply NodeApi::forceBreaker(const std::string& text) {
  auto body = JsonBody::parse(text);
  if (!body) return ports::problem(body.error());
  std::string dependency, force;
  body->read("dependency", dependency);
  body->read("force", force);
  if (body->error()) return ports::problem(*body->error());
  if (!m_settings.breakers) return refuse(ErrorCode::NotFound, m_settings.node + " has no breakers");
  const auto forced = m_settings.breakers->force(dependency, force);
  return forced ? json({{"dependency", dependency}, {"force", force}}) : ports::problem(forced.error());
}

std::string NodeApi::metricsText() {
  std::string text = m_metrics.expose();
  const auto hits = m_faults.hits();
  if (hits.empty()) return text;
  if (!text.empty() && text.back() != '\n') text += '\n';
  text +=
      "# HELP orderdeck_fault_hits_total How often an armed fault struck, by its id.\n# TYPE "
      "orderdeck_fault_hits_total counter\n";
  for (const auto& [id, n] : hits) text += fmt::format("orderdeck_fault_hits_total{{fault=\"{}\"}} {}\n", id, n);
  return text;
}

}  // namespace orderdeck::runtime
