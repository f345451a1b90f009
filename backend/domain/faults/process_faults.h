// Faults that end processes: at a crash point between two durable steps (backend/faults/inject/crash_points; the name
// is crash-POINT), or by the daemon.
#pragma once

#include "domain/faults/fault_kind.h"

namespace orderdeck::domain {

namespace table {

inline constexpr FaultParam kCrashes[] = {
    {"times", ORDERDECK_TEXT("Fault", "crashes in all"), ORDERDECK_TEXT("Fault", "times"), "", 1, 1, 100}};
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
              .params = table::kCrashes,
              .counted = true},
    FaultKind{
        .name = "crash-after-emit",
        .title = ORDERDECK_TEXT("Fault", "crash after emit"),
        .summary = ORDERDECK_TEXT("Fault", "A consumer dies after it emitted a batch's events, before it commits."),
        .target = FaultTarget::Consumers,
        .point = FaultPoint::CrashPoint,
        .params = table::kCrashes,
        .counted = true},
    FaultKind{
        .name = "crash-after-deduct",
        .title = ORDERDECK_TEXT("Fault", "crash after deduct"),
        .summary = ORDERDECK_TEXT("Fault", "The gateway dies after orders are stored, before it answers or publishes."),
        .target = FaultTarget::Gateway,
        .point = FaultPoint::CrashPoint,
        .params = table::kCrashes,
        .counted = true},
    FaultKind{.name = "crash-after-publish",
              .title = ORDERDECK_TEXT("Fault", "crash after publish"),
              .summary = ORDERDECK_TEXT(
                  "Fault", "The gateway dies after it published events, before it drops them from the outbox."),
              .target = FaultTarget::Gateway,
              .point = FaultPoint::CrashPoint,
              .params = table::kCrashes,
              .counted = true},
    FaultKind{.name = "process-restart-storm",
              .title = ORDERDECK_TEXT("Fault", "process restart storm"),
              .summary = ORDERDECK_TEXT("Fault", "Processes are restarted again and again."),
              .target = FaultTarget::Processes,
              .point = FaultPoint::Daemon,
              .params = table::kRestarts,
              .counted = true},
};

}  // namespace orderdeck::domain
