// The bearer token that guards every call that changes something. Any thread.
#pragma once

#include <string_view>

namespace orderdeck::runtime {

/// Whether the value of an Authorization header is "Bearer TOKEN"; the scheme's case does not matter (RFC 9110, 11.1).
/// The time it takes does not tell how much of the token was right.
bool bearerMatches(std::string_view authorization, std::string_view token);

}  // namespace orderdeck::runtime
