#include "services/dead_letter.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "core/ids.h"
#include "domain/topics.h"

namespace orderdeck::services {

namespace {

constexpr std::size_t kLongestWhy = 500;
constexpr std::size_t kSmallestCut = 1'024;
constexpr std::string_view kTruncated = "truncated";  // header: how many bytes it were

std::string headerOf(const ports::InboundMessage& message, std::string_view name) {
  const auto found = std::ranges::find(message.headers, name, &std::pair<std::string, std::string>::first);
  return found == message.headers.end() ? std::string() : found->second;
}

template <typename Number>
Number numberIn(std::string_view text, Number otherwise) {
  Number number = otherwise;
  const auto [stop, bad] = std::from_chars(text.data(), text.data() + text.size(), number);
  return bad == std::errc{} && stop == text.data() + text.size() ? number : otherwise;
}

core::Timestamp timeIn(const std::string& text, core::Timestamp otherwise) { return core::fromRfc3339(text).value_or(otherwise); }

void cutTo(ports::OutboundMessage& letter, std::size_t size) {
  const bool isFirst = std::ranges::find(letter.headers, kTruncated, &std::pair<std::string, std::string>::first) == letter.headers.end();
  if (isFirst) letter.headers.emplace_back(kTruncated, std::to_string(letter.value.size()));
  letter.value.resize(size);
}

/// 128 bits that follow from everything that tells one failure from another; not for security.
std::string letterIdOf(const std::string& service, const std::string& topic, const std::string& where, const std::string& publishedAt,
                       const ports::InboundMessage& message) {
  std::string all;
  for (const std::string* part : {&service, &topic, &where, &publishedAt, &message.key, &message.value}) all.append(*part).push_back('\0');
  const std::uint64_t first = core::stableHash(all);
  return fmt::format("{:016x}{:016x}", first, core::stableHash(all.insert(0, fmt::format("{:016x}", first))));
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

ports::OutboundMessage toDeadLetter(const ports::InboundMessage& message, std::string_view service, int attempts, const core::Error& why,
                                    const domain::Event* event) {
  ports::OutboundMessage letter{.topic = domain::deadLetterTopic(message.topic), .key = message.key, .value = message.value, .event = {}, .eventId = {}};
  if (event) {
    letter.event = domain::eventName(event->kind);
    letter.eventId = event->eventId;
    letter.deadline = event->deadline;
  }
  letter.headers = {{"why", why.what.substr(0, kLongestWhy)},
                    {"where", fmt::format("{}/{}@{}", message.topic, message.partition, message.offset)},
                    {"service", std::string(service)},
                    {"attempts", std::to_string(attempts)},
                    {"failedAt", core::toRfc3339(core::now())},
                    // Another life of the embedded broker counts its offsets from 0 again: this tells them apart.
                    {"publishedAt", core::toRfc3339(message.publishedAt)}};
  if (letter.value.size() > kLargestLetter) cutTo(letter, kLargestLetter);
  return letter;
}

bool halve(ports::OutboundMessage& letter) {
  if (!domain::isDeadLetterTopic(letter.topic) || letter.value.size() <= kSmallestCut) return false;
  cutTo(letter, letter.value.size() / 2);
  return true;
}

ports::DeadLetter fromDeadLetter(const ports::InboundMessage& message) {
  ports::DeadLetter letter;
  const std::string where = headerOf(message, "where");
  letter.topic = domain::sourceTopic(message.topic);
  letter.service = headerOf(message, "service");
  letter.letterId = letterIdOf(letter.service, letter.topic, where, headerOf(message, "publishedAt"), message);
  readPlace(where, letter);
  letter.event = headerOf(message, "event");
  letter.eventId = headerOf(message, "eventId");
  letter.why = headerOf(message, "why");
  letter.attempts = numberIn(headerOf(message, "attempts"), 0);
  letter.failedAt = timeIn(headerOf(message, "failedAt"), message.publishedAt);
  letter.recordedAt = core::now();
  letter.key = message.key;
  letter.body = message.value;
  const std::string whole = headerOf(message, kTruncated);
  letter.truncated = !whole.empty();
  letter.bodyBytes = numberIn(whole, static_cast<std::int64_t>(message.value.size()));
  letter.status = ports::kLetterWaiting;
  if (const auto event = domain::decodeEvent(message.value)) {
    letter.orderId = event->orderId;
  } else if (core::isLegalId(message.key)) {
    letter.orderId = message.key;  // our messages' key
  }
  return letter;
}

}  // namespace orderdeck::services
