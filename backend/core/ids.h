// Identifiers: time-ordered order ids, and the rule for ids that come from outside.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace orderdeck::core {

/// A new id, 26 characters of Crockford's base 32 in ULID layout (48 bits of milliseconds, 80 of randomness), so that
/// ids sort by the time they were made and tables keyed by them grow at their end. Ids of one thread never repeat and
/// never go back. Any thread.
std::string newId();

inline constexpr std::size_t kLongestId = 64;

/// Whether `text` is a legal id from outside: [A-Za-z0-9_.-]{1,64}, or up to `longest` where an id is made from another
/// one.
bool isLegalId(std::string_view text, std::size_t longest = kLongestId);

/// A hex string of `bytes` random bytes from the kernel, for tokens.
std::string randomToken(std::size_t bytes);

/// 64-bit FNV-1a: a stable hash for partitioning simulated outcomes, not for security.
std::uint64_t stableHash(std::string_view text);

}  // namespace orderdeck::core
