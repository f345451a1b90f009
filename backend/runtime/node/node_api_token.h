// The bearer token that guards every call that changes something. Any thread.
#pragma once

#include <string_view>

namespace orderdeck::runtime {

/// The token of an Authorization header "Bearer TOKEN"; empty when it is none. The scheme's case does not matter (RFC
/// 9110, 11.1).
std::string_view bearerOf(std::string_view authorization);

/// Whether the value of an Authorization header is "Bearer TOKEN", with this token. The time it takes does not tell how
/// much of the token was right.
bool bearerMatches(std::string_view authorization, std::string_view token);

}  // namespace orderdeck::runtime
