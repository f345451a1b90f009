#include "api/snapshot_encode.h"

#include "api/json_encoder.h"
#include "api/snapshot_fields.h"

namespace orderdeck::api {

std::string encodeSnapshot(const Snapshot& snapshot) { return encodeJson(snapshot); }
std::string encodeSection(Section section, const Snapshot& snapshot) {
  std::string text;
  eachSection(snapshot, [&](Section each, const auto& part) {
    if (each == section) text = encodeJson(part);
  });
  return text.substr(1, text.size() - 2);
}
std::string encodeSeries(const Series& series) { return encodeJson(series); }
std::string encodeFaultViews(const std::vector<FaultView>& faults) { return encodeJson(faults); }
std::string encodeInvariants(const std::vector<InvariantView>& list) { return encodeJson(list); }
std::string encodeBalance(const Balance& balance) { return encodeJson(balance); }
std::string encodeLoad(const LoadView& load) { return encodeJson(load); }
std::string encodeStatus(const NodeStatus& status) { return encodeJson(status); }

}  // namespace orderdeck::api
