#include "services/recovery/store_guard.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

namespace orderdeck::services {

namespace {

using core::Result;
using ports::HighWaterMarks;

constexpr const char* kAccepted = ">created";

std::int64_t valueOf(const std::map<std::string, std::int64_t>& numbers, const std::string& name) {
  const auto found = numbers.find(name);
  return found == numbers.end() ? 0 : found->second;
}

/// The first number that is lower than it was; null when none is.
const std::pair<const std::string, std::int64_t>* firstLower(const std::map<std::string, std::int64_t>& booked,
                                                             const std::map<std::string, std::int64_t>& seen) {
  for (const auto& mark : booked) {
    if (valueOf(seen, mark.first) < mark.second) return &mark;
  }
  return nullptr;
}

bool isEmpty(const HighWaterMarks& marks) { return marks.epoch.empty() && marks.flow.empty() && marks.stocked.empty(); }

}  // namespace

std::string whyRolledBack(const std::optional<HighWaterMarks>& booked, const HighWaterMarks& seen) {
  if (!booked) return {};
  const std::int64_t accepted = valueOf(booked->flow, kAccepted);
  if (isEmpty(seen)) return fmt::format("Redis is empty, and the ledger knows of {} orders", accepted);
  if (!booked->epoch.empty() && seen.epoch != booked->epoch) {
    return fmt::format("Redis holds {}, not the store that the ledger belongs to ({})",
                       seen.epoch.empty() ? "a store without an epoch" : "store " + seen.epoch, booked->epoch);
  }
  if (const auto* mark = firstLower(booked->flow, seen.flow)) {
    const std::string what = mark->first == kAccepted ? "accepted orders" : "moves " + mark->first;
    return fmt::format("Redis counts {} {}, it had counted {}", valueOf(seen.flow, mark->first), what, mark->second);
  }
  if (const auto* mark = firstLower(booked->stocked, seen.stocked)) {
    return fmt::format("Redis has {} units of {} stocked, it had {}", valueOf(seen.stocked, mark->first), mark->first,
                       mark->second);
  }
  if (const auto* mark = firstLower(booked->fences, seen.fences)) {
    return fmt::format("Redis stands at fencing token {} of {}, it had handed out {}",
                       valueOf(seen.fences, mark->first), mark->first, mark->second);
  }
  return {};
}

Result<std::string> checkStore(ports::HighWaterMarkStore& ledger, ports::MarkedStore& store, bool seeded) {
  std::string why;
  // Twice, since a rebuild may have begun an epoch between the look at the ledger and the one at the store.
  for (int look = 0; look < 2; ++look) {
    const auto booked = ledger.newest();
    if (!booked) return std::unexpected(booked.error());
    const auto seen = store.look();
    if (!seen) return std::unexpected(seen.error());
    if (!seen->distrust.empty()) return seen->distrust;
    why = whyRolledBack(*booked, seen->marks);
    if (why.empty() && seeded && seen->marks.epoch.empty()) why = "Redis has no epoch: it was emptied";
    if (why.empty()) return why;
  }
  if (auto closed = store.distrust(why); !closed) return std::unexpected(std::move(closed.error()));
  return why;
}

StoreGuard::StoreGuard(Factory<ports::MarkedStore> store, Factory<ports::HighWaterMarkStore> ledger,
                       StoreGuardSettings settings)
    : m_settings(settings),
      m_thread(std::make_unique<core::Worker>(
          "store-guard", [this, store = std::move(store), ledger = std::move(ledger)](std::stop_token stop) {
            run(store, ledger, stop);
          })) {}

bool StoreGuard::waitForLook(core::Millis wait) const {
  std::unique_lock lock(m_mutex);
  return m_looked.wait_for(lock, wait, [this] { return m_hasLooked; });
}

std::string StoreGuard::reason() const {
  const std::lock_guard lock(m_mutex);
  return m_reason;
}

core::Error StoreGuard::refusal() const {
  return {core::ErrorCode::StoreRolledBack,
          fmt::format("the store was rolled back, and takes nothing until it is rebuilt: {}. `orderdeckctl rebuild "
                      "--dry-run` shows what that would do, "
                      "`orderdeckctl rebuild` does it",
                      reason()),
          true};
}

void StoreGuard::run(const Factory<ports::MarkedStore>& makeStore, const Factory<ports::HighWaterMarkStore>& makeLedger,
                     std::stop_token stop) {
  LazyPort store(makeStore);
  LazyPort ledger(makeLedger);
  core::Millis pause{0};
  while (core::sleepFor(stop, pause)) {
    pause = m_settings.away;
    const auto marked = store.get();
    const auto kept = ledger.get();
    if (!marked || !kept) continue;
    auto reason = checkStore(**kept, **marked, true);  // no gateway starts before the stock is there
    if (!reason) {
      if (m_log.allow()) spdlog::warn("store guard: {}", reason.error().what);
      continue;
    }
    pause = m_settings.interval;
    take(std::move(*reason));
  }
}

void StoreGuard::take(std::string reason) {
  const bool closed = !reason.empty();
  if (closed != m_isClosed) {
    if (closed)
      spdlog::error("the store is closed: {}", reason);
    else if (m_hasLooked)
      spdlog::info("the store is open again");
  }
  {
    const std::lock_guard lock(m_mutex);
    m_reason = std::move(reason);
    m_hasLooked = true;
  }
  m_isClosed = closed;
  m_looked.notify_all();
}

}  // namespace orderdeck::services
