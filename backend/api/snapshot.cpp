#include "api/snapshot.h"

#include "api/json_decoder.h"
#include "api/json_encoder.h"
#include "api/snapshot_fields.h"

namespace orderdeck::api {

std::string encodeSnapshot(const Snapshot& snapshot) { return encodeJson(snapshot); }

core::Result<Snapshot> decodeSnapshot(std::string_view json) { return decodeJson<Snapshot>(json, "snapshot"); }

}  // namespace orderdeck::api
