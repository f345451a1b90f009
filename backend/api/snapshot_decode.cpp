#include "api/json_decoder.h"
#include "api/snapshot_fields.h"

namespace orderdeck::api {

core::Result<Snapshot> decodeSnapshot(std::string_view text) { return decodeJson<Snapshot>(text, "snapshot"); }
core::Result<SnapshotUpdate> decodeUpdate(std::string_view text) {
  return decodeJson<SnapshotUpdate>(text, "snapshot");
}
core::Result<Series> decodeSeries(std::string_view text) { return decodeJson<Series>(text, "series"); }
core::Result<NodeStatus> decodeStatus(std::string_view text) { return decodeJson<NodeStatus>(text, "status"); }

}  // namespace orderdeck::api
