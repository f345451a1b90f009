// Described structs as the query of a URL: ?limit=200&states=paid,reserved. Texts, whole numbers, lists of texts and
// closed words.
#pragma once

#include <charconv>
#include <concepts>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "api/described.h"
#include "core/error.h"
#include "core/words.h"

namespace orderdeck::api {

/// RFC 3986: what is not unreserved is written as %XX.
std::string escaped(std::string_view text);

class QueryEncoder {
 public:
  std::string take() { return std::move(m_out); }

  template <typename T, typename... Options>
  void operator()(std::string_view key, const T& value, Options...) {
    const std::string text = textOf(value);
    if (!text.empty()) m_out += fmt::format("{}{}={}", m_out.empty() ? '?' : '&', key, escaped(text));
  }

 private:
  static std::string textOf(std::int64_t value) { return std::to_string(value); }
  static std::string textOf(const std::string& value) { return value; }
  static std::string textOf(const std::vector<std::string>& values);
  template <core::ClosedWords Enum>
  static std::string textOf(std::optional<core::ClosedWord<Enum>> word) {
    return word ? std::string(word->text()) : "";
  }

  std::string m_out;
};

/// An empty text is none where a text or a list is asked for. The first error wins, and names the parameter.
class QueryDecoder {
 public:
  explicit QueryDecoder(const std::map<std::string, std::string>& query) : m_query(query) {}

  const std::string& error() const { return m_error; }

  template <typename T, typename... Options>
  void operator()(std::string_view key, T& value, Options... options) {
    const auto given = m_query.find(std::string(key));
    if (given == m_query.end()) return;
    const std::string& text = given->second;
    if (const std::string must = read(text, value); !must.empty()) return refuse(key, must, text);
    (check(key, text, value, options), ...);
  }

 private:
  /// Each says what the text must be; nothing when it is.
  template <std::signed_integral T>
  static std::string read(const std::string& text, T& out) {
    const auto [stop, bad] = std::from_chars(text.data(), text.data() + text.size(), out);
    return bad == std::errc{} && stop == text.data() + text.size() ? "" : "a whole number";
  }
  static std::string read(const std::string& text, std::string& out) {
    out = text;
    return {};
  }
  static std::string read(const std::string& text, std::vector<std::string>& out);
  template <core::ClosedWords Enum>
  static std::string read(const std::string& text, std::optional<core::ClosedWord<Enum>>& out) {
    out = core::named<Enum>(text);
    return out ? "" : core::listed(core::wordsIn<Enum>());
  }

  void check(std::string_view key, const std::string& text, int value, const Range& range) {
    if (!range.holds(value)) refuse(key, range.text(), text);
  }
  template <typename T, typename Option>
  void check(std::string_view, const std::string&, const T&, const Option&) {}
  void refuse(std::string_view key, std::string_view must, const std::string& text);

  const std::map<std::string, std::string>& m_query;
  std::string m_error;
};

/// With its question mark; empty when there is nothing to say.
template <typename T>
std::string encodeQuery(T query) {
  QueryEncoder encoder;
  visit(encoder, query);
  return encoder.take();
}

/// `query`: decoded, by name. Parameters that are not described are passed over.
template <typename T>
core::Result<T> decodeQuery(const std::map<std::string, std::string>& query) {
  T value{};
  QueryDecoder decoder(query);
  visit(decoder, value);
  if (!decoder.error().empty()) return core::fail(core::ErrorCode::InvalidArgument, decoder.error());
  return value;
}

}  // namespace orderdeck::api
