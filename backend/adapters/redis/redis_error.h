// The one place that turns hiredis' and the server's errors into ours. Inside the adapter only.
#pragma once

#include <string>
#include <string_view>

#include "core/error.h"

namespace orderdeck::adapters::redis {

/// A failure of the link: `hiredisCode` is REDIS_ERR_..., 0 for one of the system's own; `errorNumber` is errno of the
/// failed call. Disconnected and Timeout are retryable.
core::Error linkError(int hiredisCode, int errorNumber, std::string_view detail, const std::string& endpoint);

/// The error reply to AUTH: says who was refused, and never shows the password. Whoever is refused is us, not a caller:
/// Unavailable, retryable.
core::Error loginError(std::string_view reply, const std::string& user, const std::string& endpoint);

/// An error reply ("OOM command not allowed ...").
core::Error serverError(std::string_view reply, const std::string& endpoint);

}  // namespace orderdeck::adapters::redis
