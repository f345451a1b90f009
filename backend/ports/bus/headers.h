// The headers of messages, and the names of those that stand on every event: the one place that names them.
#pragma once

#include <algorithm>
#include <compare>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace orderdeck::ports {

struct Header {
  std::string name;
  std::optional<std::string> value = {};  // any bytes; nothing: null
  auto operator<=>(const Header&) const = default;
};
using Headers = std::vector<Header>;  // in their order; a name may stand there more than once

inline constexpr std::string_view kEventHeader = "event";          // the event's name: "OrderPlaced"
inline constexpr std::string_view kEventIdHeader = "eventId";      // deterministic: a repeat has the same
inline constexpr std::string_view kDeadlineHeader = "deadline";    // of the order, RFC 3339; absent: none
inline constexpr std::string_view kRedriveOfHeader = "redriveOf";  // the letter that a redriven message was

/// The first of this name; null: there is none. Valid as long as the headers.
inline const Header* findHeader(std::span<const Header> headers, std::string_view name) {
  const auto found = std::ranges::find(headers, name, &Header::name);
  return found == headers.end() ? nullptr : &*found;
}

/// The value of the first of this name; empty when there is none, or it is null.
inline std::string headerValue(std::span<const Header> headers, std::string_view name) {
  const Header* found = findHeader(headers, name);
  return found ? found->value.value_or("") : std::string();
}

}  // namespace orderdeck::ports
