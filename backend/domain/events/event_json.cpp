// The events' JSON: encodeEvent and decodeEvent. Every order passes here about fifteen times: simdjson reads an event
// in a quarter of the time of nlohmann's SAX parser (1.0 against 4.3 us), and a line is written directly.
#include <algorithm>
#include <charconv>
#include <limits>
#include <new>

#include <fmt/format.h>
#include <simdjson.h>

#include "core/ids.h"
#include "domain/events/event.h"
#include "domain/events/json_text.h"

namespace orderdeck::domain {

namespace {

using core::ErrorCode;
using core::fail;

constexpr std::size_t kDeepestEvent = 16;
constexpr std::size_t kMaxBytes = 64 * 1024;  // an order of 100 items takes about 12

// What every store can keep, and what can be addressed afterwards: an id is a key in Redis and in the ledger, where
// PostgreSQL's index takes 2,700 bytes.
constexpr std::size_t kLongestMadeId =
    128;  // of an id that is made from another one: an event's, a payment's, a first stock's ("seed-PRODUCT")
constexpr std::size_t kLongestName = 128;
constexpr std::size_t kLongestRecipient = 320;  // of a mail address: 64 + @ + 255
constexpr std::size_t kLongestReason = 1'024;

// ---- encoding

void appendDigits(char*& at, unsigned value, int digits) {
  for (int i = digits; i-- > 0; value /= 10) at[i] = static_cast<char>('0' + value % 10);
  at += digits;
}

/// core::toRfc3339 in quotes, for the years 0 to 9999 without a formatter's cost.
void appendTime(std::string& out, core::Timestamp t) {
  const auto days = std::chrono::floor<std::chrono::days>(t);
  const std::chrono::year_month_day date{days};
  const int year = static_cast<int>(date.year());
  if (year < 0 || year > 9999) {
    out.append("\"").append(core::toRfc3339(t)).append("\"");
    return;
  }
  const auto ms = static_cast<unsigned>((t - days).count());
  char text[26];
  char* at = text;
  *at++ = '"';
  appendDigits(at, static_cast<unsigned>(year), 4);
  *at++ = '-';
  appendDigits(at, static_cast<unsigned>(date.month()), 2);
  *at++ = '-';
  appendDigits(at, static_cast<unsigned>(date.day()), 2);
  *at++ = 'T';
  appendDigits(at, ms / 3'600'000, 2);
  *at++ = ':';
  appendDigits(at, ms / 60'000 % 60, 2);
  *at++ = ':';
  appendDigits(at, ms / 1'000 % 60, 2);
  *at++ = '.';
  appendDigits(at, ms % 1'000, 3);
  *at++ = 'Z';
  *at++ = '"';
  out.append(text, at);
}

void appendNumber(std::string& out, std::int64_t number) {
  char text[24];
  out.append(text, std::to_chars(text, text + sizeof text, number).ptr);
}

/// `prefix` is the comma, the member's name and the colon: ,"node":
void appendText(std::string& out, std::string_view prefix, std::string_view value) {
  if (value.empty()) return;
  out.append(prefix);
  appendJsonString(out, value);
}

void appendItems(std::string& out, const std::vector<OrderItem>& items) {
  out += ",\"items\":[";
  for (const OrderItem& item : items) {
    out += &item == items.data() ? "{\"productId\":" : ",{\"productId\":";
    appendJsonString(out, item.productId);
    out += ",\"quantity\":";
    appendNumber(out, item.quantity);
    if (item.unitPriceMinor != 0) {
      out += ",\"unitPriceMinor\":";
      appendNumber(out, item.unitPriceMinor);
    }
    out += '}';
  }
  out += ']';
}

bool namesAmount(EventKind kind) {
  return kind == EventKind::OrderPlaced || kind == EventKind::PaymentProcessed || kind == EventKind::PaymentRefunded;
}

// ---- decoding

using simdjson::dom::element;

/// Its buffers are made once, so that a parse allocates nothing and keeps the limit of depth.
simdjson::dom::parser makeParser() {
  simdjson::dom::parser parser(kMaxBytes);
  if (parser.allocate(kMaxBytes, kDeepestEvent) != simdjson::SUCCESS) throw std::bad_alloc();
  return parser;
}

std::unexpected<core::Error> wrong(std::string_view member, std::string_view why) {
  return fail(ErrorCode::InvalidArgument, fmt::format("{} {}", member, why));
}

using Read = core::Result<void>;

Read readString(std::string_view member, element value, std::string& out) {
  std::string_view text;
  if (value.get(text) != simdjson::SUCCESS) return wrong(member, "must be text");
  out = text;
  return {};
}

bool isControl(char c) {
  return (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\r' && c != '\t') || c == 0x7f;
}

/// Text for people. A NUL is what PostgreSQL takes in no text, and a lone surrogate is none.
Read readText(std::string_view member, element value, std::string& out, std::size_t longest = kLongestName) {
  if (auto read = readString(member, value, out); !read) return read;
  if (out.size() > longest)
    return wrong(member, fmt::format("must have at most {} bytes, not {}", longest, out.size()));
  if (std::ranges::any_of(out, isControl)) return wrong(member, "must have no control characters");
  if (!isUtf8(out)) return wrong(member, "must be Unicode text");
  return {};
}

/// An id; "" is one that is absent.
Read readId(std::string_view member, element value, std::string& out, std::size_t longest = core::kLongestId) {
  if (auto read = readString(member, value, out); !read) return read;
  if (!out.empty() && !core::isLegalId(out, longest))
    return wrong(member, fmt::format("must match [A-Za-z0-9_.-]{{1,{}}}", longest));
  return {};
}

Read readTime(std::string_view member, element value, core::Timestamp& out) {
  std::string_view text;
  if (value.get(text) != simdjson::SUCCESS) return wrong(member, "must be text");
  const auto time = core::fromRfc3339(text);
  if (!time || *time < core::Timestamp{})
    return wrong(member, "must be an RFC 3339 time in UTC, of the years 1970 to 9999");
  out = *time;
  return {};
}

template <typename Number>
Read readNumber(std::string_view member, element value, Number& out, std::int64_t least, std::int64_t most) {
  std::int64_t number = 0;
  if (value.get(number) != simdjson::SUCCESS || number < least || number > most)
    return wrong(member, fmt::format("must be a whole number {}..{}", least, most));
  out = static_cast<Number>(number);
  return {};
}

Read readItems(element value, std::vector<OrderItem>& out) {
  simdjson::dom::array list;
  if (value.get(list) != simdjson::SUCCESS) return wrong("items", "must be a list");
  if (list.size() > static_cast<std::size_t>(kMaxItems))
    return wrong("items", fmt::format("must be at most {}, not {}", kMaxItems, list.size()));
  out.clear();
  out.reserve(list.size());
  for (const element entry : list) {
    simdjson::dom::object object;
    if (entry.get(object) != simdjson::SUCCESS) return wrong("items", "must be a list of objects");
    OrderItem& item = out.emplace_back();
    bool hasQuantity = false;
    for (const auto& [name, member] : object) {
      Read read;
      if (name == "productId") {
        read = readId(name, member, item.productId);
      } else if (name == "quantity") {
        read = readNumber(name, member, item.quantity, 1, std::numeric_limits<int>::max());
        hasQuantity = true;
      } else if (name == "unitPriceMinor") {
        read = readNumber(name, member, item.unitPriceMinor, 0, kMaxAmountMinor);
      }
      if (!read) return read;
    }
    if (item.productId.empty() || !hasQuantity) return wrong("items", "need productId and quantity each");
    // The ledger has one row a product of an order: a second one would be dropped there, and counted elsewhere.
    if (std::ranges::count(out, item.productId, &OrderItem::productId) > 1)
      return wrong("items", "name product " + item.productId + " twice");
  }
  return {};
}

/// What decodeEvent has seen besides what stands in the event itself.
struct Seen {
  bool event = false, occurredAt = false, placedAt = false, amountMinor = false, points = false;
  std::string status, paymentStatus;
};

Read readMember(std::string_view name, element value, Event& event, Seen& seen) {
  if (name == "event") {
    std::string kindName;
    if (auto read = readString(name, value, kindName); !read) return read;
    const auto kind = parseEventKind(kindName);
    if (!kind) return fail(ErrorCode::InvalidArgument, "event is unknown");
    event.kind = *kind;
    seen.event = true;
    return {};
  }
  if (name == "eventId") return readId(name, value, event.eventId, kLongestMadeId);
  if (name == "orderId") return readId(name, value, event.orderId, kLongestMadeId);
  if (name == "occurredAt") return seen.occurredAt = true, readTime(name, value, event.occurredAt);
  if (name == "placedAt") return seen.placedAt = true, readTime(name, value, event.placedAt);
  if (name == "node") return readText(name, value, event.node);
  if (name == "userId") return readId(name, value, event.userId);
  if (name == "items") return readItems(value, event.items);
  if (name == "amountMinor")
    return seen.amountMinor = true, readNumber(name, value, event.amountMinor, 0, kMaxAmountMinor);
  if (name == "deadline") return readTime(name, value, event.deadline.emplace());
  if (name == "status") return readText(name, value, seen.status);
  if (name == "paymentStatus") return readText(name, value, seen.paymentStatus);
  if (name == "paymentId") return readId(name, value, event.paymentId, kLongestMadeId);
  if (name == "reason") return readText(name, value, event.reason, kLongestReason);
  if (name == "recipient") return readText(name, value, event.recipient, kLongestRecipient);
  if (name == "points")
    return seen.points = true, readNumber(name, value, event.points, -kMaxAmountMinor, kMaxAmountMinor);
  if (name == "idempotencyKey") return readId(name, value, event.idempotencyKey);
  if (name == "bodyHash") return readId(name, value, event.bodyHash);
  if (name == "currency") {
    std::string currency;
    if (auto read = readString(name, value, currency); !read) return read;
    if (currency != kCurrency) return wrong(name, "must be EUR");
  }
  return {};
}

// ---- what is said of a value that is no event

/// A value as a message shows it: `the number 12`, `the text "a"`, `null`.
std::string shown(element value) {
  constexpr std::size_t kMost = 60;
  std::string text = simdjson::minify(value);
  if (text.size() > kMost) text.resize(utf8Prefix(std::string_view(text).substr(0, kMost))), text += "...";
  switch (value.type()) {
    case simdjson::dom::element_type::ARRAY: return "the list " + text;
    case simdjson::dom::element_type::OBJECT: return "the object " + text;
    case simdjson::dom::element_type::STRING: return "the text " + text;
    case simdjson::dom::element_type::INT64:
    case simdjson::dom::element_type::UINT64:
    case simdjson::dom::element_type::DOUBLE: return "the number " + text;
    default: return text;
  }
}

std::string shown(simdjson::dom::object object, std::string_view member) {
  const auto value = object.at_key(member);
  return value.error() ? "none" : shown(value.value_unsafe());
}

/// Why a text is no JSON.
std::string notJson(std::string_view text, simdjson::error_code error) {
  if (text.empty()) return "expected an event, found an empty value";
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos)
    return "expected an event, found nothing but white space";
  if (error == simdjson::DEPTH_ERROR)
    return fmt::format("expected at most {} levels of lists and objects, found {}: it nests too deep", kDeepestEvent,
                       nestingDepth(text));
  if (const std::size_t whole = utf8Prefix(text); whole < text.size())
    return fmt::format("expected UTF-8, found the byte 0x{:02x} at {}", static_cast<unsigned char>(text[whole]), whole);
  std::string start;
  appendJsonString(start, text.substr(0, utf8Prefix(text.substr(0, 40))));
  return fmt::format("expected JSON, found {}{} ({})", start, text.size() > 40 ? "..." : "",
                     simdjson::error_message(error));
}

std::string kindNames() {
  std::string names;
  for (const EventKind kind : kEventKinds) names.append(names.empty() ? "" : ", ").append(eventName(kind));
  return names;
}

std::string_view expectedOf(EventKind kind, std::string_view member) {
  if (member == "paymentStatus") return "\"confirmed\" or \"declined\"";
  if (member == "status")
    return kind == EventKind::PointsAccrued ? "\"accrued\" or \"reversed\""
                                            : "\"items reserved\", \"out of stock\" or \"items released\"";
  if (member == "occurredAt" || member == "placedAt") return "a time (RFC 3339, UTC)";
  if (member == "items") return kind == EventKind::StockAdded ? "a list of one item" : "a list of items";
  if (member == "amountMinor" || member == "points") return "a whole number";
  return "an id";
}

/// The first member that the event's kind needs and that is absent or empty; empty when it is complete.
std::string_view missingMember(const Event& event, const Seen& seen) {
  if (event.eventId.empty()) return "eventId";
  if (event.orderId.empty()) return "orderId";
  if (!seen.occurredAt) return "occurredAt";
  if (!seen.placedAt) return "placedAt";
  switch (event.kind) {
    case EventKind::OrderPlaced:
      if (event.userId.empty()) return "userId";
      if (event.items.empty()) return "items";
      return seen.amountMinor ? "" : "amountMinor";
    case EventKind::PaymentProcessed:
      if (event.status != EventStatus::Confirmed && event.status != EventStatus::Declined) return "paymentStatus";
      return event.status == EventStatus::Confirmed && event.paymentId.empty() ? "paymentId" : "";
    case EventKind::PaymentRefunded: return event.paymentId.empty() ? "paymentId" : "";
    case EventKind::InventoryUpdated:
      return event.status == EventStatus::ItemsReserved || event.status == EventStatus::OutOfStock ||
                     event.status == EventStatus::ItemsReleased
                 ? ""
                 : "status";
    case EventKind::PointsAccrued:
      if (event.status != EventStatus::Accrued && event.status != EventStatus::Reversed) return "status";
      return seen.points ? "" : "points";
    case EventKind::StockAdded: return event.items.size() == 1 ? "" : "items";
    default: return "";
  }
}

/// What holds of an order's events and not of a restock's, whose id is made from the product's and whose quantity is
/// what came in.
Read checkOrder(const Event& event) {
  if (event.kind == EventKind::StockAdded) return {};
  if (!core::isLegalId(event.orderId))
    return wrong("orderId", fmt::format("must match [A-Za-z0-9_.-]{{1,{}}}", core::kLongestId));
  if (std::ranges::any_of(event.items, [](const OrderItem& item) { return item.quantity > kMaxQuantity; }))
    return wrong("quantity", fmt::format("must be a whole number 1..{}", kMaxQuantity));
  return {};
}

}  // namespace

std::string encodeEvent(const Event& event) {
  std::string out;
  out.reserve(320 + 80 * event.items.size());
  out.append("{\"event\":\"").append(eventName(event.kind)).append("\",\"eventId\":");
  appendJsonString(out, event.eventId);
  out += ",\"orderId\":";
  appendJsonString(out, event.orderId);
  out += ",\"occurredAt\":";
  appendTime(out, event.occurredAt);
  out += ",\"placedAt\":";
  appendTime(out, event.placedAt);
  appendText(out, ",\"node\":", event.node);
  appendText(out, ",\"userId\":", event.userId);
  if (!event.items.empty()) appendItems(out, event.items);
  if (namesAmount(event.kind)) {
    out += ",\"amountMinor\":";
    appendNumber(out, event.amountMinor);
    out.append(",\"currency\":\"").append(kCurrency).append("\"");
  }
  if (event.deadline) {
    out += ",\"deadline\":";
    appendTime(out, *event.deadline);
  }
  appendText(out,
             event.kind == EventKind::PaymentProcessed ? ",\"paymentStatus\":" : ",\"status\":", event.status.text());
  appendText(out, ",\"paymentId\":", event.paymentId);
  appendText(out, ",\"reason\":", event.reason);
  appendText(out, ",\"recipient\":", event.recipient);
  appendText(out, ",\"idempotencyKey\":", event.idempotencyKey);
  appendText(out, ",\"bodyHash\":", event.bodyHash);
  if (event.kind == EventKind::PointsAccrued) {
    out += ",\"points\":";
    appendNumber(out, event.points);
  }
  out += '}';
  return out;
}

core::Result<Event> decodeEvent(std::string_view json) {
  if (json.size() > kMaxBytes)
    return fail(ErrorCode::TooLarge,
                fmt::format("expected an event of at most {} bytes, found {}", kMaxBytes, json.size()));
  thread_local simdjson::dom::parser parser = makeParser();
  element root;
  if (const auto error = parser.parse(json.data(), json.size()).get(root); error != simdjson::SUCCESS)
    return fail(ErrorCode::InvalidJson, notJson(json, error));
  simdjson::dom::object object;
  if (root.get(object) != simdjson::SUCCESS)
    return fail(ErrorCode::InvalidArgument, "expected an object, found " + shown(root));

  Event event;
  Seen seen;
  for (const auto& [name, value] : object) {
    if (auto read = readMember(name, value, event, seen); !read)
      return fail(read.error().code, fmt::format("{}, found {}", read.error().what, shown(value)));
  }
  if (!seen.event)
    return fail(ErrorCode::InvalidArgument, fmt::format("event: found none, expected one of {}", kindNames()));
  // A word that is none is missed below, where the kind needs one.
  event.status = core::named<EventStatus>(event.kind == EventKind::PaymentProcessed ? seen.paymentStatus : seen.status)
                     .value_or(EventStatus::None);
  if (const std::string_view missing = missingMember(event, seen); !missing.empty())
    return fail(ErrorCode::InvalidArgument,
                fmt::format("{} of {}: expected {}, found {}", missing, eventName(event.kind),
                            expectedOf(event.kind, missing), shown(object, missing)));
  if (auto checked = checkOrder(event); !checked) return std::unexpected(std::move(checked.error()));
  return event;
}

}  // namespace orderdeck::domain
