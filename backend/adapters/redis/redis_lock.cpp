#include "adapters/redis/redis_lock.h"

#include <algorithm>
#include <chrono>
#include <thread>

#include "adapters/redis/lock_keys.h"
#include "adapters/redis/scripts.h"
#include "redis_embedded.h"

namespace orderdeck::adapters::redis {

using core::ErrorCode;
using core::Millis;
using Steady = std::chrono::steady_clock;

namespace {

enum Script : std::size_t { Acquire, Release };

constexpr Millis kLongestBackOff{8};
constexpr Millis kWaiterLife{60'000};  // beyond its own wait; then a waiter is taken for dead

Millis since(Steady::time_point start) { return std::chrono::duration_cast<Millis>(Steady::now() - start); }

}  // namespace

/// One acquire on its way.
struct RedisLock::Attempt {
  std::vector<std::string> resources;
  const std::string& holder;
  Millis lease, wait;
  std::int64_t cameAt = core::toEpochMillis(core::now());
  std::size_t taken = 0;            // so many of the first resources
  Steady::time_point firstTaken{};  // before the first of them was
  bool waiting = false;             // among the waiters of the first resource not taken

  bool complete() const { return taken == resources.size(); }
  bool firstLeaseOver() const { return taken > 0 && since(firstTaken) >= lease; }
};

RedisLock::RedisLock(RedisAddress address)
    : m_connection(std::move(address), {trusting(kLockAcquireLua), std::string(kLockReleaseLua)}),
      m_random(std::random_device{}()) {}

core::Result<ports::LockGrant> RedisLock::acquire(std::vector<std::string> resources, const std::string& holder,
                                                  Millis lease, Millis wait) {
  if (holder.empty() || lease.count() < 1)
    return core::fail(ErrorCode::InvalidArgument, "a lock needs a holder and a lease of 1 ms or more");
  std::ranges::sort(resources);  // one order everywhere: no two holders wait for each other
  resources.erase(std::ranges::unique(resources).begin(), resources.end());
  Attempt attempt{.resources = std::move(resources), .holder = holder, .lease = lease, .wait = wait};
  const auto start = Steady::now();
  for (int round = 0; !attempt.complete(); ++round) {
    if (auto tried = tryRest(attempt); !tried) return std::unexpected(std::move(tried.error()));
    // Whoever waited longer than its own lease may have lost what it took first: all anew.
    if (attempt.firstLeaseOver()) {
      if (auto gone = giveUp(attempt); !gone) return std::unexpected(std::move(gone.error()));
      attempt.taken = 0;
      attempt.waiting = false;
    }
    if (attempt.complete()) break;
    if (since(start) >= wait) {
      const std::string what = "the lock of " + attempt.resources[attempt.taken] + " is held by another";
      if (auto gone = giveUp(attempt); !gone) return std::unexpected(std::move(gone.error()));
      return core::fail(ErrorCode::Timeout, what, true);
    }
    std::this_thread::sleep_for(std::min(backOff(round), std::max(wait - since(start), Millis{0})));
  }
  const auto until = (attempt.taken > 0 ? attempt.firstTaken : start) + lease;
  return ports::LockGrant{std::move(attempt.resources), since(start), until};
}

core::Result<void> RedisLock::tryRest(Attempt& attempt) {
  if (auto ready = m_connection.connect(); !ready) return ready;
  const auto rest = std::span(attempt.resources).subspan(attempt.taken);
  const auto before = Steady::now();
  Pipeline pipeline;
  pipeline.beginScript(m_connection.sha(Acquire), 5 + rest.size());
  pipeline.word(attempt.holder);
  pipeline.word(attempt.lease.count());
  pipeline.word(attempt.cameAt);
  pipeline.word(core::toEpochMillis(core::now() - attempt.wait - kWaiterLife));
  pipeline.word(attempt.waiting ? "1" : "0");
  for (const std::string& resource : rest) pipeline.word(resource);
  auto replies = m_connection.run(pipeline);
  if (!replies) return std::unexpected(std::move(replies.error()));
  const auto taken = static_cast<std::size_t>(replies->front().view().number());
  if (taken > rest.size()) return core::fail(ErrorCode::Corrupt, "Redis took more locks than it was asked for");
  if (attempt.taken == 0 && taken > 0) attempt.firstTaken = before;
  attempt.taken += taken;
  attempt.waiting = !attempt.complete();
  return {};
}

core::Result<void> RedisLock::giveUp(const Attempt& attempt) {
  if (attempt.waiting) {
    auto left = m_connection.run({"ZREM", waitersKey(attempt.resources[attempt.taken]), attempt.holder});
    if (!left) return std::unexpected(std::move(left.error()));
  }
  return releaseAll(std::span(attempt.resources).first(attempt.taken), attempt.holder);
}

core::Result<void> RedisLock::release(const ports::LockGrant& grant, const std::string& holder) {
  return releaseAll(grant.resources, holder);
}

core::Result<void> RedisLock::releaseAll(std::span<const std::string> resources, const std::string& holder) {
  if (resources.empty()) return {};
  if (auto ready = m_connection.connect(); !ready) return ready;
  Pipeline pipeline;
  pipeline.beginScript(m_connection.sha(Release), 1 + resources.size());
  pipeline.word(holder);
  for (const std::string& resource : resources) pipeline.word(resource);
  auto replies = m_connection.run(pipeline);
  if (!replies) return std::unexpected(std::move(replies.error()));
  return {};
}

/// 1, 2, 4, ... 8 ms, less up to a half of it: waiters that came together do not come again together.
Millis RedisLock::backOff(int round) {
  const Millis longest = std::min(kLongestBackOff, Millis{1} * (1 << std::min(round, 3)));
  return Millis{std::uniform_int_distribution<std::int64_t>((longest.count() + 1) / 2, longest.count())(m_random)};
}

}  // namespace orderdeck::adapters::redis
