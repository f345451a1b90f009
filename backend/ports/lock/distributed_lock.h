// Advisory locks over named resources. A lock is a courtesy: what protects a write is the fencing token that is drawn
// under it (fence_source.h), since the store refuses an old one. One object is one connection and belongs to one
// thread.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/error.h"

namespace orderdeck::ports {

struct LockGrant {
  std::vector<std::string> resources;  // sorted, each once
  core::Millis waited{0};
  std::chrono::steady_clock::time_point until = {};  // all of them are held up to then, by the clock of this process
};

class DistributedLock {
 public:
  virtual ~DistributedLock() = default;

  /// Takes the locks of all resources for `lease` (1 ms or more), waiting up to `wait`. All holders take them in one
  /// order, so none waits for another in a circle. Timeout (retryable), which names the resource, when `wait` does not
  /// suffice; then nothing stays held. StoreRolledBack (retryable) when whoever keeps the locks lost data. After any
  /// other error what was taken runs out with its lease.
  virtual core::Result<LockGrant> acquire(std::vector<std::string> resources, const std::string& holder,
                                          core::Millis lease, core::Millis wait) = 0;

  /// Releases what `holder` still holds of the grant. What ran out and is another's now stays untouched.
  virtual core::Result<void> release(const LockGrant& grant, const std::string& holder) = 0;
};

}  // namespace orderdeck::ports
