// What the batch loop's tests share: a service that answers and fails as it is told, and a loop of it on a fake bus.
#pragma once

#include <QtTest>

#include <atomic>
#include <mutex>
#include <set>

#include "services/loop/batch_loop.h"
#include "tests/support/fake_bus.h"
#include "tests/support/fake_metrics.h"
#include "tests/support/wait_until.h"
#include "tests/unit/service_world.h"

namespace orderdeck::test::batch_loop {

using domain::EventKind;
using enum domain::OrderState;

inline const services::BatchSettings kQuick{.batch = 7,
                                            .pollWait = core::Millis{5},
                                            .pace = core::Millis{0},
                                            .firstRetry = core::Millis{1},
                                            .lastRetry = core::Millis{4},
                                            .firstAlone = core::Millis{1},
                                            .lastAlone = core::Millis{4}};
inline const core::Error kGone{core::ErrorCode::Disconnected, "gone", true};
inline const core::Error kLater{core::ErrorCode::Busy, "451 mailbox is busy", true};
inline const core::Error kUnknown{core::ErrorCode::Internal, "something else", false};
inline const core::Error kCorrupt{core::ErrorCode::Corrupt, "cannot be read", false};

/// Answers every OrderPlaced with an OrderShipped; fails as told.
class Echo : public services::Service {
 public:
  std::atomic<int> failures = 0;
  std::set<std::string> poison;              // orders that fail for good
  std::map<std::string, core::Error> named;  // orders of which it says that they failed, and why
  std::mutex mutex;                          // guards `named` and `done`
  std::map<std::string, int> done;           // how often, by order
  std::atomic<int> calls = 0;
  std::atomic<bool> healthy = false;
  std::chrono::steady_clock::time_point lastCall;  // read when the loop is stopped

  std::string_view name() const override { return "payment"; }
  bool isHealthy() override { return healthy; }
  core::Result<services::Outcome> process(std::span<const services::Delivery> batch) override {
    lastCall = std::chrono::steady_clock::now();
    ++calls;
    if (failures > 0 && failures-- > 0) return std::unexpected(timeoutError());
    const std::lock_guard lock(mutex);
    services::Outcome outcome;
    for (std::size_t i = 0; i < batch.size(); ++i) {
      const domain::Event& event = batch[i].event;
      if (poison.contains(event.orderId)) return std::unexpected(kCorrupt);
      if (const auto failed = named.find(event.orderId); failed != named.end()) {
        outcome.failures.push_back({i, failed->second});
        continue;
      }
      ++done[event.orderId];
      outcome.events.push_back(domain::makeEvent(EventKind::OrderShipped, event.orderId, event.placedAt, "echo"));
      countTransition(Reserved, Shipped);
    }
    return outcome;
  }
  void heal(const std::string& order) {
    const std::lock_guard lock(mutex);
    named.erase(order);
  }
  bool isDoneOnce(int from, int to) {
    const std::lock_guard lock(mutex);
    for (int i = from; i < to; ++i) {
      const std::string order = "o" + std::to_string(i);
      if (done[order] != (named.contains(order) ? 0 : 1)) return false;
    }
    return true;
  }
};

struct World {
  support::FakeBus bus;
  support::FakeMetrics metrics;
  Echo echo;
  services::BatchLoop loop;

  explicit World(services::BatchSettings settings = kQuick) : loop(echo, bus, metrics, settings) {}

  void place(int from, int to) {
    for (int i = from; i < to; ++i) {
      domain::Event event = domain::makeEvent(EventKind::OrderPlaced, "o" + std::to_string(i), core::now(), "test");
      event.userId = "user1";
      event.items = {{"abc", 1, 1}};
      bus.put("order-created", event.orderId, domain::encodeEvent(event));
    }
  }
  std::set<std::string> shipped() const {
    std::set<std::string> ids;
    for (const auto& message : bus.messages("order-shipped")) ids.insert(message.key);
    return ids;
  }
  bool drained() const { return bus.lag("payment", "order-created") == 0; }
  double count(const char* name) { return metrics.value(name, {{"service", "payment"}}); }
};

}  // namespace orderdeck::test::batch_loop
