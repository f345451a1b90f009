// JSON text of the snapshot's parts, for the daemon's answers.
#pragma once

#include <string>
#include <vector>

#include "api/snapshot.h"

namespace orderdeck::api {

std::string encodeFaultViews(const std::vector<FaultView>& faults);
std::string encodeInvariants(const std::vector<InvariantView>& invariants);
std::string encodeBalance(const Balance& balance);
std::string encodeLoad(const LoadView& load);

}  // namespace orderdeck::api
