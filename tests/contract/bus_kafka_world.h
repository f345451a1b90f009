// A real bus on an embedded broker in a process of its own: this test program, run again with --broker.
#pragma once

#include <sys/prctl.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <mutex>

#include <QCoreApplication>
#include <QProcess>

#include "adapters/kafka/embedded_cluster.h"
#include "adapters/kafka/kafka_bus.h"
#include "adapters/kafka/kafka_inspector.h"
#include "domain/events/topics.h"
#include "tests/contract/bus_contract.h"
#include "tests/harness/test_registry.h"

namespace orderdeck::contract {

/// A broker's process; ends with this object.
class BrokerProcess {
 public:
  BrokerProcess() {
    m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    m_process.start(QCoreApplication::applicationFilePath(), {"--broker"});
    const bool ready = m_process.waitForStarted() && eventually([this] {
                         return m_process.canReadLine() || (m_process.waitForReadyRead(1'000), false);
                       });
    if (!ready) qFatal("the broker does not start");
    m_bootstrap = m_process.readLine().trimmed().toStdString();
  }
  ~BrokerProcess() {
    m_process.kill();
    m_process.waitForFinished();
  }

  const std::string& bootstrap() const { return m_bootstrap; }
  pid_t pid() const { return static_cast<pid_t>(m_process.processId()); }
  void send(int signal) { ::kill(pid(), signal); }

 private:
  QProcess m_process;
  std::string m_bootstrap;
};

inline adapters::kafka::KafkaBusSettings tightSettings() {
  adapters::kafka::KafkaBusSettings settings;
  settings.clientId = "contract";
  settings.sessionTimeout = core::Millis{3'500};
  settings.publishTimeout = core::Millis{4'000};
  settings.commitTimeout = core::Millis{1'500};
  return settings;
}

class KafkaWorld : public BusWorld {
 public:
  explicit KafkaWorld(services::BackpressureSettings backpressure = kTightBackpressure)
      : m_broker(std::make_unique<BrokerProcess>()) {
    m_bootstrap = m_broker->bootstrap();
    auto settings = tightSettings();
    settings.bootstrap = [this] { return bootstrap(); };
    m_kafka = std::make_unique<adapters::kafka::KafkaBus>(std::move(settings));
    m_bus = std::make_unique<services::BackpressureBus>(*m_kafka, m_kafka->makeBacklogReader(),
                                                        domain::requiredReaders(), backpressure);
  }

  ports::EventBus& bus() override { return *m_bus; }
  bool isHolding() const { return m_bus->isHolding(); }
  BrokerProcess& broker() { return *m_broker; }
  std::string bootstrap() const {
    const std::lock_guard lock(m_mutex);
    return m_bootstrap;
  }
  std::unique_ptr<ports::BusInspector> makeInspector() override {
    return std::make_unique<adapters::kafka::KafkaInspector>(
        adapters::kafka::KafkaInspectorSettings{.bootstrap = [this] { return bootstrap(); }, .clientId = "contract"});
  }
  void restart() override {
    m_broker.reset();
    m_broker = std::make_unique<BrokerProcess>();
    const std::lock_guard lock(m_mutex);
    m_bootstrap = m_broker->bootstrap();
  }

 private:
  std::unique_ptr<BrokerProcess> m_broker;
  mutable std::mutex m_mutex;
  std::string m_bootstrap;
  std::unique_ptr<adapters::kafka::KafkaBus> m_kafka;
  std::unique_ptr<services::BackpressureBus> m_bus;
};

/// The broker's process: `PROGRAM --broker` prints its address and lives until its parent dies.
inline const support::RegisteredRole kBroker("--broker", [](const QStringList&) -> int {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  const adapters::kafka::EmbeddedCluster cluster("contract", 3, domain::kPartitions, domain::allTopics(),
                                                 tightSettings().sessionTimeout);
  std::puts(cluster.bootstrap().c_str());
  std::fflush(stdout);
  for (;;) pause();
});

}  // namespace orderdeck::contract
