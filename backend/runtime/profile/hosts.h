// What the names and addresses of a profile mean on this machine, now. Asks the system's resolver, which may take
// seconds. Any thread.
#pragma once

#include <string>

#include "core/error.h"

namespace orderdeck::runtime {

/// Whether it is a name, an IPv4 address or an IPv6 address, the latter with or without brackets, and no more. Asks
/// nobody.
bool isHost(const std::string& text);

/// An IPv6 address as it stands outside of URLs.
std::string withoutBrackets(const std::string& host);

/// Unavailable: the name has no address.
core::Result<void> checkResolves(const std::string& host);

/// The address on which a server listens that is to listen on `host`: of several IPv4 before IPv6. Unavailable: the
/// name has no address, or none of them is this machine's.
core::Result<std::string> listenAddress(const std::string& host);

}  // namespace orderdeck::runtime
