// What a profile's settings mean on this machine, checked when the daemon reads it: names that must have an address,
// files that must be there, passwords that stand elsewhere. The daemon's main thread, before any other starts.
#pragma once

#include "runtime/profile/profile.h"
#include "runtime/profile/profile_rules.h"

namespace orderdeck::runtime {

/// The environment variables that hold passwords. Each takes the place of what the profile says.
inline constexpr const char* kRedisPasswordVariable = "ORDERDECK_REDIS_PASSWORD";
inline constexpr const char* kLedgerPasswordVariable = "ORDERDECK_LEDGER_PASSWORD";

/// Reports what is wrong, of the code Unavailable: it may pass by itself. Puts passwords out of files and of the
/// environment, which then holds them no more, into the profile, so that the nodes' profile is complete.
void applyMachineRules(const ReaderOf& readerOf, Profile& profile);

}  // namespace orderdeck::runtime
