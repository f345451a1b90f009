// Text as somebody might send it who wants to steer a terminal, turn a line around, or be taken for HTML; and described
// structs that hold it in every text that they have.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "api/described.h"
#include "core/clock.h"
#include "core/words.h"

namespace orderdeck::support {

/// Escape sequences (ESC and C1), line ends, a tab, a bell, NUL, DEL, bidirectional controls, zero-width characters,
/// and HTML.
inline const std::string kHostile(
    "<b>d</b><img src='x'>&amp;\x1b[31m\x1b]0;b\x07\r\n\t\x08\x7f\xc2\x9b"
    "2J\xe2\x80\xae"
    "c\xe2\x81\xa6\xe2\x80\x8b\xd8\x9c\xe2\x80\xa8\0e",
    63);

/// Fills what it is given: every text is kHostile, every list has one member, every optional holds something. Closed
/// words and times stay: they are not from outside.
class HostileFill {
 public:
  template <typename T, typename... Options>
  void operator()(std::string_view, T& value, Options...) {
    fill(value);
  }

  static void fill(std::string& value) { value = kHostile; }
  static void fill(bool&) {}
  static void fill(core::Timestamp& value) { value = core::fromEpochMillis(1'700'000'000'000); }
  template <typename T>
    requires std::is_arithmetic_v<T>
  static void fill(T& value) {
    value = 1;
  }
  template <core::ClosedWords Enum>
  static void fill(core::ClosedWord<Enum>&) {}
  template <typename T>
  static void fill(std::optional<T>& value) {
    fill(value.emplace());
  }
  template <typename T>
  static void fill(std::vector<T>& value) {
    fill(value.emplace_back());
  }
  template <typename T>
  static void fill(std::map<std::string, T>& value) {
    fill(value[kHostile]);
  }
  template <typename A, typename B>
  static void fill(std::pair<A, B>& value) {
    fill(value.first), fill(value.second);
  }
  template <typename... T>
  static void fill(std::variant<T...>& value) {
    std::visit([](auto& held) { fill(held); }, value);
  }
  template <api::Described T>
  static void fill(T& value) {
    HostileFill filler;
    visit(filler, value);
  }
};

template <typename T>
T hostile() {
  T value{};
  HostileFill::fill(value);
  return value;
}

}  // namespace orderdeck::support
