// The host and port that a Host field, an Origin or a profile names (RFC 3986, 3.2.2 and 3.2.3), in one form, so that
// they can be compared. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace orderdeck::ports {

struct HttpAuthority {
  std::string host;         // lower case, without a final dot; an IPv6 address in its shortest form, in brackets
  std::optional<int> port;  // nothing: the scheme's default
  bool operator==(const HttpAuthority&) const = default;
};

/// Nothing unless `text` is host[:port] and no more: a name, an IPv4 address, or an IPv6 address in brackets. User
/// information is refused.
std::optional<HttpAuthority> parseAuthority(std::string_view text);

std::string toString(const HttpAuthority& authority);

/// Whether a profile may name it as a host that a server answers to: host[:port], or * for any.
bool isAllowedHost(const std::string& text);

}  // namespace orderdeck::ports
