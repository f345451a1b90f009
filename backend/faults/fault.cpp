#include "faults/fault.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace orderdeck::faults {

namespace {

using core::ErrorCode;
using core::fail;
using nlohmann::json;

const std::vector<FaultKind>& catalogue() {
  static const std::vector<FaultKind> kinds = {
      {"payment-declines", "payment", "The payment provider declines a share of the charges.", {{"share", "share", 0.3, 0, 1}}},
      {"payment-slow", "payment", "The payment provider takes longer to answer a charge.",
       {{"latencyMs", "ms", 400, 0, 60'000}, {"jitterMs", "ms", 100, 0, 60'000}}},
  };
  return kinds;
}

std::unexpected<core::Error> invalid(std::string what) { return fail(ErrorCode::InvalidArgument, std::move(what)); }

core::Result<ArmedFault> readFault(const json& entry) {
  ArmedFault fault;
  fault.id = entry.at("id").get<std::string>();
  fault.name = entry.at("name").get<std::string>();
  fault.target = entry.value("target", std::string());
  fault.params = entry.value("params", std::map<std::string, double>());
  fault.probability = entry.value("probability", 1.0);
  auto until = core::fromRfc3339(entry.at("until").get<std::string>());
  if (!until) return std::unexpected(std::move(until.error()));
  fault.until = *until;
  fault.seed = entry.value("seed", std::uint64_t{1});
  fault.by = entry.value("by", std::string());
  return checkFault(std::move(fault));
}

}  // namespace

std::span<const FaultKind> faultKinds() { return catalogue(); }

core::Result<ArmedFault> checkFault(ArmedFault fault) {
  const auto kind = std::ranges::find(catalogue(), fault.name, &FaultKind::name);
  if (kind == catalogue().end()) return invalid(fmt::format("there is no fault '{}'", fault.name));
  if (!(fault.probability >= 0 && fault.probability <= 1)) return invalid("probability must be 0..1");
  for (const auto& [name, value] : fault.params) {
    const auto param = std::ranges::find(kind->params, name, &FaultParam::name);
    if (param == kind->params.end()) return invalid(fmt::format("{} has no parameter '{}'", fault.name, name));
    if (!(value >= param->least && value <= param->most))
      return invalid(fmt::format("{}.{} must be {}..{}", fault.name, name, param->least, param->most));
  }
  for (const FaultParam& param : kind->params) fault.params.try_emplace(param.name, param.standard);
  return fault;
}

std::string encodeFaults(std::span<const ArmedFault> faults) {
  json list = json::array();
  for (const ArmedFault& fault : faults)
    list.push_back({{"id", fault.id},
                    {"name", fault.name},
                    {"target", fault.target},
                    {"params", fault.params},
                    {"probability", fault.probability},
                    {"until", core::toRfc3339(fault.until)},
                    {"seed", fault.seed},
                    {"by", fault.by}});
  return list.dump(-1, ' ', false, json::error_handler_t::replace);
}

core::Result<std::vector<ArmedFault>> decodeFaults(std::string_view text) {
  const json list = json::parse(text.begin(), text.end(), nullptr, false);
  if (!list.is_array()) return fail(ErrorCode::InvalidJson, "faults must be a JSON list");
  std::vector<ArmedFault> faults;
  faults.reserve(list.size());
  for (const json& entry : list) {
    try {  // nlohmann's accessors throw on a member that is absent or of another type
      auto fault = readFault(entry);
      if (!fault) return std::unexpected(std::move(fault.error()));
      faults.push_back(std::move(*fault));
    } catch (const json::exception& e) {
      return invalid(fmt::format("a fault cannot be read: {}", e.what()));
    }
  }
  return faults;
}

void FaultBoard::replace(std::vector<ArmedFault> faults) {
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
}

std::optional<ArmedFault> FaultBoard::strike(std::string_view name) {
  const std::lock_guard lock(m_mutex);
  for (Slot& slot : m_slots) {
    const ArmedFault& fault = slot.fault;
    const bool armedHere = fault.name == name && (fault.target.empty() || fault.target == m_node) && core::now() < fault.until;
    if (!armedHere) continue;
    if (std::generate_canonical<double, 53>(slot.random) >= fault.probability) continue;
    ++slot.hits;
    return fault;
  }
  return std::nullopt;
}

std::map<std::string, std::int64_t> FaultBoard::hits() const {
  const std::lock_guard lock(m_mutex);
  std::map<std::string, std::int64_t> hits;
  for (const Slot& slot : m_slots) hits[slot.fault.id] = slot.hits;
  return hits;
}

}  // namespace orderdeck::faults
