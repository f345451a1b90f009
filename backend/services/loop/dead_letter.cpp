#include "services/loop/dead_letter.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <span>

#include <fmt/format.h>

#include "core/ids.h"
#include "domain/events/topics.h"
#include "services/loop/outbound.h"

namespace orderdeck::services {

namespace {

constexpr std::size_t kLongestWhy = 500;
constexpr std::size_t kSmallestCut = 1'024;
constexpr std::size_t kLargestHeaders = 65'536;       // bytes of the message's own
constexpr std::string_view kTruncated = "truncated";  // header: how many bytes the value were; what has it is not whole
constexpr std::string_view kPublishedAt = "publishedAt", kWhy = "why";

/// The headers that a letter has of its own end with `publishedAt`; behind it stand the message's, as they were.
std::size_t countOwn(std::span<const ports::Header> headers) {
  const auto last = std::ranges::find(headers, kPublishedAt, &ports::Header::name);
  return last == headers.end() ? 0 : static_cast<std::size_t>(last - headers.begin()) + 1;
}

std::size_t sizeOf(const ports::Header& header) {
  return header.name.size() + (header.value ? header.value->size() : 0);
}

template <typename Number>
Number numberIn(std::string_view text, Number otherwise) {
  Number number = otherwise;
  const auto [stop, bad] = std::from_chars(text.data(), text.data() + text.size(), number);
  return bad == std::errc{} && stop == text.data() + text.size() ? number : otherwise;
}

core::Timestamp timeIn(const std::string& text, core::Timestamp otherwise) {
  return core::fromRfc3339(text).value_or(otherwise);
}

void markCut(ports::OutboundMessage& letter) {
  if (ports::findHeader(std::span(letter.headers).first(countOwn(letter.headers)), kTruncated)) return;
  letter.headers.insert(std::ranges::find(letter.headers, kWhy, &ports::Header::name),
                        {std::string(kTruncated), std::to_string(letter.value.size())});
}

void cutTo(ports::OutboundMessage& letter, std::size_t size) {
  markCut(letter);
  letter.value.resize(size);
}

/// 128 bits; not for security.
std::string idOf(std::string all) {
  const std::uint64_t first = core::stableHash(all);
  return fmt::format("{:016x}{:016x}", first, core::stableHash(all.insert(0, fmt::format("{:016x}", first))));
}

/// From all that tells one failure from another. An event is the same whoever repeats it, until it is redriven; of
/// anything else each message is one.
std::string letterIdOf(const ports::DeadLetter& letter, const std::string& where, const std::string& publishedAt,
                       const domain::Event* event) {
  std::string all;
  const auto add = [&all](std::string_view part) { all.append(part).push_back('\0'); };
  add(letter.service);
  add(letter.topic);
  if (event) {
    add("event");
    add(event->eventId);
    add(ports::headerValue(letter.headers, ports::kRedriveOfHeader));
  } else {
    for (const std::string* part : {&where, &publishedAt, &letter.key, &letter.body}) add(*part);
  }
  return idOf(std::move(all));
}

/// "order-paid/3@1027": where a message stood.
void readPlace(std::string_view where, ports::DeadLetter& letter) {
  letter.partition = -1;
  letter.offset = -1;
  const auto slash = where.rfind('/'), at = where.rfind('@');
  if (slash == std::string_view::npos || at == std::string_view::npos || at < slash) return;
  letter.partition = numberIn(where.substr(slash + 1, at - slash - 1), -1);
  letter.offset = numberIn<std::int64_t>(where.substr(at + 1), -1);
}

}  // namespace

ports::OutboundMessage toDeadLetter(ports::InboundMessage message, std::string_view service, int attempts,
                                    const core::Error& why, const domain::Event* event) {
  ports::OutboundMessage letter{.topic = domain::deadLetterTopic(message.topic),
                                .key = std::move(message.key),
                                .value = std::move(message.value),
                                .nullKey = message.nullKey,
                                .nullValue = message.nullValue};
  ports::Headers ofMessage = message.headers.read();
  if (event) letter.headers = headersOf(*event);
  // What the message says itself stands behind.
  std::erase_if(letter.headers, [&](const ports::Header& header) { return ports::findHeader(ofMessage, header.name); });
  const ports::Headers own = {
      {std::string(kWhy), why.what.substr(0, kLongestWhy)},
      {"where", fmt::format("{}/{}@{}", message.topic, message.partition, message.offset)},
      {"service", std::string(service)},
      {"attempts", std::to_string(attempts)},
      {"failedAt", core::toRfc3339(core::now())},
      // Another life of the embedded broker counts its offsets from 0 again: this tells them apart.
      {std::string(kPublishedAt), core::toRfc3339(message.publishedAt)}};
  std::ranges::copy(own, std::back_inserter(letter.headers));
  std::size_t bytes = 0;
  for (ports::Header& header : ofMessage) {
    if (bytes += sizeOf(header); bytes > kLargestHeaders) {
      markCut(letter);
      break;
    }
    letter.headers.push_back(std::move(header));
  }
  if (letter.value.size() > kLargestLetter) cutTo(letter, kLargestLetter);
  return letter;
}

bool halve(ports::OutboundMessage& letter) {
  if (!domain::isDeadLetterTopic(letter.topic)) return false;
  if (letter.value.size() > kSmallestCut) return cutTo(letter, letter.value.size() / 2), true;
  if (letter.key.size() <= kSmallestCut) return false;
  markCut(letter);
  letter.key.resize(letter.key.size() / 2);
  return true;
}

ports::DeadLetter fromDeadLetter(const ports::InboundMessage& message) {
  ports::DeadLetter letter;
  const ports::Headers stored = message.headers.read();
  const std::span<const ports::Header> all = stored;
  const std::size_t own = countOwn(all);
  const auto tells = own > 0 ? all.first(own) : all;  // another producer's letter may tell of itself anywhere
  const std::string where = ports::headerValue(tells, "where");
  letter.topic = domain::sourceTopic(message.topic);
  letter.service = ports::headerValue(tells, "service");
  letter.headers.assign(all.begin() + static_cast<std::ptrdiff_t>(own), all.end());
  letter.nullKey = message.nullKey;
  letter.nullValue = message.nullValue;
  readPlace(where, letter);
  letter.event = ports::headerValue(all, ports::kEventHeader);
  letter.eventId = ports::headerValue(all, ports::kEventIdHeader);
  letter.why = ports::headerValue(tells, kWhy);
  letter.attempts = numberIn(ports::headerValue(tells, "attempts"), 0);
  letter.failedAt = timeIn(ports::headerValue(tells, "failedAt"), message.publishedAt);
  letter.recordedAt = core::now();
  letter.key = message.key;
  letter.body = message.value;
  const std::string whole = ports::headerValue(tells, kTruncated);
  letter.truncated = !whole.empty();
  letter.bodyBytes = numberIn(whole, static_cast<std::int64_t>(message.value.size()));
  letter.status = domain::LetterStatus::Waiting;
  const auto event = domain::decodeEvent(message.value);
  letter.letterId = letterIdOf(letter, where, ports::headerValue(tells, kPublishedAt), event ? &*event : nullptr);
  if (event) {
    letter.orderId = event->orderId;
  } else if (core::isLegalId(message.key)) {
    letter.orderId = message.key;  // our messages' key
  }
  return letter;
}

}  // namespace orderdeck::services
