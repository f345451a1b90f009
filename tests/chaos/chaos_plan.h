// What one chaos run does and when: drawn from a seed, so that the same seed is the same run. Pure values; no I/O.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "api/command.h"
#include "core/clock.h"

namespace orderdeck::chaos {

enum class Act {
  Kill,         // SIGKILL to a process
  Pause,        // SIGSTOP to a process, SIGCONT after `lasts`
  Restart,      // through the control API, in order
  KillDaemon,   // SIGKILL to the daemon alone: everything below it goes with it; then a start on the same data folder
  KillAll,      // SIGKILL to everything at once; then a start on the same data folder
  TearLog,      // the same, in the middle of a write to Redis' append-only file
  FlushStore,   // FLUSHALL while orders are open and all of them are in the ledger; then a rebuild
  Mail,         // the mail server is in the mood `how` for `lasts`
  BreakLedger,  // the ledger's file cannot be used for `lasts`: `how` says in which way
  Arm,          // a fault of the catalogue, for `lasts`
  Cancel,       // of some of the newest orders
  Restock,      // of a product
  Load,         // ends the running load and starts another
};

struct Step {
  core::Millis at{0};  // since the run's start
  Act act = Act::Kill;
  std::string target;     // a process, a fault's target, a product
  core::Millis lasts{0};  // Pause, Arm, Mail, BreakLedger
  std::string how = {};   // Mail: refuse, defer, busy; BreakLedger: header, locked
  double share = 0;       // TearLog: of the write's bytes that are there
  std::string fault;
  std::map<std::string, double> params = {};
  std::map<std::string, std::string> choices = {};
  api::LoadSpec load = {};
  std::uint64_t seed = 1;
};

/// The processes of an embedded system that can be killed by their names.
const std::vector<std::string>& victims();

/// Steps by time, over `length`; the last tenth of it is left to the load alone.
std::vector<Step> drawPlan(std::uint64_t seed, core::Millis length);

/// "12.3 s  kill payment-1", for the report.
std::string describe(const Step& step);

}  // namespace orderdeck::chaos
