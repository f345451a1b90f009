// Text as a JSON string, and what is well-formed text at all. For the domain's own encoders, which build their lines
// directly: a DOM would cost several times as much.
#pragma once

#include <string>
#include <string_view>

namespace orderdeck::domain {

/// Appends `text` in quotes: UTF-8 is kept, quotes, backslashes and control characters are escaped, and each byte that
/// is not part of well-formed UTF-8 becomes U+FFFD, so that the result is valid whatever came in.
void appendJsonString(std::string& out, std::string_view text);

/// Whether it is well-formed UTF-8.
bool isUtf8(std::string_view text);

/// How many bytes at the start of `text` are well-formed UTF-8: all of them when it is text.
std::size_t utf8Prefix(std::string_view text);

/// Whether what is not well-formed is only the beginning of one character at the end: text that was cut off.
bool endsWithinSequence(std::string_view text);

/// How deep objects and arrays nest in `json`, brackets in strings not counted; for refusing deep input before it is
/// parsed.
int nestingDepth(std::string_view json);

}  // namespace orderdeck::domain
