// Writes to the customer when an order is confirmed or was cancelled. Run by a BatchLoop, on its thread.
#pragma once

#include <string>
#include <vector>

#include "ports/mailer.h"
#include "ports/store/order_store.h"
#include "services/loop/service.h"

namespace orderdeck::services {

class NotificationService : public Service {
 public:
  NotificationService(ports::OrderStore& orders, ports::Mailer& mailer, std::string node);

  std::string_view name() const override { return "notification"; }
  core::Result<Outcome> process(std::span<const Delivery> batch) override;

 private:
  ports::OrderStore& m_orders;
  ports::Mailer& m_mailer;
  const std::string m_node;
};

}  // namespace orderdeck::services
