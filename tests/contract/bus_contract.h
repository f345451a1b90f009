// What every EventBus must do, as a suite that the test of each of them inherits: the fake one and the real
// one.
#pragma once

#include <QtTest>

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "domain/services.h"
#include "ports/bus/bus.h"
#include "ports/bus/inspector.h"
#include "services/backpressure/backpressure_bus.h"

namespace orderdeck::contract {

/// A bus with the system's topics and nothing on them.
class BusWorld {
 public:
  virtual ~BusWorld() = default;
  virtual ports::EventBus& bus() = 0;
  virtual std::unique_ptr<ports::BusInspector> makeInspector() = 0;
  virtual void restart() = 0;  // the brokers are replaced by new ones that know nothing
};

/// Of the buses of these tests.
inline constexpr services::BackpressureSettings kTightBackpressure = {.limitBytes = 64 * 1024,
                                                                      .timeout = core::Millis{300}};

using Messages = std::vector<ports::InboundMessage>;

/// Calls `step` until it answers true; false when that takes longer than `most`.
inline bool eventually(const std::function<bool()>& step, std::chrono::seconds most = std::chrono::seconds{20}) {
  const auto deadline = std::chrono::steady_clock::now() + most;
  while (std::chrono::steady_clock::now() < deadline) {
    if (step()) return true;
  }
  return false;
}

inline std::vector<ports::OutboundMessage> numbered(const std::string& topic, int from, int count, int keys = 40,
                                                    std::size_t size = 40) {
  std::vector<ports::OutboundMessage> messages;
  for (int i = from; i < from + count; ++i) {
    std::string value = std::to_string(i);
    value.resize(std::max(size, value.size()), ' ');
    messages.push_back({.topic = topic,
                        .key = "order-" + std::to_string(i % keys),
                        .value = value,
                        .headers = {{std::string(ports::kEventHeader), "OrderPlaced"},
                                    {std::string(ports::kEventIdHeader), "e" + std::to_string(i)}}});
  }
  return messages;
}

inline std::set<int> numbersOf(const Messages& messages) {
  std::set<int> numbers;
  for (const auto& message : messages) numbers.insert(std::stoi(message.value));
  return numbers;
}

/// Reads until `count` messages came, then shortly on, to see what comes too many.
inline Messages read(ports::EventSubscription& from, std::size_t count) {
  Messages all;
  const auto poll = [&](int wait) {
    auto batch = from.poll(500, core::Millis{wait});
    if (batch) all.insert(all.end(), batch->begin(), batch->end());
  };
  eventually([&] {
    poll(100);
    return all.size() >= count;
  });
  poll(200);
  return all;
}

/// order-paid is read by inventory, points and ledger: it flows while all of them go on, and stops for the slowest.
/// The largest message that a broker's default lets through, with all that a dead letter says. Its topic has one
/// partition, and is guarded as others are.
/// Whether they are read at once, after another poll, or when the subscription is gone.
/// Ours or not: by the topics that the caller names, or by what the group has committed.

/// The suite: who inherits it runs all of it on its world, beside tests of its own.
class BusContract : public QObject {
  Q_OBJECT

 private slots:
  void keepsTheOrderOfAKey();
  void redeliversWhatWasNotCommitted();
  void goesOnAfterACommit();
  void commitsNothingFromWhatIsHeldOn();
  void publishWaitsUntilItIsThere();
  void membersShareThePartitions();
  void saysWhenTheBrokersWereReplaced();
  void holdsBackForTheSlowestGroup();
  void bringsADeadLetterWithItsHeaders();
  void aMessageKeepsItsHeaders();
  void tellsTheOffsetsOfAnyGroup();

 private:
  virtual BusWorld& world() = 0;
};

}  // namespace orderdeck::contract
