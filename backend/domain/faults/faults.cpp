#include "domain/faults/faults.h"

namespace orderdeck::domain {

std::vector<std::string> targetsOf(const FaultKind& kind, ServiceTable services) {
  switch (kind.target) {
    case FaultTarget::PaymentCallers: return callersOf(Dependency::Payment, services);
    case FaultTarget::Gateway: return {std::string(kGateway)};
    case FaultTarget::LockHolders: return {"inventory"};
    case FaultTarget::Consumers: return consumerNames(services);
    case FaultTarget::Services:
    case FaultTarget::Processes: break;
  }
  std::vector<std::string> targets = serviceNames(services);
  if (kind.target == FaultTarget::Processes) targets.insert(targets.end(), {"redis", "kafka"});
  return targets;
}

bool canStrike(const FaultKind& kind, std::string_view service, ServiceTable services) {
  const std::vector<std::string> targets = targetsOf(kind, services);
  return std::ranges::find(targets, service) != targets.end();
}

}  // namespace orderdeck::domain
