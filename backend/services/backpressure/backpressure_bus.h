// An EventBus whose publishers wait while the required consumers are too far behind. Stands before the real bus; used
// like it.
#pragma once

#include "ports/bus/bus.h"
#include "services/backpressure/backpressure.h"

namespace orderdeck::services {

class BackpressureBus : public ports::EventBus {
 public:
  /// `inner` outlives the bus, and the bus its publishers. The others as Backpressure's.
  BackpressureBus(ports::EventBus& inner, std::unique_ptr<ports::BacklogReader> reader, ports::GroupsByTopic required,
                  BackpressureSettings settings = {});

  core::Result<std::unique_ptr<ports::EventPublisher>> makePublisher() override;
  core::Result<std::unique_ptr<ports::EventSubscription>> subscribe(const std::string& group,
                                                                    std::vector<std::string> topics) override;

  /// Whether a publisher waits, or would have to.
  bool isHolding() const { return m_pressure.isHolding(); }

 private:
  ports::EventBus& m_inner;
  Backpressure m_pressure;
};

}  // namespace orderdeck::services
