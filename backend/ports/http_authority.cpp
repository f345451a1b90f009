#include "ports/http_authority.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace orderdeck::ports {

namespace {

constexpr std::size_t kLongestName = 253;

std::optional<std::string> addressOf(const std::string& text) {
  in6_addr six{};
  if (::inet_pton(AF_INET6, text.c_str(), &six) != 1) return std::nullopt;
  char shortest[INET6_ADDRSTRLEN] = {};
  if (IN6_IS_ADDR_V4MAPPED(&six)) return ::inet_ntop(AF_INET, &six.s6_addr[12], shortest, sizeof shortest);
  ::inet_ntop(AF_INET6, &six, shortest, sizeof shortest);
  return fmt::format("[{}]", shortest);
}

std::optional<std::string> nameOf(std::string_view text) {
  if (text.ends_with('.')) text.remove_suffix(1);  // the root's dot: the same name
  if (text.empty() || text.size() > kLongestName || text.front() == '.' || text.back() == '.' ||
      text.find("..") != text.npos)
    return std::nullopt;
  std::string name;
  name.reserve(text.size());
  for (const char c : text) {
    const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    const bool legal = (lower >= 'a' && lower <= 'z') || (lower >= '0' && lower <= '9') || lower == '-' ||
                       lower == '.' || lower == '_';
    if (!legal) return std::nullopt;
    name += lower;
  }
  return name;
}

}  // namespace

std::optional<HttpAuthority> parseAuthority(std::string_view text) {
  const bool bracketed = text.starts_with('[');
  const std::size_t hostEnd = bracketed ? text.find(']') : std::min(text.find(':'), text.size());
  if (hostEnd == text.npos) return std::nullopt;
  auto host = bracketed ? addressOf(std::string(text.substr(1, hostEnd - 1))) : nameOf(text.substr(0, hostEnd));
  if (!host) return std::nullopt;
  HttpAuthority authority{.host = *std::move(host), .port = std::nullopt};
  std::string_view rest = text.substr(bracketed ? hostEnd + 1 : hostEnd);
  if (rest.empty()) return authority;
  if (!rest.starts_with(':')) return std::nullopt;
  rest.remove_prefix(1);
  if (rest.empty()) return authority;
  int port = 0;
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), port);
  if (error != std::errc{} || end != rest.data() + rest.size() || port < 1 || port > 65'535) return std::nullopt;
  authority.port = port;
  return authority;
}

std::string toString(const HttpAuthority& authority) {
  return authority.port ? fmt::format("{}:{}", authority.host, *authority.port) : authority.host;
}

bool isAllowedHost(const std::string& text) { return text == "*" || parseAuthority(text).has_value(); }

}  // namespace orderdeck::ports
