// An EventBus in memory, with the contract of the real one: partitions by key, consumer groups with committed
// positions, redelivery of what was not committed, failures on demand. For tests; any thread. Handles it gave out may
// outlive it.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "domain/events/topics.h"
#include "ports/bus/backlog.h"
#include "ports/bus/bus.h"
#include "ports/bus/inspector.h"

namespace orderdeck::support {

struct FakeBusSettings {
  int partitions = domain::kPartitions;
};

class FakeBus : public ports::EventBus {
 public:
  explicit FakeBus(FakeBusSettings settings = {});
  ~FakeBus() override;

  core::Result<std::unique_ptr<ports::EventPublisher>> makePublisher() override;
  /// A group's partitions are shared out by range among its members; who joins or leaves makes every member start again
  /// at what is committed.
  core::Result<std::unique_ptr<ports::EventSubscription>> subscribe(const std::string& group,
                                                                    std::vector<std::string> topics) override;

  /// Publishes one message without a publisher; no failure strikes it.
  void put(const std::string& topic, const std::string& key, const std::string& value);
  void put(ports::OutboundMessage message);

  /// Of all that is on it. May outlive the bus.
  std::unique_ptr<ports::BacklogReader> makeBacklogReader() const;

  /// As if of one broker. May outlive the bus.
  std::unique_ptr<ports::BusInspector> makeInspector() const;

  /// Everything on a topic: by partition, then offset.
  std::vector<ports::InboundMessage> messages(std::string_view topic) const;
  std::optional<std::int64_t> committed(const std::string& group, const std::string& topic, int partition) const;
  /// Messages of a topic that the group has not committed.
  std::int64_t lag(const std::string& group, const std::string& topic) const;

  /// What failing calls answer: a Timeout that may be retried.
  static core::Error timeout();
  /// The next `count` calls fail with `error`. `appended`: the messages get there all the same, only the
  /// acknowledgement is lost.
  void failPublishes(int count, core::Error error = timeout(), bool appended = false);
  /// From now on a batch with a value of more than `bytes` is TooLarge; none of it gets there.
  void limitMessages(std::size_t bytes);
  void failPolls(int count, core::Error error = timeout());
  /// `recorded`: the commit takes effect all the same, only the answer is lost.
  void failCommits(int count, core::Error error = timeout(), bool recorded = false);

  /// As a restart of the embedded broker: messages and commits are gone, every handle that was given out is
  /// Disconnected.
  void restart();

  struct Core;

 private:
  std::shared_ptr<Core> m_core;
};

}  // namespace orderdeck::support
