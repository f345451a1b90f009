#include "api/query.h"

#include <algorithm>

#include <fmt/ranges.h>

namespace orderdeck::api {

namespace {

constexpr std::size_t kLongestValueShown = 40;  // bytes of an error

}  // namespace

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                       c == '.' || c == '_' || c == '~';
    if (plain)
      out += c;
    else
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

std::string QueryEncoder::textOf(const std::vector<std::string>& values) {
  return fmt::format("{}", fmt::join(values, ","));
}

std::string QueryDecoder::read(const std::string& text, std::vector<std::string>& out) {
  out.clear();
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t comma = std::min(text.find(',', begin), text.size());
    if (comma > begin) out.push_back(text.substr(begin, comma - begin));
    begin = comma + 1;
  }
  return {};
}

void QueryDecoder::refuse(std::string_view key, std::string_view must, const std::string& text) {
  if (m_error.empty()) m_error = fmt::format("{} must be {}, not '{}'", key, must, text.substr(0, kLongestValueShown));
}

}  // namespace orderdeck::api
