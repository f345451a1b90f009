#include "api/json_encoder.h"

#include <nlohmann/json.hpp>

namespace orderdeck::api {

void JsonEncoder::writeEscaped(const std::string& value) {
  m_out += nlohmann::json(value).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace orderdeck::api
