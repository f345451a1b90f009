// JSON text of the snapshot and of its parts, for the daemon's answers. Written straight into a buffer, since it is
// made several times a second.
#pragma once

#include <span>
#include <string>

#include "api/snapshot.h"

namespace orderdeck::api {

std::string encodeFaultViews(std::span<const FaultView> faults);
std::string encodeInvariants(std::span<const InvariantView> invariants);
std::string encodeBalance(const Balance& balance);
std::string encodeLoad(const LoadView& load);

}  // namespace orderdeck::api
