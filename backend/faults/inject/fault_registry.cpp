#include "faults/inject/fault_registry.h"

#include <algorithm>

namespace orderdeck::faults {

void FaultRegistry::replace(std::vector<ArmedFault> faults) {
  const std::lock_guard lock(m_mutex);
  std::vector<Slot> slots;
  slots.reserve(faults.size());
  for (ArmedFault& fault : faults) {
    const auto known = std::ranges::find(m_slots, fault.id, [](const Slot& slot) { return slot.fault.id; });
    if (known == m_slots.end()) {
      const std::uint64_t seed = fault.seed;
      slots.push_back({std::move(fault), std::mt19937_64{seed}, 0});
    } else {
      slots.push_back({std::move(fault), known->random, known->hits});
    }
  }
  m_slots = std::move(slots);
  m_armed = m_slots.size();
}

std::optional<Strike> FaultRegistry::strike(domain::FaultName name, std::string_view dependency, std::size_t units) {
  return find(name, dependency, units);
}

std::optional<Strike> FaultRegistry::look(domain::FaultName name, std::string_view dependency) {
  return find(name, dependency, std::nullopt);
}

std::optional<Strike> FaultRegistry::find(domain::FaultName name, std::string_view dependency,
                                          std::optional<std::size_t> units) {
  if (empty()) return std::nullopt;
  const std::lock_guard lock(m_mutex);
  for (Slot& slot : m_slots) {
    if (!mayStrike(slot, name.text(), dependency)) continue;
    if (units && std::generate_canonical<double, 53>(slot.random) >= slot.fault.share()) continue;
    if (!takeOne(slot)) continue;
    slot.hits += static_cast<std::int64_t>(units.value_or(0));
    return Strike{slot.fault, slot.random()};
  }
  return std::nullopt;
}

bool FaultRegistry::mayStrike(const Slot& slot, std::string_view name, std::string_view dependency) const {
  const ArmedFault& fault = slot.fault;
  const core::Timestamp now = core::now();
  const bool armedHere = fault.target.empty() || fault.target == m_node || fault.target == m_service;
  return fault.name == name && armedHere && (dependency.empty() || fault.choice("dependency") == dependency) &&
         fault.from <= now && now < fault.until;
}

/// A fault that strikes so many times in all takes one of them; the others always may.
bool FaultRegistry::takeOne(const Slot& slot) const {
  const domain::FaultKind* const kind = domain::findFault(slot.fault.name);
  if (kind == nullptr || !kind->counted) return true;
  const auto times = static_cast<std::int64_t>(slot.fault.param("times"));
  return m_hits ? m_hits->take(slot.fault.id, times) : slot.hits < times;
}

void FaultRegistry::count(const std::string& id, std::int64_t hits) {
  const std::lock_guard lock(m_mutex);
  const auto slot = std::ranges::find(m_slots, id, [](const Slot& s) -> const std::string& { return s.fault.id; });
  if (slot != m_slots.end()) slot->hits += hits;
}

std::map<std::string, std::int64_t> FaultRegistry::hits() const {
  const std::lock_guard lock(m_mutex);
  std::map<std::string, std::int64_t> hits;
  for (const Slot& slot : m_slots) hits[slot.fault.id] = slot.hits;
  return hits;
}

}  // namespace orderdeck::faults
