// The faults that strike in this process: whoever stands at an injection point asks the registry. Owned by the node;
// any thread.
#pragma once

#include <atomic>
#include <map>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "faults/armed/armed_fault.h"
#include "faults/inject/hit_counter.h"

namespace orderdeck::faults {

/// An armed fault that strikes now.
struct Strike {
  ArmedFault fault;
  std::uint64_t random = 0;  // for whatever else is left to chance at this strike; follows from the fault's seed
};

class FaultRegistry {
 public:
  /// `hits` counts the strikes of faults that strike so many times over all processes; without one, this process
  /// counts alone.
  explicit FaultRegistry(std::string node, std::string service = {}, std::optional<HitCounter> hits = {})
      : m_node(std::move(node)), m_service(std::move(service)), m_hits(std::move(hits)) {}

  /// Replaces what is armed; hit counters of faults that stay are kept.
  void replace(std::vector<ArmedFault> faults);

  /// Nothing is armed: costs one load, for hot paths.
  bool empty() const { return m_armed.load(std::memory_order_relaxed) == 0; }

  /// The armed fault of this name that strikes now (armed for this node, begun and not over, won its throw for its
  /// share); counts `units` hits: the charges, messages or calls that are struck by it. `dependency`: of a fault that
  /// chooses one, only what chose this.
  std::optional<Strike> strike(domain::FaultName name, std::string_view dependency = {}, std::size_t units = 1);

  /// As strike(), without a throw and without counting: the caller throws for each of many, and says what it came to to
  /// count().
  std::optional<Strike> look(domain::FaultName name, std::string_view dependency = {});
  void count(const std::string& id, std::int64_t hits);

  /// Hits so far by fault id, for /metrics and the console.
  std::map<std::string, std::int64_t> hits() const;

 private:
  struct Slot {
    ArmedFault fault;
    std::mt19937_64 random;
    std::int64_t hits = 0;
  };
  std::optional<Strike> find(domain::FaultName name, std::string_view dependency, std::optional<std::size_t> units);
  bool mayStrike(const Slot& slot, std::string_view name, std::string_view dependency) const;
  bool takeOne(const Slot& slot) const;

  const std::string m_node, m_service;
  const std::optional<HitCounter> m_hits;
  std::atomic<std::size_t> m_armed = 0;
  mutable std::mutex m_mutex;
  std::vector<Slot> m_slots;
};

}  // namespace orderdeck::faults
