// What `inject --file` says of the orders that were not accepted.
#pragma once

#include <string>

#include "app/ctl/context.h"

namespace orderdeck::ctl {

/// Writes all of the last load's refusals to `path` as CSV (line,code,detail), or, without a path, the first ten for
/// people to stderr. Prints an error and sets the exit status when it cannot.
void reportRefusals(Context& context, const std::string& path);

}  // namespace orderdeck::ctl
