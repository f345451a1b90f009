#include "services/backpressure/message_sizes.h"

namespace orderdeck::services {

namespace {

// What a message costs beside its texts: a record's framing, and the whole message set's when it is alone in one.
constexpr std::size_t kFramingBytes = 84;
constexpr std::size_t kHeaderBytes = 2;  // of any header, beside its name and value
constexpr std::int64_t kLarge = 65'536;  // bytes of a message

}  // namespace

void MessageSizes::add(std::int64_t messageBytes) {
  if (messageBytes > kLarge) {
    largeBytes += messageBytes;
    return;
  }
  ++messages;
  bytes += messageBytes;
}

MessageSizes& MessageSizes::operator+=(const MessageSizes& other) {
  messages += other.messages;
  bytes += other.bytes;
  largeBytes += other.largeBytes;
  return *this;
}

MessageSizes& MessageSizes::operator-=(const MessageSizes& other) {
  messages -= other.messages;
  bytes -= other.bytes;
  largeBytes -= other.largeBytes;
  return *this;
}

SizesByTopic sizesOf(std::span<const ports::OutboundMessage> messages) {
  SizesByTopic sizes;
  for (const auto& message : messages) {
    std::size_t bytes = kFramingBytes + message.key.size() + message.value.size();
    for (const auto& [name, value] : message.headers) bytes += kHeaderBytes + name.size() + (value ? value->size() : 0);
    sizes[message.topic].add(static_cast<std::int64_t>(bytes));
  }
  return sizes;
}

}  // namespace orderdeck::services
