// How an audit went, counted and in words. Pure functions.
#pragma once

#include <string>
#include <vector>

#include "api/snapshot.h"

namespace orderdeck::api {

/// How many invariants there are of each status.
struct AuditTally {
  int hold = 0, broken = 0, unknown = 0;
  bool allHold() const { return hold > 0 && broken == 0 && unknown == 0; }
};

AuditTally tallyOf(const std::vector<InvariantView>& invariants);
/// Broken if one is, or Unknown if one was not checked and none is broken.
domain::Verdict verdictOf(const AuditTally& tally);
/// "every invariant holds", "11 hold, 1 not checked", "1 BROKEN, 10 hold, 1 not checked".
std::string summaryOf(const AuditTally& tally);

}  // namespace orderdeck::api
