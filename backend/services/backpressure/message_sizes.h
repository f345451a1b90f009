// What messages cost a broker, by topic.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>

#include "ports/bus/message.h"

namespace orderdeck::services {

/// Large messages are summed up by themselves, since no mean may hide them.
struct MessageSizes {
  std::int64_t messages = 0;    // all but the large ones
  std::int64_t bytes = 0;       // of these
  std::int64_t largeBytes = 0;  // of those over 64 KiB

  void add(std::int64_t messageBytes);
  MessageSizes& operator+=(const MessageSizes& other);
  MessageSizes& operator-=(const MessageSizes& other);
  bool isEmpty() const { return messages == 0 && largeBytes == 0; }
};

using SizesByTopic = std::map<std::string, MessageSizes>;

SizesByTopic sizesOf(std::span<const ports::OutboundMessage> messages);

}  // namespace orderdeck::services
