// What a process of our own program says in one line when it serves: {"ready":true, ...}. Pure.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "core/error.h"

namespace orderdeck::runtime {

/// Corrupt when it is no such line.
core::Result<nlohmann::json> parseReadyLine(const std::string& line);

}  // namespace orderdeck::runtime
