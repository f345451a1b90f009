// What is wrong with a file of the user, and where: "line 3: userId is missing".
#pragma once

#include <cstddef>
#include <expected>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "core/error.h"

namespace orderdeck::runtime {

template <typename... Args>
std::unexpected<core::Error> badLine(std::size_t line, fmt::format_string<Args...> text, Args&&... args) {
  return core::fail(core::ErrorCode::InvalidArgument,
                    fmt::format("line {}: {}", line, fmt::format(text, std::forward<Args>(args)...)));
}

/// As much of a value as an error shows.
inline std::string_view brief(std::string_view text) { return text.substr(0, 40); }

}  // namespace orderdeck::runtime
