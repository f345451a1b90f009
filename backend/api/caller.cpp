#include "api/caller.h"

#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>

#include "core/version.h"
#include "domain/events/json_text.h"

namespace orderdeck::api {

namespace {

constexpr std::string_view kEllipsis = "…";

std::string loginName() {
  const uid_t user = ::getuid();
  std::array<char, 16 * 1024> room{};
  passwd entry{};
  passwd* found = nullptr;
  if (::getpwuid_r(user, &entry, room.data(), room.size(), &found) != 0 || found == nullptr || *found->pw_name == '\0')
    return fmt::format("uid {}", user);
  return shortened(found->pw_name, kMostOperator);
}

std::optional<int> hexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  if (lower >= 'a' && lower <= 'f') return lower - 'a' + 10;
  return std::nullopt;
}

/// Nothing when a % is not followed by two hex digits.
std::optional<std::string> unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    const auto high = i + 2 < text.size() ? hexDigit(text[i + 1]) : std::nullopt;
    const auto low = high ? hexDigit(text[i + 2]) : std::nullopt;
    if (!low) return std::nullopt;
    out += static_cast<char>(*high * 16 + *low);
    i += 2;
  }
  return out;
}

}  // namespace

Caller callerOf(std::string_view program, std::string reason) {
  return {.program = std::string(program), .user = loginName(), .reason = std::move(reason)};
}

std::string userAgentOf(const Caller& caller) { return fmt::format("{}/{}", caller.program, core::version()); }

Through throughOf(std::string_view userAgent) {
  const std::string_view program = userAgent.substr(0, userAgent.find('/'));
  if (program == kConsoleProgram) return Through::Console;
  if (program == kCtlProgram) return Through::Ctl;
  return Through::Api;
}

core::Result<std::string> readHeaderText(std::string_view header, std::string_view value, std::size_t most) {
  const auto refuse = [&](std::string_view must) {
    return core::fail(core::ErrorCode::InvalidArgument, fmt::format("{} must be {}", header, must));
  };
  std::optional<std::string> text = unescaped(value);
  if (!text) return refuse("percent-encoded: a % with two hex digits behind it");
  if (!domain::isUtf8(*text)) return refuse("UTF-8");
  if (std::ranges::any_of(*text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }))
    return refuse("a text without control characters");
  const std::size_t begin = std::min(text->find_first_not_of(' '), text->size());
  text->erase(0, begin);
  text->erase(text->find_last_not_of(' ') + 1);
  if (text->size() > most) return refuse(fmt::format("at most {} bytes long, not {}", most, text->size()));
  return *std::move(text);
}

std::string shortened(std::string_view text, std::size_t most) {
  if (text.size() <= most) return std::string(text);
  std::string_view kept = text.substr(0, most - kEllipsis.size());
  while (!kept.empty() && (static_cast<unsigned char>(text[kept.size()]) & 0xC0) == 0x80) kept.remove_suffix(1);
  return std::string(kept).append(kEllipsis);
}

}  // namespace orderdeck::api
