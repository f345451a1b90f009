#include "runtime/profile/hosts.h"

#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <vector>

#include <fmt/format.h>

#include "core/address.h"

namespace orderdeck::runtime {

namespace {

std::unexpected<core::Error> refused(std::string why) {
  return core::fail(core::ErrorCode::Unavailable, std::move(why), true);
}

struct Found {
  std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner;
  std::vector<const addrinfo*> addresses;  // IPv4 first
};

core::Result<Found> resolve(const std::string& host) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* list = nullptr;
  if (const int code = ::getaddrinfo(withoutBrackets(host).c_str(), nullptr, &hints, &list); code != 0)
    return refused(fmt::format("{} has no address ({})", host, ::gai_strerror(code)));
  Found found{.owner = {list, &::freeaddrinfo}, .addresses = {}};
  for (const addrinfo* one = list; one; one = one->ai_next) found.addresses.push_back(one);
  std::ranges::stable_partition(found.addresses, [](const addrinfo* one) { return one->ai_family == AF_INET; });
  return found;
}

/// Whether a socket can be bound to it. On any port: whether a certain one is free is another question.
bool isOfThisMachine(const addrinfo& address) {
  const int probe = ::socket(address.ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (probe < 0) return false;
  const bool bound = ::bind(probe, address.ai_addr, address.ai_addrlen) == 0;
  ::close(probe);
  return bound;
}

}  // namespace

bool isHost(const std::string& text) {
  const bool isBareIPv6 = text.find(':') != std::string::npos && !text.starts_with('[');
  const std::string authority = isBareIPv6 ? "[" + text + "]" : text;
  const auto parsed = core::parseAuthority(authority);
  return parsed && !parsed->port && !authority.ends_with(':');
}

std::string withoutBrackets(const std::string& host) {
  return host.starts_with('[') && host.ends_with(']') ? host.substr(1, host.size() - 2) : host;
}

core::Result<void> checkResolves(const std::string& host) {
  if (const auto found = resolve(host); !found) return std::unexpected(found.error());
  return {};
}

core::Result<std::string> listenAddress(const std::string& host) {
  const auto found = resolve(host);
  if (!found) return std::unexpected(found.error());
  for (const addrinfo* address : found->addresses) {
    char text[NI_MAXHOST] = {};
    if (isOfThisMachine(*address) &&
        ::getnameinfo(address->ai_addr, address->ai_addrlen, text, sizeof text, nullptr, 0, NI_NUMERICHOST) == 0)
      return std::string(text);
  }
  return refused(fmt::format("{} is no address of this machine", host));
}

}  // namespace orderdeck::runtime
