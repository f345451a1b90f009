// The message bus on a Kafka-protocol broker, embedded or real. One a process; it may be used from any thread, each
// publisher and subscription it gives out from one. Librdkafka stays behind this header.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/clock.h"
#include "ports/bus/backlog.h"
#include "ports/bus/bus.h"
#include "ports/interceptor.h"

namespace orderdeck::adapters::kafka {

struct KafkaBusSettings {
  /// "host:port,host:port", or "" while not known. Asked whenever a client is made and about once a second after that,
  /// on the client's thread: the embedded broker has other ports after a restart. Must be cheap and may be called from
  /// several threads.
  std::function<std::string()> bootstrap;
  std::string clientId;                // payment-1: stands in the broker's logs
  core::Millis linger{5};              // 0..1,000; publish() flushes, so this only matters while it still enqueues
  core::Millis fetchWait{10};          // 1..10,000: the embedded broker always lets an empty fetch wait this long
  core::Millis sessionTimeout{6'000};  // embedded: over 3,000, or no group ever forms
  core::Millis publishTimeout{10'000};
  core::Millis commitTimeout{5'000};
  bool idempotence = false;             // an external broker: true. The embedded one removes no duplicates for it
  ports::InterceptorFactory link = {};  // each publisher gets one of its own
};

class AckedOffsets;

class KafkaBus : public ports::EventBus {
 public:
  explicit KafkaBus(KafkaBusSettings settings);
  ~KafkaBus() override;

  /// Unavailable (retryable) while no broker answers.
  core::Result<std::unique_ptr<ports::EventPublisher>> makePublisher() override;
  /// A new group takes up to sessionTimeout, and 3 s on the embedded broker, until it hands out partitions; poll() is
  /// empty till then.
  core::Result<std::unique_ptr<ports::EventSubscription>> subscribe(const std::string& group,
                                                                    std::vector<std::string> topics) override;

  /// Of what this bus's publishers wrote. May outlive the bus.
  std::unique_ptr<ports::BacklogReader> makeBacklogReader() const;

 private:
  const KafkaBusSettings m_settings;
  const std::shared_ptr<AckedOffsets> m_acked;
};

}  // namespace orderdeck::adapters::kafka
