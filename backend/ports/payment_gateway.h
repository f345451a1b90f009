// The payment provider. Calls are idempotent by order: asking again gives the first answer. One thread an object.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/error.h"

namespace orderdeck::ports {

struct Charge {
  std::string orderId;
  std::string userId;
  std::int64_t amountMinor = 0;  // cents
};

struct ChargeAnswer {
  bool confirmed = false;
  std::string paymentId;  // "pay..."; the same for the same order
  std::string reason;     // why it was declined
};

class PaymentGateway {
 public:
  virtual ~PaymentGateway() = default;
  /// Charges all orders at once, as parallel calls to the provider would: takes as long as its slowest answer.
  virtual core::Result<std::vector<ChargeAnswer>> charge(std::span<const Charge> charges) = 0;
  /// Gives a captured payment back, whole.
  virtual core::Result<void> refund(std::span<const std::string> paymentIds) = 0;
};

}  // namespace orderdeck::ports
