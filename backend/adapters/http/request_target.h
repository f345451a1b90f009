// Takes a request target (/orders?ids=a%2Cb) apart: percent-decoded path and query.
#pragma once

#include <string_view>

#include "ports/http.h"

namespace orderdeck::adapters::http {

/// Fills path and query. False when the target is not an absolute path, a percent sign leads no two hex digits, or a control character is in it.
bool splitTarget(std::string_view target, ports::HttpRequest& request);

}  // namespace orderdeck::adapters::http
