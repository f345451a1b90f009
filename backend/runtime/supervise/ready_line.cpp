#include "runtime/supervise/ready_line.h"

namespace orderdeck::runtime {

core::Result<nlohmann::json> parseReadyLine(const std::string& line) {
  auto json = nlohmann::json::parse(line, nullptr, false);
  if (!json.is_object() || !json.value("ready", false))
    return core::fail(core::ErrorCode::Corrupt, "no ready line: " + line.substr(0, 200));
  return json;
}

}  // namespace orderdeck::runtime
