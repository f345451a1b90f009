// Locks in memory, with the contract of the real ones: exclusion, leases that end, waiters in the order they came.
// Copies share the locks, as connections share a server. Any thread.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "ports/lock/distributed_lock.h"
#include "ports/lock/lock_inspector.h"

namespace orderdeck::support {

class FakeLock : public ports::DistributedLock, public ports::LockInspector {
 public:
  FakeLock();

  core::Result<ports::LockGrant> acquire(std::vector<std::string> resources, const std::string& holder,
                                         core::Millis lease, core::Millis wait) override;
  core::Result<void> release(const ports::LockGrant& grant, const std::string& holder) override;
  core::Result<std::vector<ports::LockView>> inspect() override;

  // What a test arranges and looks at; not while another thread uses a copy.
  int failures = 0;                    // of the next calls to acquire()
  std::function<void()> afterAcquire;  // with the locks held
  std::vector<std::vector<std::string>> acquired;
  std::string lastHolder;

 private:
  struct Server;
  const std::shared_ptr<Server> m_server;
};

}  // namespace orderdeck::support
