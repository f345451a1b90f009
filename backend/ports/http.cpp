#include "ports/http.h"

#include <algorithm>
#include <array>

#include <nlohmann/json.hpp>

#include "core/ids.h"
#include "ports_embedded.h"

namespace orderdeck::ports {

bool isSafe(std::string_view method) {
  constexpr std::array<std::string_view, 4> kSafe = {"GET", "HEAD", "OPTIONS", "TRACE"};
  return std::ranges::find(kSafe, method) != kSafe.end();
}

core::Result<std::string> readIdempotencyKey(const HttpRequest& request) {
  if (!request.idempotencyKey) return std::string();
  std::string_view key = *request.idempotencyKey;
  if (key.size() >= 2 && key.front() == '"' && key.back() == '"') key = key.substr(1, key.size() - 2);
  if (core::isLegalId(key)) return std::string(key);
  return core::fail(core::ErrorCode::InvalidArgument,
                    key.empty() ? "Idempotency-Key is empty: leave it out, or give it 1..64 of A-Z a-z 0-9 _ . -"
                                : "Idempotency-Key must be one key that matches [A-Za-z0-9_.-]{1,64}, bare or in "
                                  "double quotes");
}

HttpReply problem(ProblemWord what, std::string_view detail) {
  const ProblemKind& kind = kindOf(what.value());
  const nlohmann::ordered_json body = {{"type", typeOf(kind.value)},
                                       {"title", kind.title},
                                       {"status", kind.status},
                                       {"code", kind.code},
                                       {"detail", detail}};
  HttpReply reply{.status = kind.status,
                  .body = body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace),
                  .contentType = "application/problem+json",
                  .headers = {}};
  if (kind.status == 503) reply.headers.emplace_back("Retry-After", "1");
  if (kind.status == 401) reply.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"orderdeck\"");
  return reply;
}

HttpReply problem(const core::Error& error) { return problem(problemOf(error.code), error.what); }

HttpReply methodNotAllowed(const std::string& allowed) {
  HttpReply reply = problem("method_not_allowed", "allowed here: " + allowed);
  reply.headers.emplace_back("Allow", allowed);
  return reply;
}

HttpReply optionsReply(const std::string& allowed) {
  HttpReply reply{.status = 204, .body = {}, .contentType = {}, .headers = {{"Allow", allowed}}};
  if (allowed.find("POST") != allowed.npos) reply.headers.emplace_back("Accept-Post", "application/json");
  return reply;
}

HttpReply problemsPage() {
  return {
      .status = 200, .body = std::string(kProblemsMd), .contentType = "text/markdown; charset=utf-8", .headers = {}};
}

}  // namespace orderdeck::ports
