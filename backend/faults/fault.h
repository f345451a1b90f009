// Faults that can be armed on purpose: the catalogue, an armed fault as a value, and the board on which a node looks them up.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "core/error.h"

namespace orderdeck::faults {

struct FaultParam {
  std::string name;   // latencyMs
  std::string unit;   // ms, share
  double standard = 0, least = 0, most = 0;
};

struct FaultKind {
  std::string name;     // payment-slow
  std::string service;  // who looks it up: payment
  std::string summary;  // one sentence, English
  std::vector<FaultParam> params;
};

/// Every fault that exists: payment-declines {share}, payment-slow {latencyMs, jitterMs}.
std::span<const FaultKind> faultKinds();

struct ArmedFault {
  std::string id;
  std::string name;
  std::string target;                    // a node's name, or empty: all of the service
  std::map<std::string, double> params;
  double probability = 1;                // 0..1, of a hit each time it could strike
  core::Timestamp until;                 // it ends by itself
  std::uint64_t seed = 1;
  std::string by;                        // operator, drill, ...
};

/// Checks name, params (absent ones get their standard) and ranges; InvalidArgument says which.
core::Result<ArmedFault> checkFault(ArmedFault fault);

std::string encodeFaults(std::span<const ArmedFault> faults);
core::Result<std::vector<ArmedFault>> decodeFaults(std::string_view json);

/// The faults that strike in this process. Any thread.
class FaultBoard {
 public:
  explicit FaultBoard(std::string node) : m_node(std::move(node)) {}

  /// Replaces what is armed; hit counters of faults that stay are kept.
  void replace(std::vector<ArmedFault> faults);

  /// The armed fault of this name that strikes now (armed for this node, not over, won its throw); counts the hit.
  std::optional<ArmedFault> strike(std::string_view name);

  /// Hits so far by fault id, for /metrics and the console.
  std::map<std::string, std::int64_t> hits() const;

 private:
  struct Slot {
    ArmedFault fault;
    std::mt19937_64 random;
    std::int64_t hits = 0;
  };
  const std::string m_node;
  mutable std::mutex m_mutex;
  std::vector<Slot> m_slots;
};

}  // namespace orderdeck::faults
