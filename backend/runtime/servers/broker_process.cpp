#include "runtime/servers/broker_process.h"

#include "runtime/servers/server.h"
#include "runtime/supervise/ready_line.h"

namespace orderdeck::runtime {

core::Result<UnitSpec> brokerUnit(const Profile& profile, const std::string& program, BrokerReady ready) {
  const KafkaSettings& kafka = profile.kafka;
  ServerSpec server{
      .name = kBrokerServer,
      .service = "kafka",
      .command = {program, "broker", "--brokers", std::to_string(kafka.brokers), "--partitions",
                  std::to_string(kafka.partitions), "--session-ms", std::to_string(kafka.sessionTimeout.count())}};
  server.ready = [ready = std::move(ready)](const std::string& line) -> core::Result<void> {
    const auto said = parseReadyLine(line);
    if (!said) return std::unexpected(said.error());
    return ready(said->value("bootstrap", std::string{}));
  };
  return serverUnit(profile.dataDir, std::move(server));
}

}  // namespace orderdeck::runtime
