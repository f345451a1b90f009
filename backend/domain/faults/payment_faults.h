// Faults of the payment provider; backend/faults/inject/faulty_payments and payment_faults.
#pragma once

#include "domain/faults/fault_kind.h"

namespace orderdeck::domain {

namespace table {

inline constexpr FaultParam kShareOfCharges[] = {shareOf(ORDERDECK_TEXT("Fault", "share of charges"), 0.3)};
inline constexpr FaultParam kShareOfCalls[] = {shareOf(ORDERDECK_TEXT("Fault", "share of calls"), 0.3)};
inline constexpr FaultParam kSlow[] = {
    {"latencyMs", ORDERDECK_TEXT("Fault", "added latency"), ORDERDECK_TEXT("Fault", "latency"), "ms", 400, 0, 60'000},
    {"jitterMs", ORDERDECK_TEXT("Fault", "jitter"), ORDERDECK_TEXT("Fault", "jitter"), "ms", 100, 0, 60'000},
    shareOf(ORDERDECK_TEXT("Fault", "share of calls"), 1)};
inline constexpr FaultParam kLate[] = {{"latencyMs", ORDERDECK_TEXT("Fault", "added latency"),
                                        ORDERDECK_TEXT("Fault", "latency"), "ms", 5'000, 0, 120'000},
                                       kShareOfCalls[0]};

}  // namespace table

inline constexpr std::array kPaymentFaults = {
    FaultKind{.name = "payment-declines",
              .title = ORDERDECK_TEXT("Fault", "payment declines"),
              .summary = ORDERDECK_TEXT("Fault", "The payment provider declines a share of the charges."),
              .target = FaultTarget::PaymentCallers,
              .point = FaultPoint::PaymentProvider,
              .unit = FaultUnit::Charges,
              .params = table::kShareOfCharges},
    FaultKind{.name = "payment-slow",
              .title = ORDERDECK_TEXT("Fault", "payment slow"),
              .summary = ORDERDECK_TEXT("Fault", "The payment provider takes longer to answer a charge."),
              .target = FaultTarget::PaymentCallers,
              .point = FaultPoint::PaymentProvider,
              .unit = FaultUnit::Charges,
              .params = table::kSlow},
    FaultKind{.name = "payment-unknown",
              .title = ORDERDECK_TEXT("Fault", "payment unknown"),
              .summary = ORDERDECK_TEXT("Fault", "The payment provider does what it is asked, but its answer is lost."),
              .target = FaultTarget::PaymentCallers,
              .point = FaultPoint::PaymentProvider,
              .unit = FaultUnit::Charges,
              .params = table::kShareOfCalls},
    FaultKind{.name = "payment-late",
              .title = ORDERDECK_TEXT("Fault", "payment late"),
              .summary =
                  ORDERDECK_TEXT("Fault", "The payment provider confirms so late that an order may be closed by then."),
              .target = FaultTarget::PaymentCallers,
              .point = FaultPoint::PaymentProvider,
              .unit = FaultUnit::Charges,
              .params = table::kLate},
};

}  // namespace orderdeck::domain
