// Charges placed orders and refunds closed ones. Run by a BatchLoop, on its thread.
#pragma once

#include <string>
#include <vector>

#include "ports/payment_gateway.h"
#include "ports/store/order_store.h"
#include "services/loop/service.h"

namespace orderdeck::services {

class PaymentService : public Service {
 public:
  /// `node` is the name that stands in the events. Store and gateway belong to the loop's thread from now on.
  PaymentService(ports::OrderStore& orders, ports::PaymentGateway& gateway, std::string node);

  std::string_view name() const override { return "payment"; }
  core::Result<Outcome> process(std::span<const Delivery> batch) override;

 private:
  using Events = std::vector<domain::Event>;
  using Orders = std::vector<domain::Order>;
  struct Late {  // a payment that came through after its order was closed
    domain::Order order;
    std::string paymentId;
  };

  core::Result<void> chargePlaced(std::span<const Delivery> batch, Events& out);
  core::Result<Orders> beginPayment(std::span<const Delivery> batch, Events& out);
  core::Result<std::vector<Late>> settle(const Orders& orders, Events& out);
  core::Result<void> refundLate(const std::vector<Late>& late, Events& out);
  core::Result<void> refundClosed(std::span<const Delivery> batch, Events& out);
  void tellRefund(const domain::Order& order, std::string reason, Events& out) const;

  ports::OrderStore& m_orders;
  ports::PaymentGateway& m_gateway;
  const std::string m_node;
};

}  // namespace orderdeck::services
