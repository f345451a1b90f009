// Takes a request target (/orders?ids=a%2Cb) apart: percent-decoded path and query.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ports/http.h"

namespace orderdeck::adapters::http {

/// Fills path and query; the path of OPTIONS * is "*". InvalidArgument when the target is not an absolute path, a
/// percent sign leads no two hex digits, a control character is in it, a parameter stands twice, or there are more than
/// 100.
core::Result<void> splitTarget(std::string_view target, ports::HttpRequest& request);

/// Cuts scheme and authority off a target in absolute form (RFC 9112, 3.2.2) and returns the authority; nothing, and
/// `target` as it was, for any other.
std::optional<std::string_view> cutAuthority(std::string_view& target);

}  // namespace orderdeck::adapters::http
