// Described structs read from JSON, strictly: what has the wrong type, is out of its range or is missing is an error
// that says which member, what it must be and what stood there. Members that are not described are passed over.
#pragma once

#include <concepts>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <nlohmann/json.hpp>

#include "api/described.h"
#include "core/clock.h"
#include "core/error.h"
#include "core/whole_number.h"
#include "core/words.h"

namespace orderdeck::api {

/// Keeps the path to where it stands, so that an error names the member ("nodes[2].pid"). The first error wins.
class JsonDecoder {
 public:
  using Json = nlohmann::json;

  /// What becomes of a word that is not in its table.
  enum class UnknownWords { Refused, Taken };
  explicit JsonDecoder(UnknownWords unknownWords) : m_unknownWords(unknownWords) {}

  const std::string& error() const { return m_error; }

  template <typename T, typename... Options>
  void operator()(std::string_view key, T& value, Options... options) {
    if (!m_error.empty()) return;
    const auto found = m_at->find(key);
    const Json& json = found == m_at->end() ? absent() : *found;
    if (kHas<Optional, Options...> && json.is_null()) return;
    const std::size_t length = enter(key);
    if constexpr (kHas<Rfc3339, Options...>)
      readTime(json, value);
    else
      read(json, value);
    if (m_error.empty()) (check(json, value, options), ...);
    m_path.resize(length);
  }

  void read(const Json& json, bool& out) {
    if (json.is_boolean())
      out = json.get<bool>();
    else
      refuse("true or false", json);
  }
  void read(const Json& json, double& out) {
    if (json.is_number())
      out = json.get<double>();
    else
      refuse("a number", json);
  }
  template <std::integral T>
  void read(const Json& json, T& out) {
    if (const auto number = core::wholeNumber<T>(json))
      out = *number;
    else
      refuse("a whole number", json);
  }
  void read(const Json& json, std::string& out) {
    if (json.is_string())
      out = json.get_ref<const std::string&>();
    else
      refuse("a text", json);
  }
  template <core::ClosedWords Enum>
  void read(const Json& json, core::ClosedWord<Enum>& out) {
    const auto value = json.is_string() ? core::named<Enum>(json.get_ref<const std::string&>()) : std::nullopt;
    if (value)
      out = *value;
    else if (json.is_string() && m_unknownWords == UnknownWords::Taken)
      out = core::ClosedWord<Enum>::unknown();
    else
      refuse(core::listed(core::wordsIn<Enum>()), json);
  }
  template <typename T>
  void read(const Json& json, std::variant<std::int64_t, double, std::string, T>& out) {
    if (json.is_object())
      read(json, out.template emplace<T>());
    else if (json.is_string())
      read(json, out.template emplace<std::string>());
    else if (json.is_number_integer() && core::wholeNumber<std::int64_t>(json))
      read(json, out.template emplace<std::int64_t>());
    else if (json.is_number())
      read(json, out.template emplace<double>());
    else
      refuse("a text, a number or an object", json);
  }
  void read(const Json& json, core::Timestamp& out) {
    if (const auto millis = core::wholeNumber<std::int64_t>(json))
      out = core::fromEpochMillis(*millis);
    else
      refuse("a time in epoch milliseconds", json);
  }
  template <typename T>
  void read(const Json& json, std::optional<T>& out) {
    if (json.is_null()) return out.reset();
    read(json, out.emplace());
  }
  template <typename A, typename B>
  void read(const Json& json, std::pair<A, B>& out) {
    if (!json.is_array() || json.size() != 2) return refuse("a pair", json);
    read(json[0], out.first);
    read(json[1], out.second);
  }
  template <typename T>
  void read(const Json& json, std::vector<T>& out) {
    if (!json.is_array()) return refuse("a list", json);
    out.clear();
    out.resize(json.size());
    for (std::size_t i = 0; i < json.size() && m_error.empty(); ++i) {
      const std::size_t length = enter(i);
      read(json[i], out[i]);
      m_path.resize(length);
    }
  }
  template <typename T>
  void read(const Json& json, std::map<std::string, T>& out) {
    if (!json.is_object()) return refuse("an object", json);
    out.clear();
    for (const auto& [key, value] : json.items()) {
      const std::size_t length = enter(key);
      read(value, out[key]);
      m_path.resize(length);
    }
  }
  template <Described T>
  void read(const Json& json, T& out) {
    if (!json.is_object()) return refuse("an object", json);
    const Json* const outer = std::exchange(m_at, &json);
    visit(*this, out);
    m_at = outer;
  }

 private:
  static const Json& absent();

  void readTime(const Json& json, core::Timestamp& out);
  void readTime(const Json& json, std::optional<core::Timestamp>& out) {
    if (json.is_null()) return out.reset();
    readTime(json, out.emplace());
  }

  template <typename T>
  void check(const Json& json, const T& value, const Range& range) {
    if constexpr (std::is_arithmetic_v<T>) {
      if (!range.holds(static_cast<double>(value))) refuse(range.text(), json);
    } else {
      if (value) check(json, *value, range);
    }
  }
  template <typename T>
  void check(const Json& json, const std::vector<T>& value, const Entries& entries) {
    if (!entries.holds(value.size())) refuse("a list " + entries.text(), json);
  }
  template <typename T, typename Option>
  void check(const Json&, const T&, const Option&) {}

  /// Adds to the path; returns its length before.
  std::size_t enter(std::string_view key);
  std::size_t enter(std::size_t index);
  void refuse(std::string_view must, const Json& found);

  const UnknownWords m_unknownWords;
  const Json* m_at = nullptr;
  std::string m_path, m_error;
};

/// An answer, or what was stored. Corrupt says "WHAT: member must be ..., not ...".
template <typename T>
core::Result<T> decodeJson(std::string_view text, std::string_view what) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (json.is_discarded()) return core::fail(core::ErrorCode::Corrupt, std::string(what) + ": not JSON");
  T value{};
  JsonDecoder decoder(JsonDecoder::UnknownWords::Taken);
  decoder.read(json, value);
  if (!decoder.error().empty()) return core::fail(core::ErrorCode::Corrupt, std::string(what) + ": " + decoder.error());
  return value;
}

/// A command's body; an empty text is an empty object. InvalidJson when it is no object; InvalidArgument names the
/// member.
template <Described T>
core::Result<T> decodeBody(std::string_view text) {
  const auto json = nlohmann::json::parse(text.empty() ? "{}" : text, nullptr, false);
  if (!json.is_object()) return core::fail(core::ErrorCode::InvalidJson, "the body must be a JSON object");
  T value{};
  JsonDecoder decoder(JsonDecoder::UnknownWords::Refused);
  decoder.read(json, value);
  if (!decoder.error().empty()) return core::fail(core::ErrorCode::InvalidArgument, decoder.error());
  return value;
}

}  // namespace orderdeck::api
