#include "domain/events/json_text.h"

#include <algorithm>
#include <bit>
#include <optional>

#include <simdjson.h>

namespace orderdeck::domain {

namespace {

using Byte = unsigned char;

bool isAscii(char c) { return static_cast<Byte>(c) < 0x80; }
bool needsEscape(char c) { return static_cast<Byte>(c) < 0x20 || c == '"' || c == '\\'; }

/// The length of the well-formed UTF-8 sequence that `text` begins with; 0 when it begins with none.
std::size_t sequenceLength(std::string_view text) {
  const auto length = static_cast<std::size_t>(std::max(1, std::countl_one(static_cast<Byte>(text[0]))));
  return length <= text.size() && simdjson::validate_utf8(text.substr(0, length)) ? length : 0;
}

void appendEscape(std::string& out, char c) {
  constexpr std::string_view kHex = "0123456789abcdef";
  switch (c) {
    case '"': out += "\\\""; return;
    case '\\': out += "\\\\"; return;
    case '\n': out += "\\n"; return;
    case '\r': out += "\\r"; return;
    case '\t': out += "\\t"; return;
    default: break;
  }
  out += "\\u00";
  out += kHex[static_cast<Byte>(c) >> 4];
  out += kHex[static_cast<Byte>(c) & 15];
}

}  // namespace

void appendJsonString(std::string& out, std::string_view text) {
  std::optional<bool> isText;  // whether what is left is well-formed; asked for at the first byte that is not ASCII
  out += '"';
  while (!text.empty()) {
    const auto kept =
        std::ranges::find_if(text, [&](char c) { return needsEscape(c) || (!isAscii(c) && !isText.value_or(false)); });
    out.append(text.begin(), kept);
    text.remove_prefix(static_cast<std::size_t>(kept - text.begin()));
    if (text.empty()) break;
    if (!isAscii(text[0]) && !isText) {
      isText = simdjson::validate_utf8(text);
      if (*isText) continue;
    }
    std::size_t taken = 1;
    if (isAscii(text[0])) {
      appendEscape(out, text[0]);
    } else if (const std::size_t length = sequenceLength(text); length > 0) {
      out.append(text.substr(0, length));
      taken = length;
    } else {
      out += "\xEF\xBF\xBD";
    }
    text.remove_prefix(taken);
  }
  out += '"';
}

bool isUtf8(std::string_view text) { return simdjson::validate_utf8(text); }

std::size_t utf8Prefix(std::string_view text) {
  if (simdjson::validate_utf8(text)) return text.size();
  std::size_t at = 0;
  while (const std::size_t length = sequenceLength(text.substr(at))) at += length;
  return at;
}

bool endsWithinSequence(std::string_view text) {
  const std::string_view rest = text.substr(utf8Prefix(text));
  const Byte lead = rest.empty() ? 0 : static_cast<Byte>(rest[0]);
  return lead >= 0xC2 && lead <= 0xF4 && rest.size() < static_cast<std::size_t>(std::countl_one(lead)) &&
         std::ranges::all_of(rest.substr(1), [](char c) { return std::countl_one(static_cast<Byte>(c)) == 1; });
}

int nestingDepth(std::string_view json) {
  int depth = 0, deepest = 0;
  bool inString = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (inString) {
      if (c == '\\') ++i;
      if (c == '"') inString = false;
    } else if (c == '"') {
      inString = true;
    } else if (c == '{' || c == '[') {
      deepest = std::max(deepest, ++depth);
    } else if (c == '}' || c == ']') {
      --depth;
    }
  }
  return deepest;
}

}  // namespace orderdeck::domain
