// Faults that can be armed on purpose: what exists (the catalogue), and an armed fault as a value with its JSON.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "core/error.h"
#include "domain/services.h"

namespace orderdeck::faults {

/// A parameter that is a number.
struct FaultParam {
  std::string name;   // latencyMs
  std::string title;  // added latency
  std::string unit;   // ms, share; empty: a count
  double standard = 0, least = 0, most = 0;
};

/// A parameter that is one of some words.
struct FaultChoice {
  std::string name;                  // kind
  std::string title;                 // what kind
  std::vector<std::string> options;  // the first is the standard
};

struct FaultKind {
  std::string name;                   // payment-slow
  std::string summary;                // one sentence, English
  std::vector<std::string> services;  // whose processes it can strike
  std::vector<FaultParam> params;
  std::vector<FaultChoice> choices = {};
  bool counted = false;   // it strikes `times` times in all, over every process and every restart, and has then ended
  bool byDaemon = false;  // the daemon does it to a process, which must be named; else a process looks it up

  bool serves(std::string_view service) const;
};

/// Every fault that there is in a system of these services.
std::vector<FaultKind> makeFaultKinds(domain::ServiceTable services);
/// Every fault that exists.
std::span<const FaultKind> faultKinds();
/// Null: there is none of this name.
const FaultKind* faultKind(std::string_view name);

struct ArmedFault {
  std::string id;
  std::string name;
  std::string target;  // a node, or a service: every node of it; empty: whatever the fault can strike
  std::map<std::string, double> params;
  double probability = 1;  // 0..1, of a hit each time it could strike
  core::Timestamp until;   // it ends by itself
  std::uint64_t seed = 1;
  std::string by;  // operator, drill, ...
  std::map<std::string, std::string> choices = {};

  double param(std::string_view which) const;  // 0 when it has none of this name
  core::Millis millis(std::string_view which) const { return core::Millis{static_cast<std::int64_t>(param(which))}; }
  std::string_view choice(std::string_view which) const;
};

/// Checks name, parameters (absent ones get their standard) and ranges; InvalidArgument says which.
core::Result<ArmedFault> checkFault(ArmedFault fault);

std::string encodeFaults(std::span<const ArmedFault> faults);
core::Result<std::vector<ArmedFault>> decodeFaults(std::string_view json);

}  // namespace orderdeck::faults
