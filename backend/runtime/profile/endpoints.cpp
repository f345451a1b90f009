#include "runtime/profile/endpoints.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/text_file.h"

namespace orderdeck::runtime {

std::string endpointsFile(const std::string& dataDir) { return dataDir + "/run/endpoints.json"; }

std::string encodeEndpoints(const Endpoints& endpoints) {
  const nlohmann::ordered_json text = {{"instance", endpoints.instance}, {"redis", endpoints.redis},
                                       {"kafka", endpoints.kafka},       {"ledger", endpoints.ledger},
                                       {"apiToken", endpoints.apiToken}, {"brokerEpoch", endpoints.brokerEpoch}};
  return text.dump(2) + "\n";
}

core::Result<Endpoints> readEndpoints(const std::string& dataDir) {
  const auto text = core::readTextFile(endpointsFile(dataDir));
  if (!text) return std::unexpected(text.error());
  try {
    const auto json = nlohmann::json::parse(*text);
    Endpoints e;
    e.instance = json.value("instance", "");  // older systems wrote none
    json.at("redis").get_to(e.redis);
    json.at("kafka").get_to(e.kafka);
    json.at("ledger").get_to(e.ledger);
    json.at("apiToken").get_to(e.apiToken);
    json.at("brokerEpoch").get_to(e.brokerEpoch);
    return e;
  } catch (const nlohmann::json::exception& e) {
    return core::fail(core::ErrorCode::Corrupt, fmt::format("{}: {}", endpointsFile(dataDir), e.what()));
  }
}

}  // namespace orderdeck::runtime
