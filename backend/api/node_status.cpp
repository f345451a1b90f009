#include "api/node_status.h"

#include "api/json_decoder.h"
#include "api/json_encoder.h"
#include "api/snapshot_fields.h"

namespace orderdeck::api {

std::string encodeStatus(const NodeStatus& status) { return encodeJson(status); }

core::Result<NodeStatus> decodeStatus(std::string_view json) { return decodeJson<NodeStatus>(json, "status"); }

}  // namespace orderdeck::api
