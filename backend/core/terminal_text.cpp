#include "core/terminal_text.h"

#include <array>
#include <cstdint>
#include <cstdio>

namespace orderdeck::core {

namespace {

struct Character {
  std::uint32_t point = 0;
  std::size_t bytes = 0;  // 0: no UTF-8
};

struct Span {
  std::uint32_t first, last;
};

/// Those that are not seen, or change how others are.
constexpr auto kUnseen = std::to_array<Span>({{0x00, 0x1f},
                                              {0x7f, 0x9f},
                                              {0xad, 0xad},
                                              {0x061c, 0x061c},
                                              {0x180e, 0x180e},
                                              {0x200b, 0x200f},
                                              {0x2028, 0x202e},
                                              {0x2060, 0x206f},
                                              {0xfeff, 0xfeff},
                                              {0xfff9, 0xfffb},
                                              {0xe0000, 0xe007f}});

bool isUnseen(std::uint32_t point) {
  for (const Span& span : kUnseen) {
    if (point >= span.first && point <= span.last) return true;
  }
  return false;
}

/// The first character of a text that is not empty.
Character characterOf(std::string_view text) {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const std::size_t bytes = lead >= 0xc2 && lead <= 0xdf   ? 2
                            : lead >= 0xe0 && lead <= 0xef ? 3
                            : lead >= 0xf0 && lead <= 0xf4 ? 4
                                                           : 0;
  if (bytes == 0 || text.size() < bytes) return {};
  std::uint32_t point = lead & (0xffu >> (bytes + 1));
  for (std::size_t at = 1; at < bytes; ++at) {
    if ((byte(at) & 0xc0) != 0x80) return {};
    point = (point << 6) | (byte(at) & 0x3fu);
  }
  const bool tooLong = (bytes == 3 && point < 0x800) || (bytes == 4 && point < 0x10000);
  const bool isSurrogate = point >= 0xd800 && point <= 0xdfff;
  return tooLong || isSurrogate || point > 0x10ffff ? Character{} : Character{point, bytes};
}

/// `format` as printf takes it, with one number.
void append(std::string& out, const char* format, std::uint32_t number) {
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), format, number);
  out += text.data();
}

/// `name` appends what stands for a character that is not seen, and for a byte that is none.
template <typename Name>
std::string replaced(std::string_view text, Name name) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const Character character = characterOf(text);
    const std::size_t bytes = character.bytes == 0 ? 1 : character.bytes;
    if (character.bytes == 0 || isUnseen(character.point))
      name(out, character, static_cast<unsigned char>(text.front()));
    else
      out += text.substr(0, bytes);
    text.remove_prefix(bytes);
  }
  return out;
}

}  // namespace

std::string terminalText(std::string_view text) {
  return replaced(text, [](std::string& out, const Character& character, unsigned char byte) {
    if (character.bytes == 0) return append(out, "\\x%02x", byte);
    switch (character.point) {
      case '\n': out += "\\n"; return;
      case '\r': out += "\\r"; return;
      case '\t': out += "\\t"; return;
      default: append(out, character.point < 0x80 ? "\\x%02x" : "\\u{%x}", character.point);
    }
  });
}

std::string terminalJson(std::string_view json) {
  return replaced(json, [](std::string& out, const Character& character, unsigned char byte) {
    constexpr std::uint32_t kReplacement = 0xfffd, kFirstPair = 0x10000;
    const std::uint32_t point = character.bytes == 0 ? kReplacement : character.point;
    if (point == '\n' || point == '\r' || point == '\t') {  // between values; within a text JSON escapes it
      out += static_cast<char>(byte);
    } else if (point < kFirstPair) {
      append(out, "\\u%04x", point);
    } else {
      append(out, "\\u%04x", 0xd800 + ((point - kFirstPair) >> 10));
      append(out, "\\u%04x", 0xdc00 + ((point - kFirstPair) & 0x3ff));
    }
  });
}

}  // namespace orderdeck::core
