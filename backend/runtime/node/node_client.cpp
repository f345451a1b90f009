#include "runtime/node/node_client.h"

#include <fmt/format.h>

#include "api/http_client.h"
#include "api/json_encoder.h"
#include "api/node_status.h"

namespace orderdeck::runtime {

using core::ErrorCode;
using core::Result;

namespace {

constexpr core::Millis kTimeout{500};

Result<int> statusOf(const NodePlace& node, const std::string& token, const char* target, const std::string& body) {
  const auto answer =
      api::HttpClient(node.opsUrl, kTimeout).send("POST", target, body, {{"Authorization", "Bearer " + token}});
  if (!answer) return std::unexpected(answer.error());
  return answer->status;
}

Result<void> takenOrNot(const NodePlace& node, const Result<int>& status) {
  if (!status) return std::unexpected(status.error());
  if (*status / 100 == 2) return {};
  return core::fail(ErrorCode::Internal, fmt::format("{} answered {}", node.opsUrl, *status));
}

}  // namespace

Result<void> NodeClient::carryFaults(const NodePlace& node, const std::string& faults) const {
  return takenOrNot(node, statusOf(node, m_token, "/faults", faults));
}

Result<void> NodeClient::forceBreaker(const NodePlace& node, const std::string& dependency,
                                      core::BreakerForceWord force) const {
  if (node.unit.state != api::NodeState::Up || node.opsUrl.empty())
    return core::fail(ErrorCode::Conflict, fmt::format("{} is not up, or has no breakers", node.unit.name));
  const auto status = statusOf(node, m_token, "/breakers", api::encodeJson(api::NodeBreakerOrder{dependency, force}));
  if (status && *status == 404)
    return core::fail(ErrorCode::NotFound, fmt::format("{} has no breaker to '{}'", node.unit.name, dependency));
  return takenOrNot(node, status);
}

Result<void> NodeClient::reconcile(const NodePlace& node) const {
  return takenOrNot(node, statusOf(node, m_token, "/reconcile", {}));
}

Result<void> NodeClient::tellLedgerTrouble(const NodePlace& node, const std::string& trouble) const {
  return takenOrNot(node, statusOf(node, m_token, "/ledger", api::encodeJson(api::LedgerNote{trouble})));
}

}  // namespace orderdeck::runtime
