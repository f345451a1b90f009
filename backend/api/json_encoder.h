// JSON text of described structs, written straight into a buffer: the snapshot is written several times a second.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include "api/described.h"
#include "core/clock.h"
#include "core/words.h"

namespace orderdeck::api {

class JsonEncoder {
 public:
  std::string take() { return std::move(m_out); }

  template <typename T, typename... Options>
  void operator()(std::string_view key, const T& value, Options...) {
    if constexpr (kHas<Optional, Options...>) {
      if (isEmpty(value)) return;
    }
    if (m_out.back() != '{') m_out += ',';
    m_out += '"';
    m_out += key;
    m_out += "\":";
    if constexpr (kHas<Rfc3339, Options...>)
      writeTime(value);
    else
      write(value);
  }

  void write(bool value) { m_out += value ? "true" : "false"; }
  void write(double value) {
    if (std::isfinite(value))
      fmt::format_to(std::back_inserter(m_out), "{}", value + 0.0);  // -0 becomes 0
    else
      m_out += "null";
  }
  template <typename T>
    requires std::is_integral_v<T>
  void write(T value) {
    fmt::format_to(std::back_inserter(m_out), "{}", value);
  }
  void write(const std::string& value) {
    const auto plain = [](char c) { return c >= ' ' && c < 0x7f && c != '"' && c != '\\'; };
    if (std::all_of(value.begin(), value.end(), plain)) {
      m_out += '"';
      m_out += value;
      m_out += '"';
    } else {
      writeEscaped(value);
    }
  }
  template <core::ClosedWords Enum>
  void write(core::ClosedWord<Enum> word) {  // names need no escapes
    m_out += '"';
    m_out += word.text();
    m_out += '"';
  }
  void write(core::Timestamp value) { write(core::toEpochMillis(value)); }
  template <typename... T>
  void write(const std::variant<T...>& value) {
    std::visit([this](const auto& held) { this->write(held); }, value);
  }
  template <typename T>
  void write(const std::optional<T>& value) {
    if (value)
      write(*value);
    else
      m_out += "null";
  }
  template <typename A, typename B>
  void write(const std::pair<A, B>& value) {
    m_out += '[';
    write(value.first);
    m_out += ',';
    write(value.second);
    m_out += ']';
  }
  template <typename T>
  void write(const std::vector<T>& values) {
    m_out += '[';
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (i > 0) m_out += ',';
      write(values[i]);
    }
    m_out += ']';
  }
  template <typename T>
  void write(const std::map<std::string, T>& values) {
    m_out += '{';
    for (const auto& [key, value] : values) {
      if (m_out.back() != '{') m_out += ',';
      write(key);
      m_out += ':';
      write(value);
    }
    m_out += '}';
  }
  template <Described T>
  void write(const T& value) {
    m_out += '{';
    visit(*this, const_cast<T&>(value));  // only looked at: a visit() names the members for those who fill them, too
    m_out += '}';
  }

 private:
  void writeEscaped(const std::string& value);
  void writeTime(core::Timestamp value) { write(core::toRfc3339(value)); }
  void writeTime(const std::optional<core::Timestamp>& value) {
    if (value)
      writeTime(*value);
    else
      m_out += "null";
  }

  template <typename T>
  static bool isEmpty(const T& value) {
    if constexpr (requires { value.empty(); })
      return value.empty();
    else if constexpr (requires { value.has_value(); })
      return !value.has_value();
    else if constexpr (std::is_same_v<T, core::Timestamp> || std::is_same_v<T, bool>)
      return value == T{};
    else
      return false;
  }

  std::string m_out;
};

template <typename T>
std::string encodeJson(const T& value) {
  JsonEncoder encoder;
  encoder.write(value);
  return encoder.take();
}

}  // namespace orderdeck::api
