#include "api/json_decoder.h"

#include <fmt/format.h>

namespace orderdeck::api {

namespace {

constexpr std::size_t kLongestPath = 200, kLongestShown = 60;  // bytes of an error; names and values may be anybody's

/// For an error: a text and a number as they are, of all else what it is.
std::string shown(const nlohmann::json& found) {
  if (found.is_array()) return "a list";
  if (found.is_object()) return "an object";
  std::string text = found.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
  if (text.size() > kLongestShown) text.replace(kLongestShown, std::string::npos, "...");
  return text;
}

}  // namespace

const nlohmann::json& JsonDecoder::absent() {
  static const Json kAbsent;
  return kAbsent;
}

void JsonDecoder::readTime(const Json& json, core::Timestamp& out) {
  const auto time = json.is_string() ? core::fromRfc3339(json.get_ref<const std::string&>())
                                     : core::fail(core::ErrorCode::InvalidArgument, {});
  if (time)
    out = *time;
  else
    refuse("a time as RFC 3339 writes it", json);
}

std::size_t JsonDecoder::enter(std::string_view key) {
  const std::size_t length = m_path.size();
  if (length > 0) m_path += '.';
  m_path += key;
  return length;
}

std::size_t JsonDecoder::enter(std::size_t index) {
  const std::size_t length = m_path.size();
  fmt::format_to(std::back_inserter(m_path), "[{}]", index);
  return length;
}

void JsonDecoder::refuse(std::string_view must, const Json& found) {
  if (!m_error.empty()) return;
  const std::string path = m_path.empty() ? "it" : m_path.substr(0, kLongestPath);
  m_error = &found == &absent() ? fmt::format("{} must be {}, and is missing", path, must)
                                : fmt::format("{} must be {}, not {}", path, must, shown(found));
}

}  // namespace orderdeck::api
