// How the control API steers the load injector. The daemon owns the implementation (LoadInjector); every call is safe
// from any thread.
#pragma once

#include <optional>
#include <string>

#include "api/command.h"
#include "api/snapshot.h"
#include "core/error.h"

namespace orderdeck::runtime {

class LoadControl {
 public:
  virtual ~LoadControl() = default;
  /// Starts a load and returns its id; one that was started with this id is not started twice. Conflict while another
  /// runs; InvalidArgument names the member of the spec that is out of range. A file that is named is read through
  /// before its first order goes: what is wrong with it is the load's problem.
  virtual core::Result<std::string> start(const api::LoadSpec& spec) = 0;
  /// Changes the intended rate (orders/s, above 0) of the load that runs. NotFound when none does.
  virtual core::Result<void> setRate(double ordersPerSecond) = 0;
  /// Stops the load that runs; its figures stay. NotFound when none does.
  virtual core::Result<void> stop() = 0;
  /// The orders of the last load's file that were not accepted. NotFound before the first load.
  virtual core::Result<api::Refusals> refusals(const api::RefusalsQuery& query) const = 0;
  /// The current or the last load; nothing before the first.
  virtual std::optional<api::LoadView> view() const = 0;
};

}  // namespace orderdeck::runtime
