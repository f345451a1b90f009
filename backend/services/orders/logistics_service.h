// Ships reserved orders and completes them. Run by a BatchLoop, on its thread.
#pragma once

#include <string>
#include <vector>

#include "ports/store/order_store.h"
#include "services/loop/service.h"

namespace orderdeck::services {

class LogisticsService : public Service {
 public:
  LogisticsService(ports::OrderStore& orders, std::string node);

  std::string_view name() const override { return "logistics"; }
  core::Result<Outcome> process(std::span<const Delivery> batch) override;

 private:
  ports::OrderStore& m_orders;
  const std::string m_node;
};

}  // namespace orderdeck::services
