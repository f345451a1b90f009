// Faults that end or pause processes: at a crash point between two durable steps (backend/faults/inject/crash_points;
// the name is crash-POINT), or by the daemon.
#pragma once

#include "domain/faults/fault_kind.h"

namespace orderdeck::domain {

namespace table {

inline constexpr FaultParam kCrashes[] = {
    {"times", ORDERDECK_TEXT("Fault", "crashes in all"), ORDERDECK_TEXT("Fault", "times"), "", 1, 1, 100},
    shareOf(ORDERDECK_TEXT("Fault", "share of batches"), 1)};
inline constexpr FaultParam kPauses[] = {
    {"times", ORDERDECK_TEXT("Fault", "pauses in all"), ORDERDECK_TEXT("Fault", "times"), "", 3, 1, 1'000},
    {"everyMs", ORDERDECK_TEXT("Fault", "one every"), ORDERDECK_TEXT("Fault", "every"), "ms", 5'000, 200, 600'000},
    {"pauseMs", ORDERDECK_TEXT("Fault", "paused for"), ORDERDECK_TEXT("Fault", "paused"), "ms", 3'000, 100, 60'000}};
inline constexpr FaultParam kRestarts[] = {
    {"times", ORDERDECK_TEXT("Fault", "restarts in all"), ORDERDECK_TEXT("Fault", "times"), "", 5, 1, 1'000},
    {"everyMs", ORDERDECK_TEXT("Fault", "one every"), ORDERDECK_TEXT("Fault", "every"), "ms", 3'000, 200, 600'000}};

}  // namespace table

inline constexpr std::array kProcessFaults = {
    FaultKind{.name = "crash-after-effect",
              .title = ORDERDECK_TEXT("Fault", "crash after effect"),
              .summary = ORDERDECK_TEXT("Fault", "A consumer dies after a batch's effects, before it emits anything."),
              .target = FaultTarget::Consumers,
              .point = FaultPoint::CrashPoint,
              .unit = FaultUnit::Processes,
              .params = table::kCrashes,
              .counted = true},
    FaultKind{
        .name = "crash-after-emit",
        .title = ORDERDECK_TEXT("Fault", "crash after emit"),
        .summary = ORDERDECK_TEXT("Fault", "A consumer dies after it emitted a batch's events, before it commits."),
        .target = FaultTarget::Consumers,
        .point = FaultPoint::CrashPoint,
        .unit = FaultUnit::Processes,
        .params = table::kCrashes,
        .counted = true},
    FaultKind{
        .name = "crash-after-deduct",
        .title = ORDERDECK_TEXT("Fault", "crash after deduct"),
        .summary = ORDERDECK_TEXT("Fault", "The gateway dies after orders are stored, before it answers or publishes."),
        .target = FaultTarget::Gateway,
        .point = FaultPoint::CrashPoint,
        .unit = FaultUnit::Processes,
        .params = table::kCrashes,
        .counted = true},
    FaultKind{.name = "crash-after-publish",
              .title = ORDERDECK_TEXT("Fault", "crash after publish"),
              .summary = ORDERDECK_TEXT(
                  "Fault", "The gateway dies after it published events, before it drops them from the outbox."),
              .target = FaultTarget::Gateway,
              .point = FaultPoint::CrashPoint,
              .unit = FaultUnit::Processes,
              .params = table::kCrashes,
              .counted = true},
    FaultKind{.name = "process-restart-storm",
              .title = ORDERDECK_TEXT("Fault", "process restart storm"),
              .summary = ORDERDECK_TEXT("Fault", "Processes are restarted again and again."),
              .target = FaultTarget::Processes,
              .point = FaultPoint::Daemon,
              .unit = FaultUnit::Processes,
              .params = table::kRestarts,
              .counted = true},
    FaultKind{.name = "lock-holder-pause",
              .title = ORDERDECK_TEXT("Fault", "lock holder pause"),
              .summary = ORDERDECK_TEXT("Fault",
                                        "A process is paused while it holds a product's lock, and goes on after that."),
              .target = FaultTarget::LockHolders,
              .point = FaultPoint::Daemon,
              .unit = FaultUnit::Processes,
              .params = table::kPauses,
              .counted = true},
};

}  // namespace orderdeck::domain
