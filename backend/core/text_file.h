// A whole file as text. Any thread.
#pragma once

#include <string>

#include "core/error.h"

namespace orderdeck::core {

/// The file's text, which may be empty; NotFound, with the reason, when it cannot be read.
Result<std::string> readTextFile(const std::string& path);

}  // namespace orderdeck::core
