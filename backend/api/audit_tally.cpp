#include "api/audit_tally.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace orderdeck::api {

AuditTally tallyOf(const std::vector<InvariantView>& invariants) {
  AuditTally tally;
  for (const InvariantView& i : invariants)
    ++(i.status == "ok" ? tally.hold : i.status == "broken" ? tally.broken : tally.unknown);
  return tally;
}

std::optional<AuditTally> readTally(std::string_view answer) {
  const auto json = nlohmann::json::parse(answer, nullptr, false);
  if (!json.is_object() || !json.contains("invariants") || !json["invariants"].is_array()) return std::nullopt;
  std::vector<InvariantView> invariants;
  for (const auto& i : json["invariants"])
    if (i.is_object()) invariants.push_back({.number = 0, .name = {}, .status = i.value("status", ""), .detail = {}});
  return tallyOf(invariants);
}

std::string_view statusOf(const AuditTally& tally) {
  return tally.broken > 0 ? "broken" : tally.allHold() ? "ok" : "unknown";
}

std::string summaryOf(const AuditTally& tally) {
  if (tally.allHold()) return "every invariant holds";
  std::string text = tally.broken > 0 ? fmt::format("{} BROKEN, ", tally.broken) : "";
  text += fmt::format("{} hold", tally.hold);
  return tally.unknown > 0 ? text + fmt::format(", {} not checked", tally.unknown) : text;
}

}  // namespace orderdeck::api
