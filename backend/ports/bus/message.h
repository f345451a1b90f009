// What goes over the bus, and what comes. Values.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>

#include "core/clock.h"
#include "ports/bus/headers.h"
#include "ports/bus/inbound_headers.h"

namespace orderdeck::ports {

struct OutboundMessage {
  std::string topic;
  std::string key;    // the order id: messages of one key keep their order
  std::string value;  // JSON
  Headers headers = {};
  bool nullKey = false, nullValue = false;  // null in place of an empty one
};

/// Where a message stands, for the subscription that returned it. The numbers are the bus's own: a partition and an
/// offset, a stream and the two halves of an entry's id, a channel and a delivery tag. Others keep it and give it back.
class Position {
 public:
  using Numbers = std::array<std::uint64_t, 3>;

  Position() = default;
  explicit Position(Numbers numbers) : m_numbers(numbers) {}
  const Numbers& numbers() const { return m_numbers; }
  auto operator<=>(const Position&) const = default;

 private:
  Numbers m_numbers{};
};

struct InboundMessage {
  std::string topic;
  int partition = -1;        // where it stood in the topic's log, for people and for the ledger;
  std::int64_t offset = -1;  // -1: its bus keeps no such log
  std::string key;
  std::string value;
  core::Timestamp publishedAt;  // the broker's timestamp of the message
  InboundHeaders headers = {};
  bool nullKey = false, nullValue = false;  // then `key` or `value` is empty
  Position position = {};                   // for commit()
};

}  // namespace orderdeck::ports
