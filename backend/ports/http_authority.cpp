#include "ports/http_authority.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <fmt/format.h>

#include "core/address.h"

namespace orderdeck::ports {

namespace {

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
  if (text.empty() || text.front() == '.' || text.back() == '.' || text.find("..") != text.npos) return std::nullopt;
  std::string name(text);
  for (char& c : name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return name;
}

}  // namespace

std::optional<HttpAuthority> parseAuthority(std::string_view text) {
  auto parsed = core::parseAuthority(text);
  if (!parsed) return std::nullopt;
  auto host = text.starts_with('[') ? addressOf(parsed->host) : nameOf(parsed->host);
  if (!host) return std::nullopt;
  return HttpAuthority{.host = *std::move(host), .port = parsed->port};
}

std::string toString(const HttpAuthority& authority) {
  return authority.port ? fmt::format("{}:{}", authority.host, *authority.port) : authority.host;
}

bool isAllowedHost(const std::string& text) { return text == "*" || parseAuthority(text).has_value(); }

}  // namespace orderdeck::ports
