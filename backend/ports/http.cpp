#include "ports/http.h"

#include <nlohmann/json.hpp>

namespace orderdeck::ports {

int httpStatus(core::ErrorCode code) {
  using enum core::ErrorCode;
  switch (code) {
    case InvalidJson:
    case InvalidOrder:
    case InvalidArgument:
    case UnknownProduct: return 400;
    case Unauthorized: return 401;
    case NotFound: return 404;
    case OutOfStock:
    case Conflict:
    case StaleFence: return 409;
    case TooLarge: return 413;
    case IdempotencyMismatch: return 422;
    case Busy:
    case Disconnected:
    case Timeout:
    case Unavailable:
    case StoreRolledBack: return 503;
    case Corrupt:
    case Internal: return 500;
  }
  return 500;
}

HttpReply problem(int status, std::string_view code, std::string_view detail) {
  const nlohmann::ordered_json body = {
      {"type", "about:blank"}, {"title", code}, {"status", status}, {"code", code}, {"detail", detail}};
  HttpReply reply{.status = status,
                  .body = body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace),
                  .contentType = "application/problem+json",
                  .headers = {}};
  if (status == 503) reply.headers.emplace_back("Retry-After", "1");
  return reply;
}

HttpReply problem(const core::Error& error) {
  const int status = httpStatus(error.code);
  const std::string_view code =
      status == 503 && error.code != core::ErrorCode::StoreRolledBack ? "busy" : core::codeName(error.code);
  return problem(status, code, error.what);
}

HttpReply methodNotAllowed(const std::string& allowed) {
  HttpReply reply = problem(405, "method_not_allowed", "allowed here: " + allowed);
  reply.headers.emplace_back("Allow", allowed);
  return reply;
}

}  // namespace orderdeck::ports
