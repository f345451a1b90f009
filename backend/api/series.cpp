#include "api/series.h"

#include "api/json_decoder.h"
#include "api/json_encoder.h"
#include "api/snapshot_fields.h"

namespace orderdeck::api {

std::string encodeSeries(const Series& series) { return encodeJson(series); }

core::Result<Series> decodeSeries(std::string_view json) { return decodeJson<Series>(json, "series"); }

}  // namespace orderdeck::api
