// Logging through spdlog's default logger: one line an event, to standard error, in UTC. No line per message, ever.
#pragma once

#include <string>

namespace orderdeck::core {

/// Sets the default logger up for this process; `name` (gateway-1, daemon, ...) stands in every line. Level from
/// ORDERDECK_LOG (info).
void initLog(const std::string& name);

/// When the file that standard error went to at the first call is no longer there, begins it anew, and its folder if
/// need be. Cheap: call it now and then. One thread.
void reopenRemovedLog();

}  // namespace orderdeck::core
