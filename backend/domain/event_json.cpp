// The events' JSON: encodeEvent and decodeEvent. Every order passes here about fifteen times, so no DOM is built on either way.
#include <algorithm>
#include <charconv>
#include <limits>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "domain/event.h"
#include "domain/json_text.h"

namespace orderdeck::domain {

namespace {

using core::ErrorCode;
using core::fail;

constexpr int kMaxDepth = 16;

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

enum class Member { Other, Event, EventId, OrderId, OccurredAt, PlacedAt, Node, UserId, Items, AmountMinor, Currency, Deadline, Status,
                    PaymentStatus, PaymentId, Reason, Recipient, Points, ProductId, Quantity, UnitPriceMinor };

struct NamedMember {
  std::string_view name;
  Member member;
};

// Kept apart by depth, so that an unknown object's members are never taken for the event's.
constexpr NamedMember kEventMembers[] = {
    {"event", Member::Event},         {"eventId", Member::EventId},         {"orderId", Member::OrderId},
    {"occurredAt", Member::OccurredAt}, {"placedAt", Member::PlacedAt},     {"node", Member::Node},
    {"userId", Member::UserId},       {"items", Member::Items},             {"amountMinor", Member::AmountMinor},
    {"currency", Member::Currency},   {"deadline", Member::Deadline},       {"status", Member::Status},
    {"paymentStatus", Member::PaymentStatus}, {"paymentId", Member::PaymentId}, {"reason", Member::Reason},
    {"recipient", Member::Recipient}, {"points", Member::Points}};
constexpr NamedMember kItemMembers[] = {
    {"productId", Member::ProductId}, {"quantity", Member::Quantity}, {"unitPriceMinor", Member::UnitPriceMinor}};

std::string_view nameOf(Member member) {
  for (const auto& known : kEventMembers)
    if (known.member == member) return known.name;
  for (const auto& known : kItemMembers)
    if (known.member == member) return known.name;
  return "value";
}

Member findMember(std::span<const NamedMember> known, std::string_view name) {
  for (const auto& entry : known)
    if (entry.name == name) return entry.member;
  return Member::Other;
}

/// Fills an event while nlohmann's parser walks the text. Any false ends the walk; m_error says why.
class EventReader : public nlohmann::json_sax<nlohmann::json> {
 public:
  Event event;
  std::string paymentStatus;

  core::Error takeError() { return std::move(m_error); }
  bool seen(Member member) const { return (m_seen >> static_cast<int>(member)) & 1; }

  bool null() override { return wanted() ? wrong("must not be null") : true; }
  bool boolean(bool) override { return wanted() ? wrong("must not be a truth value") : true; }
  bool number_float(number_float_t, const string_t&) override { return wanted() ? wrong("must not be a fraction or out of range") : true; }
  bool binary(binary_t&) override { return wrong("is binary"); }

  bool number_integer(number_integer_t value) override { return wanted() ? takeNumber(value) : true; }
  bool number_unsigned(number_unsigned_t value) override {
    if (!wanted()) return true;
    if (value > static_cast<number_unsigned_t>(std::numeric_limits<std::int64_t>::max())) return wrong("is out of range");
    return takeNumber(static_cast<std::int64_t>(value));
  }

  bool string(string_t& value) override { return wanted() ? takeText(value) : true; }

  bool start_object(std::size_t) override {
    if (m_depth == kItemDepth - 1 && m_inItems) {
      event.items.emplace_back();
      m_itemSeen = 0;
    } else if (m_depth > 0 && (wanted() || m_member == Member::Items) && m_depth <= kItemDepth) {
      return wrong("must not be an object");
    }
    return enter();
  }

  bool end_object() override {
    if (m_depth-- == kItemDepth && m_inItems && m_itemSeen != 3) return wrongItem("an item needs productId and quantity");
    m_member = Member::Other;
    return true;
  }

  bool start_array(std::size_t) override {
    if (m_depth == 0) return fault(ErrorCode::InvalidArgument, "an event must be an object");
    if (m_depth == 1 && m_member == Member::Items) {
      m_inItems = true;
      event.items.clear();
      mark(Member::Items);
    } else if (wanted()) {
      return wrong("must not be a list");
    }
    return enter();
  }

  bool end_array() override {
    if (--m_depth == 1) m_inItems = false;
    m_member = Member::Other;
    return true;
  }

  bool key(string_t& name) override {
    if (m_depth == 1) {
      m_member = findMember(kEventMembers, name);
    } else if (m_depth == kItemDepth && m_inItems) {
      m_member = findMember(kItemMembers, name);
    } else {
      m_member = Member::Other;
    }
    return true;
  }

  bool parse_error(std::size_t position, const std::string&, const nlohmann::json::exception&) override {
    return fault(ErrorCode::InvalidJson, fmt::format("not JSON from byte {} on", position));
  }

 private:
  static constexpr int kItemDepth = 3;  // { "items": [ { here

  /// Whether the value that comes now is one that the event keeps. Values directly in the list of items are looked at too, to be refused.
  bool wanted() const { return m_depth == 0 || m_member != Member::Other || (m_inItems && m_depth == kItemDepth - 1); }

  bool enter() {
    if (++m_depth > kMaxDepth) return fault(ErrorCode::InvalidJson, "the event nests too deep");
    m_member = Member::Other;
    return true;
  }

  bool fault(ErrorCode code, std::string what) {
    m_error = {code, std::move(what), false};
    return false;
  }
  bool wrong(std::string_view why) { return fault(ErrorCode::InvalidArgument, fmt::format("{} {}", nameOf(m_member), why)); }
  bool wrongItem(std::string_view why) { return fault(ErrorCode::InvalidArgument, fmt::format("items: {}", why)); }
  void mark(Member member) { m_seen |= 1u << static_cast<int>(member); }

  bool takeNumber(std::int64_t value) {
    if (value < 0) return wrong("must not be negative");
    switch (m_member) {
      case Member::AmountMinor: event.amountMinor = value; break;
      case Member::Points: event.points = value; break;
      case Member::UnitPriceMinor: event.items.back().unitPriceMinor = value; return true;
      case Member::Quantity:
        if (value > std::numeric_limits<int>::max()) return wrong("is out of range");
        event.items.back().quantity = static_cast<int>(value);
        m_itemSeen |= 2;
        return true;
      default: return wrong("must not be a number");
    }
    mark(m_member);
    return true;
  }

  bool takeText(const std::string& value) {
    switch (m_member) {
      case Member::Event: {
        const auto kind = parseEventKind(value);
        if (!kind) return fault(ErrorCode::InvalidArgument, fmt::format("event '{}' is unknown", value.substr(0, 40)));
        event.kind = *kind;
        break;
      }
      case Member::EventId: event.eventId = value; break;
      case Member::OrderId: event.orderId = value; break;
      case Member::OccurredAt: return takeTime(value, event.occurredAt);
      case Member::PlacedAt: return takeTime(value, event.placedAt);
      case Member::Deadline: return takeTime(value, event.deadline.emplace());
      case Member::Node: event.node = value; break;
      case Member::UserId: event.userId = value; break;
      case Member::Status: event.status = value; break;
      case Member::PaymentStatus: paymentStatus = value; break;
      case Member::PaymentId: event.paymentId = value; break;
      case Member::Reason: event.reason = value; break;
      case Member::Recipient: event.recipient = value; break;
      case Member::Currency:
        if (value != kCurrency) return wrong("must be EUR");
        break;
      case Member::ProductId:
        event.items.back().productId = value;
        m_itemSeen |= 1;
        return true;
      default: return wrong("must not be text");
    }
    mark(m_member);
    return true;
  }

  bool takeTime(const std::string& value, core::Timestamp& out) {
    const auto time = core::fromRfc3339(value);
    if (!time) return wrong("must be an RFC 3339 time in UTC");
    out = *time;
    mark(m_member);
    return true;
  }

  int m_depth = 0;
  bool m_inItems = false;
  Member m_member = Member::Other;
  unsigned m_itemSeen = 0;  // 1: productId, 2: quantity
  std::uint32_t m_seen = 0;
  core::Error m_error;
};

/// The first member that the event's kind needs and that is absent or empty; empty when it is complete.
std::string_view missingMember(const Event& event, const EventReader& reader) {
  if (!reader.seen(Member::Event)) return "event";
  if (event.eventId.empty()) return "eventId";
  if (event.orderId.empty()) return "orderId";
  if (!reader.seen(Member::OccurredAt)) return "occurredAt";
  if (!reader.seen(Member::PlacedAt)) return "placedAt";
  switch (event.kind) {
    case EventKind::OrderPlaced:
      if (event.userId.empty()) return "userId";
      if (event.items.empty()) return "items";
      return reader.seen(Member::AmountMinor) ? "" : "amountMinor";
    case EventKind::PaymentProcessed:
      if (event.status != "confirmed" && event.status != "declined") return "paymentStatus";
      return event.status == "confirmed" && event.paymentId.empty() ? "paymentId" : "";
    case EventKind::PaymentRefunded: return event.paymentId.empty() ? "paymentId" : "";
    case EventKind::InventoryUpdated:
      return event.status == "items reserved" || event.status == "out of stock" || event.status == "items released" ? "" : "status";
    case EventKind::PointsAccrued: return reader.seen(Member::Points) ? "" : "points";
    case EventKind::StockAdded: return event.items.size() == 1 ? "" : "items";
    default: return "";
  }
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
  appendText(out, event.kind == EventKind::PaymentProcessed ? ",\"paymentStatus\":" : ",\"status\":", event.status);
  appendText(out, ",\"paymentId\":", event.paymentId);
  appendText(out, ",\"reason\":", event.reason);
  appendText(out, ",\"recipient\":", event.recipient);
  if (event.kind == EventKind::PointsAccrued) {
    out += ",\"points\":";
    appendNumber(out, event.points);
  }
  out += '}';
  return out;
}

core::Result<Event> decodeEvent(std::string_view json) {
  EventReader reader;
  if (!nlohmann::json::sax_parse(json.begin(), json.end(), &reader)) return std::unexpected(reader.takeError());
  Event& event = reader.event;
  if (event.kind == EventKind::PaymentProcessed) event.status = std::move(reader.paymentStatus);
  if (const std::string_view missing = missingMember(event, reader); !missing.empty())
    return fail(ErrorCode::InvalidArgument, fmt::format("{} of {} is absent or wrong", missing, eventName(event.kind)));
  return std::move(event);
}

}  // namespace orderdeck::domain
