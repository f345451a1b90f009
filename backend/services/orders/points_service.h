// Gives points for what was paid, and takes them back with the money. Keeps nothing: the ledger's table counts. Run by
// a BatchLoop, on its thread.
#pragma once

#include <string>
#include <vector>

#include "services/loop/service.h"

namespace orderdeck::services {

class PointsService : public Service {
 public:
  explicit PointsService(std::string node);

  std::string_view name() const override { return "points"; }
  core::Result<Outcome> process(std::span<const Delivery> batch) override;

 private:
  const std::string m_node;
};

}  // namespace orderdeck::services
