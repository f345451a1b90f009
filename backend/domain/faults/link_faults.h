// Faults between a node and one of its dependencies, behind the circuit breaker;
// backend/faults/inject/fault_interceptors.
#pragma once

#include "domain/faults/fault_kind.h"
#include "domain/services.h"

namespace orderdeck::domain {

namespace table {

inline constexpr FaultParam kLinkLatency[] = {
    {"latencyMs", ORDERDECK_TEXT("Fault", "added latency"), ORDERDECK_TEXT("Fault", "latency"), "ms", 100, 0, 10'000},
    {"jitterMs", ORDERDECK_TEXT("Fault", "jitter"), ORDERDECK_TEXT("Fault", "jitter"), "ms", 50, 0, 10'000},
    shareOf(ORDERDECK_TEXT("Fault", "share of calls"), 1)};
inline constexpr FaultParam kShareOfLinkCalls[] = {shareOf(ORDERDECK_TEXT("Fault", "share of calls"), 1)};
inline constexpr FaultChoice kLinkTo[] = {
    {"dependency", ORDERDECK_TEXT("Fault", "link to"), ORDERDECK_TEXT("Fault", "dependency"), kDependencyNames}};

}  // namespace table

inline constexpr std::array kLinkFaults = {
    FaultKind{.name = "link-latency",
              .title = ORDERDECK_TEXT("Fault", "link latency"),
              .summary = ORDERDECK_TEXT("Fault", "Each call from a node to one of its dependencies takes longer."),
              .target = FaultTarget::Services,
              .point = FaultPoint::Link,
              .unit = FaultUnit::Calls,
              .params = table::kLinkLatency,
              .choices = table::kLinkTo},
    FaultKind{
        .name = "link-blackhole",
        .title = ORDERDECK_TEXT("Fault", "link blackhole"),
        .summary = ORDERDECK_TEXT(
            "Fault", "Calls from a node to one of its dependencies vanish: no answer, no error, until the time-out."),
        .target = FaultTarget::Services,
        .point = FaultPoint::Link,
        .unit = FaultUnit::Calls,
        .params = table::kShareOfLinkCalls,
        .choices = table::kLinkTo},
    FaultKind{.name = "link-reset",
              .title = ORDERDECK_TEXT("Fault", "link reset"),
              .summary = ORDERDECK_TEXT("Fault",
                                        "The connection from a node to one of its dependencies is reset at each call."),
              .target = FaultTarget::Services,
              .point = FaultPoint::Link,
              .unit = FaultUnit::Calls,
              .params = table::kShareOfLinkCalls,
              .choices = table::kLinkTo},
    FaultKind{.name = "link-reply-lost",
              .title = ORDERDECK_TEXT("Fault", "link reply lost"),
              .summary = ORDERDECK_TEXT("Fault", "A dependency does what a node asks of it, but the answer is lost."),
              .target = FaultTarget::Services,
              .point = FaultPoint::Link,
              .unit = FaultUnit::Calls,
              .params = table::kShareOfLinkCalls,
              .choices = table::kLinkTo},
};

}  // namespace orderdeck::domain
