// The one place that turns hiredis' and the server's errors into ours. Inside the adapter only. Clients of the gateway
// read these texts: none names where the server listens, or a script by its hash.
#pragma once

#include <string>
#include <string_view>

#include "core/error.h"

namespace orderdeck::adapters::redis {

/// A failure of the link: `hiredisCode` is REDIS_ERR_..., 0 for one of the system's own; `errorNumber` is errno of the
/// failed call. Disconnected and Timeout are retryable.
core::Error linkError(int hiredisCode, int errorNumber, std::string_view detail);

/// The error reply to AUTH: says who was refused, and never shows the password. Whoever is refused is us, not a caller:
/// Unavailable, retryable.
core::Error loginError(std::string_view reply, const std::string& user);

/// An error reply ("OOM command not allowed ...").
core::Error serverError(std::string_view reply);

/// The error of a connection that could not be made, for a change that was to be sent over it: Unavailable, since
/// nothing was asked of the server.
core::Error unsent(core::Error error);

}  // namespace orderdeck::adapters::redis
