#include "api/audit_tally.h"

#include <fmt/format.h>

namespace orderdeck::api {

using domain::Verdict;

AuditTally tallyOf(const std::vector<InvariantView>& invariants) {
  AuditTally tally;
  for (const InvariantView& i : invariants)
    ++(i.status == Verdict::Ok ? tally.hold : i.status == Verdict::Broken ? tally.broken : tally.unknown);
  return tally;
}

Verdict verdictOf(const AuditTally& tally) {
  return tally.broken > 0 ? Verdict::Broken : tally.allHold() ? Verdict::Ok : Verdict::Unknown;
}

std::string summaryOf(const AuditTally& tally) {
  if (tally.allHold()) return "every invariant holds";
  std::string text = tally.broken > 0 ? fmt::format("{} BROKEN, ", tally.broken) : "";
  text += fmt::format("{} hold", tally.hold);
  return tally.unknown > 0 ? text + fmt::format(", {} not checked", tally.unknown) : text;
}

}  // namespace orderdeck::api
