// Text and values against the events' JSON. Holds: what decodes is the same after another encode and decode; every
// event encodes to JSON, whatever its texts hold, and reads back the same; a refusal is a sentence.
#include <algorithm>
#include <cstdint>

#include <fuzzer/FuzzedDataProvider.h>
#include <nlohmann/json.hpp>

#include "domain/events/event.h"
#include "domain/events/json_text.h"
#include "domain/events/topics.h"
#include "property.h"

using namespace orderdeck;
using namespace orderdeck::fuzz;
using domain::Event;
using domain::EventKind;

namespace {

constexpr std::size_t kMostBytes = 64 * 1024;
constexpr std::int64_t kYear10000 = 253'402'300'800'000;  // epoch milliseconds
constexpr std::string_view kIdCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-";

/// Reads back what `event` is encoded to, and compares. `event` has only what its kind writes.
void checkRoundTrip(const Event& event) {
  const std::string json = domain::encodeEvent(event);
  require(nlohmann::json::accept(json) && json.find('\n') == std::string::npos, "an event is one line of JSON", json);
  const auto read = domain::decodeEvent(json);
  if (json.size() > kMostBytes)
    return require(!read && read.error().code == core::ErrorCode::TooLarge, "a long event is too large");
  require(read.has_value(), "what is encoded decodes", read ? "" : json + "\n" + read.error().what);
  require(*read == event, "what is encoded decodes to the same", json);
  require(domain::encodeEvent(*read) == json, "the second encoding is the first", json);
}

void checkText(std::string_view text) {
  auto event = domain::decodeEvent(text);
  if (!event) return requireSentence(event.error());
  const auto kind = event->kind;
  require(domain::parseEventKind(domain::eventName(kind)) == kind && !domain::topicOf(kind).empty(),
          "an event has a name and a topic");
  if (kind != EventKind::OrderPlaced && kind != EventKind::PaymentProcessed && kind != EventKind::PaymentRefunded)
    event->amountMinor = 0;
  if (kind != EventKind::PointsAccrued) event->points = 0;
  (void)domain::stateAfter(*event);
  checkRoundTrip(*event);
}

/// A time that is taken is written as it stood there; only a leap second becomes the next second.
void checkTime(std::string_view text) {
  const auto time = core::fromRfc3339(text);
  if (!time) return requireSentence(time.error());
  const std::string written = core::toRfc3339(*time);
  const auto again = core::fromRfc3339(written);
  require(again && *again == *time, "a written time can be read", written);
  require(text.substr(17, 2) == "60" || written.substr(0, 19) == text.substr(0, 19), "a time is what stands there",
          text);
}

/// Any bytes, as text: what stays of them after a way through JSON. Well-formed UTF-8 stays as it is.
std::string anyTextFrom(FuzzedDataProvider& data) {
  const std::string bytes = data.ConsumeRandomLengthString(200);
  std::string json;
  domain::appendJsonString(json, bytes);
  const auto parsed = nlohmann::json::parse(json, nullptr, false);
  require(parsed.is_string(), "any bytes become a JSON string", json);
  const std::string text = parsed;
  require(text == bytes || !isUtf8(bytes), "well-formed text is kept", json);
  return text;
}

/// The same as an event takes it.
std::string textFrom(FuzzedDataProvider& data, std::size_t longest) {
  std::string text = anyTextFrom(data);
  std::erase_if(text, [](char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\r' && c != '\t') || c == 0x7f;
  });
  text.resize(std::min(text.size(), longest));
  text.resize(domain::utf8Prefix(text));
  return text;
}

std::string idFrom(FuzzedDataProvider& data) {
  std::string id = "x" + data.ConsumeRandomLengthString(63);
  for (char& c : id) c = kIdCharacters[static_cast<unsigned char>(c) % kIdCharacters.size()];
  return id;
}
core::Timestamp timeFrom(FuzzedDataProvider& data) {
  return core::fromEpochMillis(data.ConsumeIntegralInRange<std::int64_t>(0, kYear10000 - 1));
}
std::int64_t amountFrom(FuzzedDataProvider& data) {
  return data.ConsumeIntegralInRange<std::int64_t>(0, domain::kMaxAmountMinor);
}

domain::EventStatus statusFrom(FuzzedDataProvider& data, EventKind kind) {
  using enum domain::EventStatus;
  switch (kind) {
    case EventKind::PaymentProcessed: return data.PickValueInArray({Confirmed, Declined});
    case EventKind::InventoryUpdated: return data.PickValueInArray({ItemsReserved, OutOfStock, ItemsReleased});
    case EventKind::PointsAccrued: return Accrued;
    default: return data.PickValueInArray({None, ItemsReleased, ItemsReturned, OrderConfirmation});
  }
}

Event eventFrom(FuzzedDataProvider& data) {
  const EventKind kind = data.PickValueInArray(domain::kEventKinds);
  Event event = domain::makeEvent(kind, idFrom(data), timeFrom(data), textFrom(data, 128), statusFrom(data, kind));
  event.occurredAt = timeFrom(data);
  event.userId = idFrom(data);
  const std::size_t items = kind == EventKind::StockAdded ? 1 : data.ConsumeIntegralInRange<std::size_t>(1, 5);
  for (std::size_t i = 0; i < items; ++i)
    event.items.push_back({std::to_string(i) + idFrom(data).substr(0, 62),
                           data.ConsumeIntegralInRange(1, domain::kMaxQuantity), amountFrom(data)});
  if (data.ConsumeBool()) event.deadline = timeFrom(data);
  if (kind == EventKind::OrderPlaced || kind == EventKind::PaymentProcessed || kind == EventKind::PaymentRefunded)
    event.amountMinor = amountFrom(data);
  event.paymentId = idFrom(data);
  event.reason = textFrom(data, 1'024);
  event.recipient = textFrom(data, 320);
  if (kind == EventKind::PointsAccrued) event.points = amountFrom(data);
  return event;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  checkText(text);
  checkTime(text);
  FuzzedDataProvider data(bytes, size);
  checkRoundTrip(eventFrom(data));
  return 0;
}
