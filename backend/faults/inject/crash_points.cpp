#include "faults/inject/crash_points.h"

#include <csignal>
#include <string>

#include <spdlog/spdlog.h>

namespace orderdeck::faults {

void CrashPoints::reached(std::string_view point) const {
  if (m_registry.empty()) return;
  std::string name = "crash-";
  name += point;
  const domain::FaultKind* const fault = domain::findFault(name);
  if (fault == nullptr) return;
  if (const auto strike = m_registry.strike(domain::FaultName(*fault))) m_die(point, *strike);
}

void CrashPoints::killSelf(std::string_view point, const Strike& strike) {
  spdlog::warn("dies {} (fault {})", point, strike.fault.id);
  spdlog::default_logger()->flush();
  std::raise(SIGKILL);
}

}  // namespace orderdeck::faults
