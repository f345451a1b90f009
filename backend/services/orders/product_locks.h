// The locks of products with a fencing token for each, drawn while the locks are held: so of two holders the later one
// has the newer tokens. Belongs to its service's thread.
#pragma once

#include <set>
#include <string>

#include "ports/lock/distributed_lock.h"
#include "ports/lock/fence_source.h"

namespace orderdeck::services {

struct ProductGrant {
  ports::LockGrant lock;
  ports::FencesByProduct fences;
};

class ProductLocks {
 public:
  /// `holder` holds them, each for `lease` at most. Both ports outlive this.
  ProductLocks(ports::DistributedLock& lock, ports::FenceSource& fences, std::string holder, core::Millis lease)
      : m_lock(lock), m_fences(fences), m_holder(std::move(holder)), m_lease(lease) {}

  /// Errors as of both ports; Timeout (retryable) also when the lease ended before the tokens were there, which may
  /// then be newer than another holder's. Nothing stays held after an error.
  core::Result<ProductGrant> acquire(const std::set<std::string>& productIds, core::Millis wait);
  /// A lock that cannot be released ends with its lease.
  void release(const ProductGrant& grant);

 private:
  ports::DistributedLock& m_lock;
  ports::FenceSource& m_fences;
  const std::string m_holder;
  const core::Millis m_lease;
};

}  // namespace orderdeck::services
