#include "core/address.h"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include <fmt/format.h>
#include <boost/url/ipv4_address.hpp>
#include <boost/url/ipv6_address.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/pct_string_view.hpp>

namespace orderdeck::core {

namespace {

constexpr std::size_t kLongestName = 253;  // RFC 1035

bool isName(std::string_view text) {
  return !text.empty() && text.size() <= kLongestName && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
           c == '_';
  });
}

std::optional<std::string> hostOf(const boost::urls::authority_view& authority) {
  switch (authority.host_type()) {
    case boost::urls::host_type::ipv6: return authority.host_address();
    case boost::urls::host_type::ipv4:
    case boost::urls::host_type::name: {
      const std::string_view host(authority.encoded_host());
      return isName(host) ? std::optional(std::string(host)) : std::nullopt;
    }
    default: return std::nullopt;
  }
}

}  // namespace

std::optional<Authority> parseAuthority(std::string_view text) {
  const auto parsed = boost::urls::parse_authority(boost::urls::string_view(text.data(), text.size()));
  if (!parsed || parsed->has_userinfo()) return std::nullopt;
  auto host = hostOf(*parsed);
  if (!host) return std::nullopt;
  if (!parsed->has_port() || parsed->port().empty()) return Authority{std::move(*host), std::nullopt};
  const std::string_view digits(parsed->port());
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  const bool isPort = error == std::errc{} && end == digits.data() + digits.size() && port > 0;
  return isPort ? std::optional(Authority{std::move(*host), port}) : std::nullopt;
}

Result<HostPort> parseHostPort(std::string_view text, std::optional<int> defaultPort) {
  auto authority = parseAuthority(text);
  if (authority && !authority->port && !text.ends_with(':')) authority->port = defaultPort;
  if (authority && authority->port) return HostPort{std::move(authority->host), *authority->port};
  return fail(ErrorCode::InvalidArgument,
              fmt::format("'{}' is not {}: a name, an IPv4 address or an IPv6 address in brackets{}",
                          text.substr(text.rfind('@') + 1), defaultPort ? "host or host:port" : "host:port",
                          defaultPort ? "" : ", and a port"));
}

bool isLoopback(std::string_view host) {
  const boost::urls::string_view text(host.data(), host.size());
  const auto v4 = boost::urls::parse_ipv4_address(text);
  const auto v6 = boost::urls::parse_ipv6_address(text);
  return host == "localhost" || (v4 && v4->is_loopback()) || (v6 && v6->is_loopback());
}

std::string toString(const HostPort& address) {
  const bool isIPv6 = address.host.find(':') != std::string::npos;
  return isIPv6 ? fmt::format("[{}]:{}", address.host, address.port) : fmt::format("{}:{}", address.host, address.port);
}

std::optional<std::string> percentDecoded(std::string_view text) {
  const auto encoded = boost::urls::make_pct_string_view(boost::urls::string_view(text.data(), text.size()));
  if (!encoded) return std::nullopt;
  std::string decoded = encoded->decode();
  const bool hasNul = std::ranges::count(decoded, '\0') > 0;
  return hasNul ? std::nullopt : std::optional(std::move(decoded));
}

Result<Url> parseUrl(std::string_view text) {
  constexpr std::string_view kAfterScheme = "://";
  const std::size_t colon = text.find(kAfterScheme);
  if (colon == text.npos || colon == 0) return fail(ErrorCode::InvalidArgument, "a URL must begin with scheme://");
  Url url;
  for (const char c : text.substr(0, colon)) url.scheme += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  std::string_view rest = text.substr(colon + kAfterScheme.size());
  if (const std::size_t at = rest.rfind('@'); at != rest.npos) {
    const std::string_view login = rest.substr(0, at);
    const std::size_t split = std::min(login.find(':'), login.size());
    auto user = percentDecoded(login.substr(0, split));
    auto password = percentDecoded(login.substr(std::min(split + 1, login.size())));
    if (!user || !password)
      return fail(ErrorCode::InvalidArgument, "user and password of a URL must be percent-encoded");
    url.user = std::move(*user);
    url.password = std::move(*password);
    rest.remove_prefix(at + 1);
  }
  if (const std::size_t question = rest.find('?'); question != rest.npos) {
    url.query = rest.substr(question + 1);
    rest = rest.substr(0, question);
  }
  const std::size_t slash = std::min(rest.find('/'), rest.size());
  url.place = rest.substr(0, slash);
  url.path = rest.substr(std::min(slash + 1, rest.size()));
  return url;
}

Result<HostPort> parseHttpUrl(std::string_view text) {
  constexpr int kHttpPort = 80;
  const auto url = parseUrl(text);
  if (!url) return std::unexpected(url.error());
  if (url->scheme != "http") return fail(ErrorCode::InvalidArgument, "a URL must begin with http://");
  return parseHostPort(url->place, kHttpPort);
}

}  // namespace orderdeck::core
