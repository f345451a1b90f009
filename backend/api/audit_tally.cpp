#include "api/audit_tally.h"

#include <fmt/format.h>

namespace orderdeck::api {

AuditTally tallyOf(const std::vector<InvariantView>& invariants) {
  AuditTally tally;
  for (const InvariantView& i : invariants)
    ++(i.status == "ok" ? tally.hold : i.status == "broken" ? tally.broken : tally.unknown);
  return tally;
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
