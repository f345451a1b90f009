// `orderdeckd daemon`: runs the system of one profile until it is told to stop. `orderdeckd serve` starts it
// (keeper.h).
#pragma once

#include <optional>
#include <string>

namespace orderdeck::daemon {

struct ServeOptions {
  std::string profile = "embedded";  // a shipped profile's name or a YAML file
  std::string dataDir;               // empty: the profile's
  std::optional<int> gatewayPort;    // instead of the profile's; 0: any
  std::optional<int> apiPort;
  bool mustBeReady = false;    // end with 1 when not every process is ready in time, instead of trying on
  bool dieWithParent = false;  // the keeper's: stop in order when the process that started it ends
  std::string after;           // the daemon's: how the one before it died, an api::ProcessExit; empty: there was none
};

/// Prints one line of JSON on standard output when the system is up (docs/contract/cli.md), then waits for
/// core::endSignals() or POST /api/shutdown. Returns the exit status. Throws UsageError for a wrong profile,
/// std::runtime_error when the system cannot be started, or must be ready and is not.
int runServe(const ServeOptions& options);

}  // namespace orderdeck::daemon
