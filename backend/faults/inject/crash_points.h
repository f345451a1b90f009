// Lets a process die where a service says that it has got to (services/crash_point.h), when the fault crash-POINT is
// armed. Owned by the node; any thread.
#pragma once

#include <functional>
#include <string_view>

#include "faults/inject/fault_registry.h"

namespace orderdeck::faults {

class CrashPoints {
 public:
  using Die = std::function<void(std::string_view point, const Strike& strike)>;

  /// `die` ends the process; the standard is SIGKILL, so that nothing is put in order before.
  explicit CrashPoints(FaultRegistry& registry, Die die = killSelf) : m_registry(registry), m_die(std::move(die)) {}

  void reached(std::string_view point) const;

 private:
  static void killSelf(std::string_view point, const Strike& strike);

  FaultRegistry& m_registry;
  const Die m_die;
};

}  // namespace orderdeck::faults
