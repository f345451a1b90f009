// The hot store's marks and the ledger's store of them in memory, for unit tests. Copies share what they hold, as
// connections do. Any thread.
#pragma once

#include <algorithm>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>

#include "ports/ledger/high_water_mark_store.h"
#include "ports/store/marked_store.h"

namespace orderdeck::support {

/// One value behind a lock, shared by copies.
template <typename T>
class Shared {
 public:
  T get() const {
    const std::lock_guard lock(m_at->mutex);
    return m_at->value;
  }
  void set(T value) const {
    const std::lock_guard lock(m_at->mutex);
    m_at->value = std::move(value);
  }

 private:
  struct At {
    std::mutex mutex;
    T value{};
  };
  std::shared_ptr<At> m_at = std::make_shared<At>();
};

class FakeMarkedStore : public ports::MarkedStore {
 public:
  Shared<ports::StoreLook> now;
  Shared<bool> away;

  core::Result<ports::StoreLook> look() override {
    if (away.get()) return core::fail(core::ErrorCode::Disconnected, "no connection to Redis", true);
    return now.get();
  }
  core::Result<void> distrust(const std::string& reason) override {
    if (away.get()) return core::fail(core::ErrorCode::Disconnected, "no connection to Redis", true);
    ports::StoreLook look = now.get();
    if (look.distrust.empty()) look.distrust = reason;
    now.set(look);
    return {};
  }
  void setMarks(ports::HighWaterMarks marks) const { now.set({.marks = std::move(marks), .distrust = {}}); }
};

class FakeHighWaterMarkStore : public ports::HighWaterMarkStore {
 public:
  Shared<std::optional<ports::HighWaterMarks>> kept;
  Shared<bool> away;
  Shared<int> raises;
  std::function<void()> afterRead;  // as if something happened between the look at the ledger and the one at the store

  core::Result<std::optional<ports::HighWaterMarks>> newest() override {
    if (away.get()) return core::fail(core::ErrorCode::Unavailable, "the ledger is locked", true);
    auto marks = kept.get();
    if (afterRead) std::exchange(afterRead, nullptr)();
    return marks;
  }
  core::Result<void> raise(const ports::HighWaterMarks& seen) override {
    if (away.get()) return core::fail(core::ErrorCode::Unavailable, "the ledger is locked", true);
    raises.set(raises.get() + 1);
    auto marks = kept.get();
    if (seen.epoch.empty() || (marks && !marks->epoch.empty() && marks->epoch != seen.epoch)) return {};
    if (!marks || marks->epoch.empty()) {
      kept.set(seen);
      return {};
    }
    const auto raiseTo = [](auto& numbers, const auto& higher) {
      for (const auto& [name, number] : higher) numbers[name] = std::max(numbers[name], number);
    };
    raiseTo(marks->flow, seen.flow);
    raiseTo(marks->stocked, seen.stocked);
    raiseTo(marks->fences, seen.fences);
    kept.set(marks);
    return {};
  }
  core::Result<void> begin(const ports::HighWaterMarks& marks) override {
    kept.set(marks);
    return {};
  }
};

}  // namespace orderdeck::support
