// The version of these programs, as CMake's project() says it.
#pragma once

#include <string_view>

namespace orderdeck::core {

std::string_view version();

}  // namespace orderdeck::core
