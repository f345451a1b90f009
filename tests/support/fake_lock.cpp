#include "tests/support/fake_lock.h"

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>

namespace orderdeck::support {

using Steady = std::chrono::steady_clock;

struct FakeLock::Server {
  struct Held {
    std::string holder;
    Steady::time_point since, until;
  };

  std::mutex mutex;
  std::condition_variable changed;
  std::map<std::string, Held> held;
  std::map<std::string, std::vector<std::string>> waiters;

  // All of these are called with `mutex` held.
  bool isFree(const std::string& resource) {
    const auto found = held.find(resource);
    if (found != held.end() && found->second.until <= Steady::now()) held.erase(resource);
    return !held.contains(resource);
  }
  void release(const std::vector<std::string>& resources, const std::string& holder) {
    for (const auto& resource : resources)
      if (!isFree(resource) && held.at(resource).holder == holder) held.erase(resource);
    changed.notify_all();
  }
  void leave(const std::string& resource, const std::string& holder) {
    auto& all = waiters[resource];
    std::erase(all, holder);
    if (all.empty()) waiters.erase(resource);
  }
};

FakeLock::FakeLock() : m_server(std::make_shared<Server>()) {}

core::Result<ports::LockGrant> FakeLock::acquire(std::vector<std::string> resources, const std::string& holder,
                                                 core::Millis lease, core::Millis wait) {
  if (holder.empty() || lease.count() < 1)
    return core::fail(core::ErrorCode::InvalidArgument, "a lock needs a holder and a lease of 1 ms or more");
  if (failures > 0) {
    --failures;
    return core::fail(core::ErrorCode::Timeout, "no answer", true);
  }
  lastHolder = holder;
  std::ranges::sort(resources);
  resources.erase(std::ranges::unique(resources).begin(), resources.end());
  acquired.push_back(resources);
  const auto start = Steady::now();
  std::vector<std::string> taken;
  Steady::time_point firstTaken = start;
  std::unique_lock lock(m_server->mutex);
  while (taken.size() < resources.size()) {
    const std::string& next = resources[taken.size()];
    if (!taken.empty() && Steady::now() >= firstTaken + lease) {  // what was taken first may be another's by now
      m_server->release(taken, holder);
      taken.clear();
    } else if (m_server->isFree(next)) {
      const auto now = Steady::now();
      if (taken.empty()) firstTaken = now;
      m_server->held[next] = {holder, now, now + lease};
      m_server->leave(next, holder);
      taken.push_back(next);
    } else if (Steady::now() >= start + wait) {
      m_server->leave(next, holder);
      m_server->release(taken, holder);
      return core::fail(core::ErrorCode::Timeout, "the lock of " + next + " is held by another", true);
    } else {
      auto& waiters = m_server->waiters[next];
      if (std::ranges::find(waiters, holder) == waiters.end()) waiters.push_back(holder);
      m_server->changed.wait_until(lock, std::min(start + wait, m_server->held.at(next).until));
    }
  }
  lock.unlock();
  if (afterAcquire) afterAcquire();
  return ports::LockGrant{std::move(resources), std::chrono::duration_cast<core::Millis>(Steady::now() - start),
                          firstTaken + lease};
}

core::Result<void> FakeLock::release(const ports::LockGrant& grant, const std::string& holder) {
  const std::lock_guard lock(m_server->mutex);
  m_server->release(grant.resources, holder);
  return {};
}

core::Result<std::vector<ports::LockView>> FakeLock::inspect() {
  const std::lock_guard lock(m_server->mutex);
  std::map<std::string, ports::LockView> views;
  const auto now = Steady::now();
  for (const auto& [resource, held] : m_server->held) {
    if (held.until <= now) continue;
    auto& view = views[resource];
    view.holder = held.holder;
    view.left = std::chrono::duration_cast<core::Millis>(held.until - now);
    view.held = std::chrono::duration_cast<core::Millis>(now - held.since);
  }
  for (const auto& [resource, waiters] : m_server->waiters) views[resource].waiters = waiters;
  std::vector<ports::LockView> all;
  for (auto& [resource, view] : views) {
    view.resource = resource;
    all.push_back(std::move(view));
  }
  return all;
}

}  // namespace orderdeck::support
