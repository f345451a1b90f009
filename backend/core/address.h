// Where something listens, as people and profiles write it: host:port, and URLs with a login. The one parser of both,
// by Boost.URL (RFC 3986). Pure; any thread. No error shows what stands before an '@'.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/error.h"

namespace orderdeck::core {

struct Authority {
  std::string host;         // a name, an IPv4 address or an IPv6 address, the latter without brackets
  std::optional<int> port;  // 1..65,535
};

/// Of host[:[port]]; an IPv6 address stands in brackets. Nothing for anything else, and where a login is named.
std::optional<Authority> parseAuthority(std::string_view text);

struct HostPort {
  std::string host;  // as of Authority
  int port = 0;
  bool operator==(const HostPort&) const = default;
};

/// Of host, host:port or [IPv6]:port; without a `defaultPort` the port must be there. InvalidArgument, naming the text.
Result<HostPort> parseHostPort(std::string_view text, std::optional<int> defaultPort = std::nullopt);

/// Whether `host` is this machine itself: localhost, or an address of 127.0.0.0/8 or ::1.
bool isLoopback(std::string_view host);

/// "host:port"; an IPv6 address in brackets.
std::string toString(const HostPort& address);

struct Url {
  std::string scheme;          // in lower case
  std::string user, password;  // percent-decoded; empty: not given
  std::string_view place;      // host[:port], not yet taken apart: some schemes allow a list
  std::string_view path;       // after the '/', as it stands
  std::string_view query;      // after the '?', as it stands
};

/// Of scheme://[user[:password]@]place[/path][?query], which outlives the result. A password that was not
/// percent-encoded may hold any sign: only the last '@' can be the one before the place. InvalidArgument: no scheme, or
/// a login that is not percent-encoded UTF-8.
Result<Url> parseUrl(std::string_view text);

/// The host and port of an http:// URL; port 80 where it names none.
Result<HostPort> parseHttpUrl(std::string_view url);

/// %HH is a byte; nothing when that is not well formed or a NUL.
std::optional<std::string> percentDecoded(std::string_view text);

}  // namespace orderdeck::core
