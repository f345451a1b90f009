// A server of ours beside the services (Redis, the embedded broker), as a unit of the supervisor: described once as a
// value, and everything that servers have in common is done here. It has a folder of its own that only we may enter, is
// reached on this machine alone, is ready when it answers, dies with us, and is killed, paused and restarted like every
// process.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/error.h"
#include "runtime/supervise/supervisor.h"

namespace orderdeck::runtime {

struct ServerSpec {
  std::string name;                       // of its process, of logs/NAME.log, and of DATA/NAME
  std::string service;                    // what it serves as: redis, kafka
  std::vector<std::string> command;       // the program and its arguments
  std::string configFile = {};            // in its folder; empty: it has neither
  std::string config = {};                // its text, which may hold secrets
  std::vector<std::string> remains = {};  // files that a killed one leaves and that a new one must not find (sockets)
  core::Millis stopWait{5'000};

  // Called on the supervisor's thread.
  std::function<core::Result<std::optional<api::OpsEvent>>()> prepare = {};  // see UnitSpec
  std::function<bool()> answers = {};  // whether it serves now; none: its first line on standard output says so
  std::function<core::Result<void>(const std::string& line)> ready = {};  // see UnitSpec; the line is "" for `answers`
};

/// Makes its folder and its configuration, now and before every start: somebody may have removed them, or changed what
/// a restart must not depend on. Unavailable when that cannot be done now.
core::Result<UnitSpec> serverUnit(const std::string& dataDir, ServerSpec spec);

/// The folder of a server's data: DATA/NAME.
std::string serverFolder(const std::string& dataDir, const std::string& name);

}  // namespace orderdeck::runtime
