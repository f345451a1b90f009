// A look at the locks from outside. One object is one connection and belongs to one thread.
#pragma once

#include <string>
#include <vector>

#include "core/clock.h"
#include "core/error.h"

namespace orderdeck::ports {

struct LockView {
  std::string resource;
  std::string holder;                // empty: free now
  core::Millis left{0};              // time that the lease still runs
  core::Millis held{0};              // since it was taken
  std::vector<std::string> waiters;  // in the order they came

  /// For how long it was taken; 0 while it is free.
  core::Millis lease() const { return held + left; }
};

class LockInspector {
 public:
  virtual ~LockInspector() = default;
  /// Every lock that is held or waited for now, by resource.
  virtual core::Result<std::vector<LockView>> inspect() = 0;
};

}  // namespace orderdeck::ports
