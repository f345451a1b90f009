#include "domain/events/json_text.h"

#include <algorithm>

namespace orderdeck::domain {

namespace {

using Byte = unsigned char;

bool isPlain(char c) { return static_cast<Byte>(c) >= 0x20 && static_cast<Byte>(c) < 0x80 && c != '"' && c != '\\'; }

/// The length of the well-formed UTF-8 sequence (Unicode 15, table 3-7) that `text` begins with; 0 when it begins with
/// none.
std::size_t sequenceLength(std::string_view text) {
  const Byte lead = static_cast<Byte>(text[0]);
  const auto follows = [&](std::size_t at, Byte least = 0x80, Byte most = 0xBF) {
    return at < text.size() && static_cast<Byte>(text[at]) >= least && static_cast<Byte>(text[at]) <= most;
  };
  if (lead >= 0xC2 && lead <= 0xDF) return follows(1) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF) {
    const Byte least = lead == 0xE0 ? 0xA0 : 0x80;
    const Byte most = lead == 0xED ? 0x9F : 0xBF;
    return follows(1, least, most) && follows(2) ? 3 : 0;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    const Byte least = lead == 0xF0 ? 0x90 : 0x80;
    const Byte most = lead == 0xF4 ? 0x8F : 0xBF;
    return follows(1, least, most) && follows(2) && follows(3) ? 4 : 0;
  }
  return 0;
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
  out += '"';
  while (!text.empty()) {
    const auto plain = static_cast<std::size_t>(std::ranges::find_if_not(text, isPlain) - text.begin());
    out.append(text.substr(0, plain));
    text.remove_prefix(plain);
    if (text.empty()) break;
    std::size_t taken = 1;
    if (static_cast<Byte>(text[0]) < 0x80) {
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

std::size_t utf8Prefix(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t length = static_cast<Byte>(text[at]) < 0x80 ? 1 : sequenceLength(text.substr(at));
    if (length == 0) break;
    at += length;
  }
  return at;
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
