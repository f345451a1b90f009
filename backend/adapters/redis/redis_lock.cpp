#include "adapters/redis/redis_lock.h"

#include <algorithm>
#include <chrono>
#include <thread>

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

std::string lockKey(const std::string& productId) { return "lock:product_" + productId; }
std::string waitersKey(const std::string& productId) { return "lockwait:product_" + productId; }

Millis since(Steady::time_point start) { return std::chrono::duration_cast<Millis>(Steady::now() - start); }

}  // namespace

/// One acquire on its way: the products taken so far are the first `fences.size()` of `productIds`.
struct RedisLock::Attempt {
  std::vector<std::string> productIds;
  const std::string& holder;
  Millis ttl, wait;
  std::int64_t cameAt = core::toEpochMillis(core::now());
  Steady::time_point firstTaken{};
  bool waiting = false;  // among the waiters of the first product not taken
  std::map<std::string, std::int64_t> fences{};

  std::size_t taken() const { return fences.size(); }
  bool complete() const { return taken() == productIds.size(); }
  bool firstLeaseOver() const { return taken() > 0 && since(firstTaken) >= ttl; }
};

RedisLock::RedisLock(RedisAddress address)
    : m_connection(std::move(address), {trusting(kLockAcquireLua), std::string(kLockReleaseLua)}),
      m_random(std::random_device{}()) {}

core::Result<ports::LockGrant> RedisLock::acquire(std::vector<std::string> productIds, const std::string& holder,
                                                  Millis ttl, Millis wait) {
  if (holder.empty() || ttl.count() < 1)
    return core::fail(ErrorCode::InvalidArgument, "a lock needs a holder and a lease of 1 ms or more");
  std::ranges::sort(productIds);  // one order everywhere: no two holders wait for each other
  productIds.erase(std::ranges::unique(productIds).begin(), productIds.end());
  Attempt attempt{.productIds = std::move(productIds), .holder = holder, .ttl = ttl, .wait = wait};
  const auto start = Steady::now();
  for (int round = 0; !attempt.complete(); ++round) {
    if (auto tried = tryRest(attempt); !tried) return std::unexpected(std::move(tried.error()));
    // Whoever waited longer than its own lease may have lost what it took first: all anew.
    if (attempt.firstLeaseOver()) {
      if (auto gone = giveUp(attempt); !gone) return std::unexpected(std::move(gone.error()));
      attempt.fences.clear();
      attempt.waiting = false;
    }
    if (attempt.complete()) break;
    if (since(start) >= wait) {
      const std::string what = "the lock of product " + attempt.productIds[attempt.taken()] + " is held by another";
      if (auto gone = giveUp(attempt); !gone) return std::unexpected(std::move(gone.error()));
      return core::fail(ErrorCode::Timeout, what, true);
    }
    std::this_thread::sleep_for(std::min(backOff(round), std::max(wait - since(start), Millis{0})));
  }
  return ports::LockGrant{std::move(attempt.productIds), std::move(attempt.fences), since(start)};
}

core::Result<void> RedisLock::tryRest(Attempt& attempt) {
  if (auto ready = m_connection.connect(); !ready) return ready;
  const std::size_t done = attempt.taken();
  const auto before = Steady::now();
  Pipeline pipeline;
  pipeline.beginScript(m_connection.sha(Acquire), 5 + attempt.productIds.size() - done);
  pipeline.word(attempt.holder);
  pipeline.word(attempt.ttl.count());
  pipeline.word(attempt.cameAt);
  pipeline.word(core::toEpochMillis(core::now() - attempt.wait - kWaiterLife));
  pipeline.word(attempt.waiting ? "1" : "0");
  for (std::size_t i = done; i < attempt.productIds.size(); ++i) pipeline.word(attempt.productIds[i]);
  auto replies = m_connection.run(pipeline);
  if (!replies) return std::unexpected(std::move(replies.error()));
  const ReplyView tokens = replies->front().view();
  if (done == 0 && tokens.size() > 0) attempt.firstTaken = before;
  for (std::size_t i = 0; i < tokens.size(); ++i) attempt.fences[attempt.productIds[done + i]] = tokens[i].number();
  attempt.waiting = !attempt.complete();
  return {};
}

core::Result<void> RedisLock::giveUp(const Attempt& attempt) {
  if (attempt.waiting) {
    auto left = m_connection.run({"ZREM", waitersKey(attempt.productIds[attempt.taken()]), attempt.holder});
    if (!left) return std::unexpected(std::move(left.error()));
  }
  auto released = releaseAll(std::span(attempt.productIds).first(attempt.taken()), attempt.holder);
  if (!released) return std::unexpected(std::move(released.error()));
  return {};
}

core::Result<void> RedisLock::release(const ports::LockGrant& grant, const std::string& holder) {
  auto released = releaseAll(grant.productIds, holder);
  if (!released) return std::unexpected(std::move(released.error()));
  return {};
}

core::Result<std::int64_t> RedisLock::releaseAll(std::span<const std::string> productIds, const std::string& holder) {
  if (productIds.empty()) return 0;
  if (auto ready = m_connection.connect(); !ready) return std::unexpected(std::move(ready.error()));
  Pipeline pipeline;
  pipeline.beginScript(m_connection.sha(Release), 1 + productIds.size());
  pipeline.word(holder);
  for (const std::string& id : productIds) pipeline.word(id);
  auto replies = m_connection.run(pipeline);
  if (!replies) return std::unexpected(std::move(replies.error()));
  return replies->front().view().number();
}

core::Result<std::vector<ports::LockView>> RedisLock::inspect() {
  auto known = m_connection.run({"SMEMBERS", "products"});
  if (!known) return std::unexpected(std::move(known.error()));
  std::vector<std::string> products;
  for (std::size_t i = 0; i < known->view().size(); ++i) products.push_back(known->view()[i].string());
  std::ranges::sort(products);

  constexpr std::size_t kReads = 4;  // a product
  Pipeline pipeline;
  for (const std::string& product : products) {
    pipeline.add({"GET", lockKey(product)});
    pipeline.add({"PTTL", lockKey(product)});
    pipeline.add({"ZRANGE", waitersKey(product), "0", "-1"});
    pipeline.add({"HMGET", "stock:" + product, "fence", "lease"});
  }
  auto replies = m_connection.run(pipeline);
  if (!replies) return std::unexpected(std::move(replies.error()));
  std::vector<ports::LockView> views;
  for (std::size_t i = 0; i < products.size(); ++i) {
    const auto answer = [&](std::size_t read) { return (*replies)[i * kReads + read].view(); };
    ports::LockView view;
    view.productId = products[i];
    view.holder = answer(0).string();
    view.fence = answer(3)[0].number();
    if (!view.holder.empty()) {
      view.ttl = Millis{std::max<std::int64_t>(answer(1).number(), 0)};
      view.held = std::max(Millis{answer(3)[1].number()} - view.ttl, Millis{0});
    }
    for (std::size_t w = 0; w < answer(2).size(); ++w) view.waiters.push_back(answer(2)[w].string());
    if (!view.holder.empty() || !view.waiters.empty()) views.push_back(std::move(view));
  }
  return views;
}

/// 1, 2, 4, ... 8 ms, less up to a half of it: waiters that came together do not come again together.
Millis RedisLock::backOff(int round) {
  const Millis longest = std::min(kLongestBackOff, Millis{1} * (1 << std::min(round, 3)));
  return Millis{std::uniform_int_distribution<std::int64_t>((longest.count() + 1) / 2, longest.count())(m_random)};
}

}  // namespace orderdeck::adapters::redis
