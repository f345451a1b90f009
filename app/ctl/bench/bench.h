// Measures a running system from outside, as any client could: an open-model phase at a fixed rate, a capacity phase in
// which clients order as fast as they are answered, and the audit. Blocking; one thread.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "api/control_client.h"
#include "app/ctl/bench/yardstick.h"
#include "core/clock.h"
#include "core/error.h"

namespace orderdeck::ctl {

struct BenchOptions {
  double capacitySeconds = 20;
  double openRate = 2'000;  // orders/s
  double openSeconds = 15;
  double drainSeconds = 60;  // at most, after each phase
  api::Caller caller = {};   // of its loads
};

struct ProcessCost {
  std::string name, service;
  double cpuSeconds = 0;         // within the phase
  std::int64_t memoryBytes = 0;  // at its end
};

struct BenchPhase {
  std::string name;  // open, capacity
  double seconds = 0;
  double rate = 0;  // orders/s meant; 0: as many as are answered
  std::int64_t accepted = 0, refused = 0, failed = 0;
  std::int64_t finished = 0;  // terminal and in the ledger, within the phase
  double acceptedPerSecond = 0, finishedPerSecond = 0;
  std::int64_t inFlightBefore = 0, inFlightAfter = 0;
  std::optional<double> acceptP50, acceptP99,
      acceptP999;  // ms, from the intended send time to the answer; none where no time was meant
  std::optional<double> terminalP50, terminalP99;  // ms, from accept to terminal
  std::optional<double> orderP50, orderP99;        // ms, from accept to terminal and in the ledger
  std::vector<ProcessCost> processes;
  double stolenShare =
      0;  // 0..1: of the time of all cores of the bench's machine, what its host gave to others (core::MachineTime)
};

struct BenchReport {
  std::vector<BenchPhase> phases;
  bool auditOk = false;
  std::vector<api::InvariantView> invariants;
  api::Balance balance;
  std::int64_t memoryBytes = 0;  // of all processes, at the end
  int cores = 0;
  Yardstick yardstick;  // of the machine that runs the bench, between the first phase's start and the last one's end
};

/// `say` is told what is done now, one short line at a time. Errors: Conflict when a load runs already;
/// Unavailable when the daemon died meanwhile; else what a call failed with.
core::Result<BenchReport> runBench(const api::ControlClient::FindAddress& backend, const BenchOptions& options,
                                   const std::function<void(const std::string&)>& say);

std::string encodeBench(const BenchReport& report);

}  // namespace orderdeck::ctl
