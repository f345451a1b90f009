// Faults of messages on their way: backend/faults/inject/faulty_publisher and slow_subscription. None takes an order's
// own message away.
#pragma once

#include "domain/faults/fault_kind.h"

namespace orderdeck::domain {

namespace table {

inline constexpr FaultParam kBatchDelay[] = {
    {"latencyMs", ORDERDECK_TEXT("Fault", "added latency"), ORDERDECK_TEXT("Fault", "latency"), "ms", 500, 0, 60'000},
    shareOf(ORDERDECK_TEXT("Fault", "share of batches"), 1)};

constexpr FaultParam shareOfMessages(double standard) {
  return shareOf(ORDERDECK_TEXT("Fault", "share of messages"), standard);
}

inline constexpr FaultParam kDuplicate[] = {
    shareOfMessages(0.2),
    {"times", ORDERDECK_TEXT("Fault", "repeats of each"), ORDERDECK_TEXT("Fault", "times"), "", 1, 1, 20}};
inline constexpr FaultParam kReorder[] = {
    shareOfMessages(0.2),
    {"sameKey", ORDERDECK_TEXT("Fault", "of one order too (1)"), ORDERDECK_TEXT("Fault", "sameKey"), "", 0, 0, 1}};
inline constexpr FaultParam kFewMessages[] = {shareOfMessages(0.01)};
inline constexpr FaultParam kLostAck[] = {shareOf(ORDERDECK_TEXT("Fault", "share of calls"), 0.3, 0.95)};

inline constexpr std::string_view kPoisonKinds[] = {
    ORDERDECK_TEXT("Fault", "any"),           ORDERDECK_TEXT("Fault", "not-json"),
    ORDERDECK_TEXT("Fault", "truncated"),     ORDERDECK_TEXT("Fault", "wrong-shape"),
    ORDERDECK_TEXT("Fault", "unknown-event"), ORDERDECK_TEXT("Fault", "huge")};
inline constexpr FaultChoice kPoison[] = {
    {"kind", ORDERDECK_TEXT("Fault", "what kind"), ORDERDECK_TEXT("Fault", "kind"), kPoisonKinds}};

}  // namespace table

inline constexpr std::array kMessageFaults = {
    FaultKind{.name = "consumer-slow",
              .title = ORDERDECK_TEXT("Fault", "consumer slow"),
              .summary = ORDERDECK_TEXT("Fault", "A consumer takes longer for each batch of messages."),
              .target = FaultTarget::Consumers,
              .point = FaultPoint::Subscription,
              .unit = FaultUnit::Messages,
              .params = table::kBatchDelay},
    FaultKind{.name = "messages-duplicate",
              .title = ORDERDECK_TEXT("Fault", "messages duplicate"),
              .summary = ORDERDECK_TEXT("Fault", "The publisher repeats a share of its messages."),
              .target = FaultTarget::Services,
              .point = FaultPoint::Publisher,
              .unit = FaultUnit::Messages,
              .params = table::kDuplicate},
    FaultKind{.name = "messages-reorder",
              .title = ORDERDECK_TEXT("Fault", "messages reorder"),
              .summary = ORDERDECK_TEXT(
                  "Fault",
                  "The publisher swaps neighbouring messages: those of different orders, or also those of one order."),
              .target = FaultTarget::Services,
              .point = FaultPoint::Publisher,
              .unit = FaultUnit::Messages,
              .params = table::kReorder},
    FaultKind{.name = "messages-poison",
              .title = ORDERDECK_TEXT("Fault", "messages poison"),
              .summary = ORDERDECK_TEXT("Fault", "The publisher adds messages that no consumer can read."),
              .target = FaultTarget::Services,
              .point = FaultPoint::Publisher,
              .unit = FaultUnit::Messages,
              .params = table::kFewMessages,
              .choices = table::kPoison},
    FaultKind{.name = "messages-truncated",
              .title = ORDERDECK_TEXT("Fault", "messages truncated"),
              .summary = ORDERDECK_TEXT("Fault", "The publisher adds a truncated copy to a share of its messages."),
              .target = FaultTarget::Services,
              .point = FaultPoint::Publisher,
              .unit = FaultUnit::Messages,
              .params = table::kFewMessages},
    FaultKind{.name = "publish-lost-ack",
              .title = ORDERDECK_TEXT("Fault", "publish lost ack"),
              .summary = ORDERDECK_TEXT("Fault", "Messages are published, but the broker's acknowledgement is lost."),
              .target = FaultTarget::Services,
              .point = FaultPoint::Publisher,
              .unit = FaultUnit::Messages,
              .params = table::kLostAck},
};

}  // namespace orderdeck::domain
