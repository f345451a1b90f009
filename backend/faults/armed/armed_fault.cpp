#include "faults/armed/armed_fault.h"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace orderdeck::faults {

namespace {

using core::ErrorCode;
using core::fail;
using nlohmann::json;

std::unexpected<core::Error> invalid(std::string what) { return fail(ErrorCode::InvalidArgument, std::move(what)); }

core::Result<void> checkParams(const domain::FaultKind& kind, const std::map<std::string, double>& params) {
  for (const auto& [name, value] : params) {
    const auto param = std::ranges::find(kind.params, name, &domain::FaultParam::name);
    if (param == kind.params.end()) return invalid(fmt::format("{} has no parameter '{}'", kind.name, name));
    if (!(value >= param->least && value <= param->most))
      return invalid(fmt::format("{}.{} must be {}..{}", kind.name, name, param->least, param->most));
  }
  return {};
}

core::Result<void> checkChoices(const domain::FaultKind& kind, const std::map<std::string, std::string>& choices) {
  for (const auto& [name, value] : choices) {
    const auto choice = std::ranges::find(kind.choices, name, &domain::FaultChoice::name);
    if (choice == kind.choices.end()) return invalid(fmt::format("{} has no choice '{}'", kind.name, name));
    if (std::ranges::find(choice->options, value) == choice->options.end())
      return invalid(fmt::format("{}.{} must be one of {}", kind.name, name, fmt::join(choice->options, ", ")));
  }
  return {};
}

core::Result<ArmedFault> readFault(const json& entry) {
  ArmedFault fault;
  fault.id = entry.at("id").get<std::string>();
  fault.name = entry.at("name").get<std::string>();
  fault.target = entry.value("target", std::string());
  fault.params = entry.value("params", std::map<std::string, double>());
  if (entry.contains("from")) {
    auto from = core::fromRfc3339(entry.at("from").get<std::string>());
    if (!from) return std::unexpected(std::move(from.error()));
    fault.from = *from;
  }
  auto until = core::fromRfc3339(entry.at("until").get<std::string>());
  if (!until) return std::unexpected(std::move(until.error()));
  fault.until = *until;
  fault.seed = entry.value("seed", std::uint64_t{1});
  fault.by = entry.value("by", std::string());
  fault.choices = entry.value("choices", std::map<std::string, std::string>());
  return checkFault(std::move(fault));
}

}  // namespace

double ArmedFault::param(std::string_view which) const {
  const auto found =
      std::ranges::find(params, which, [](const auto& entry) -> std::string_view { return entry.first; });
  return found == params.end() ? 0 : found->second;
}

double ArmedFault::share() const { return params.contains(std::string(domain::kShare)) ? param(domain::kShare) : 1; }

std::string_view ArmedFault::choice(std::string_view which) const {
  const auto found =
      std::ranges::find(choices, which, [](const auto& entry) -> std::string_view { return entry.first; });
  return found == choices.end() ? std::string_view{} : std::string_view(found->second);
}

core::Result<ArmedFault> checkFault(ArmedFault fault) {
  const domain::FaultKind* const kind = domain::findFault(fault.name);
  if (kind == nullptr) return invalid(fmt::format("there is no fault '{}'", fault.name));
  if (auto checked = checkParams(*kind, fault.params); !checked) return std::unexpected(std::move(checked.error()));
  if (auto checked = checkChoices(*kind, fault.choices); !checked) return std::unexpected(std::move(checked.error()));
  for (const auto& param : kind->params) fault.params.try_emplace(std::string(param.name), param.standard);
  for (const auto& choice : kind->choices) fault.choices.try_emplace(std::string(choice.name), choice.options.front());
  return fault;
}

std::string encodeFaults(std::span<const ArmedFault> faults) {
  json list = json::array();
  for (const ArmedFault& fault : faults)
    list.push_back({{"id", fault.id},
                    {"name", fault.name},
                    {"target", fault.target},
                    {"params", fault.params},
                    {"choices", fault.choices},
                    {"from", core::toRfc3339(fault.from)},
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

}  // namespace orderdeck::faults
