// The message bus between services: at least once, ordered per key, with explicit commits. An implementation is made
// once a process; each publisher and each subscription belongs to one thread.
#pragma once

#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/clock.h"
#include "core/error.h"
#include "domain/events/event.h"

namespace orderdeck::ports {

struct Header {
  std::string name;
  std::optional<std::string> value = {};  // any bytes; nothing: null
  auto operator<=>(const Header&) const = default;
};
using Headers = std::vector<Header>;  // in their order; a name may stand there more than once

struct OutboundMessage {
  std::string topic;
  std::string key;                               // the order id
  std::string value;                             // JSON
  std::string event;                             // header `event`; empty: none
  std::string eventId;                           // header `eventId`; empty: none
  std::optional<core::Timestamp> deadline = {};  // header `deadline` (RFC 3339)
  Headers headers = {};                          // more of them: a dead letter's
  bool nullKey = false, nullValue = false;       // null in place of an empty one
};

struct InboundMessage {
  std::string topic;
  int partition = 0;
  std::int64_t offset = 0;
  std::string key;
  std::string value;
  core::Timestamp publishedAt;  // the broker's timestamp of the message
  Headers headers = {};         // of a message on a dead-letter topic only; of others headersOf() tells them
  bool nullKey = false, nullValue = false;  // then `key` or `value` is empty
};

/// A place in a partition.
struct Position {
  std::string topic;
  int partition = 0;
  std::int64_t offset = 0;
};

/// An event and the message that brought it.
struct Delivery {
  domain::Event event;
  InboundMessage message;
};

class EventPublisher {
 public:
  virtual ~EventPublisher() = default;
  /// Publishes all messages and waits until the broker acknowledged every one of them. On an error any part may have
  /// been published: call again with all of it (events are idempotent). Disconnected: this publisher is of no use
  /// any more, ask the bus for a new one; a call without messages only looks whether it is. Under backpressure
  /// (services/backpressure) the call waits, up to a time-out (Timeout, retryable).
  virtual core::Result<void> publish(std::span<const OutboundMessage> messages) = 0;
};

class EventSubscription {
 public:
  virtual ~EventSubscription() = default;
  /// Up to `most` messages; waits up to `wait` for the first and then takes what is there. Empty is not an error.
  /// Disconnected: this subscription is of no use any more, ask the bus for a new one.
  virtual core::Result<std::vector<InboundMessage>> poll(std::size_t most, core::Millis wait) = 0;
  /// The headers of a message that the last poll() returned. Next to nobody wants them, and reading them costs: so they
  /// do not come with it.
  virtual Headers headersOf(const InboundMessage& message) = 0;
  /// Commits everything that poll() returned so far, but of a partition that `held` names only what comes before that
  /// position; the rest is left to a later commit. Waits for the broker's answer. An error leaves the position
  /// uncommitted.
  virtual core::Result<void> commit(std::span<const Position> held) = 0;
  core::Result<void> commit() { return commit({}); }
  /// The partitions held now, as "topic/partition".
  virtual std::vector<std::string> assignment() const = 0;
};

class EventBus {
 public:
  virtual ~EventBus() = default;
  virtual core::Result<std::unique_ptr<EventPublisher>> makePublisher() = 0;
  virtual core::Result<std::unique_ptr<EventSubscription>> subscribe(const std::string& group,
                                                                     std::vector<std::string> topics) = 0;
};

struct PartitionLag {
  std::string topic;
  int partition = 0;
  std::optional<std::int64_t> committed;  // nothing: no commit yet
  std::int64_t end = 0;
  std::int64_t begin = 0;  // the oldest that the log holds; known where it matters: there is no commit, and end > 0
};

struct GroupOffsets {
  std::string group;
  std::vector<PartitionLag> partitions;  // committed is read before end, so end - committed is never negative
};

/// A look at the bus from outside. One thread.
class BusInspector {
 public:
  virtual ~BusInspector() = default;
  /// Offsets of the given groups over the topics each of them reads (domain::topicsOf).
  virtual core::Result<std::vector<GroupOffsets>> offsets(std::span<const std::string> groups) = 0;
  /// How many brokers answer now, and how many there are.
  virtual core::Result<std::pair<int, int>> brokersUp() = 0;
};

}  // namespace orderdeck::ports
