// DATA/run/endpoints.json: how nodes learn where everything is; declared in profile.h.
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "runtime/private_file.h"
#include "runtime/profile.h"
#include "runtime/profile_reader.h"

namespace orderdeck::runtime {

namespace {
std::string fileOf(const std::string& dataDir) { return dataDir + "/run/endpoints.json"; }
}  // namespace

core::Result<void> writeEndpoints(const std::string& dataDir, const Endpoints& endpoints) {
  if (auto made = makePrivateDir(dataDir + "/run"); !made) return made;
  const nlohmann::ordered_json text = {{"redis", endpoints.redis},
                                       {"kafka", endpoints.kafka},
                                       {"ledger", endpoints.ledger},
                                       {"apiToken", endpoints.apiToken},
                                       {"brokerEpoch", endpoints.brokerEpoch}};
  return writePrivateFile(fileOf(dataDir), text.dump(2) + "\n");
}

core::Result<Endpoints> readEndpoints(const std::string& dataDir) {
  const auto text = readTextFile(fileOf(dataDir));
  if (!text) return std::unexpected(text.error());
  try {
    const auto json = nlohmann::json::parse(*text);
    Endpoints e;
    json.at("redis").get_to(e.redis);
    json.at("kafka").get_to(e.kafka);
    json.at("ledger").get_to(e.ledger);
    json.at("apiToken").get_to(e.apiToken);
    json.at("brokerEpoch").get_to(e.brokerEpoch);
    return e;
  } catch (const nlohmann::json::exception& e) {
    return core::fail(core::ErrorCode::Corrupt, fmt::format("{}: {}", fileOf(dataDir), e.what()));
  }
}

}  // namespace orderdeck::runtime
