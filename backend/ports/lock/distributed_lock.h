// Advisory locks over products with fencing tokens. A lock is a courtesy; the token is what protects: the store refuses
// writes with an old one. One object is one connection and belongs to one thread.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/error.h"

namespace orderdeck::ports {

struct LockGrant {
  std::vector<std::string> productIds;         // sorted
  std::map<std::string, std::int64_t> fences;  // product -> token, strictly growing per product
  core::Millis waited{0};
};

struct LockView {
  std::string productId;
  std::string holder;                // empty: free now
  std::int64_t fence = 0;            // newest token
  core::Millis ttl{0};               // time the lease still runs
  core::Millis held{0};              // since it was taken
  std::vector<std::string> waiters;  // in the order they came
};

class DistributedLock {
 public:
  virtual ~DistributedLock() = default;

  /// Takes the locks of all products (in sorted order, `SET lock:product_X holder NX EX ttl`), waiting up to `wait`.
  /// Timeout (retryable) when that does not suffice; then nothing stays held.
  virtual core::Result<LockGrant> acquire(std::vector<std::string> productIds, const std::string& holder,
                                          core::Millis ttl, core::Millis wait) = 0;

  /// Releases what `holder` still holds of the grant (compare and delete). A lease that ran out and is another's now
  /// stays untouched.
  virtual core::Result<void> release(const LockGrant& grant, const std::string& holder) = 0;

  /// Every product's lock that is held or waited for now.
  virtual core::Result<std::vector<LockView>> inspect() = 0;
};

}  // namespace orderdeck::ports
