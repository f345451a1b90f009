// What an RFC 9457 problem can be: one table of codes, each with its status and its title. The answers, the list of
// codes in both OpenAPI descriptions and the sections of docs/contract/problems.md follow from it. Pure; any thread.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "core/error.h"
#include "core/words.h"

namespace orderdeck::ports {

enum class Problem {
  InvalidJson,
  InvalidOrder,
  InvalidArgument,
  UnknownProduct,
  Unauthorized,
  Forbidden,
  ForbiddenOrigin,
  NotFound,
  MethodNotAllowed,
  RequestTimeout,
  OutOfStock,
  Conflict,
  StaleFence,
  LengthRequired,
  TooLarge,
  TargetTooLong,
  UnsupportedMediaType,
  ExpectationFailed,
  Misdirected,
  IdempotencyMismatch,
  HeaderTooLarge,
  Internal,
  Corrupt,
  NotImplemented,
  Busy,
  StoreRolledBack,
  VersionNotSupported,
};

struct ProblemKind {
  Problem value;
  std::string_view code;  // stable, for programs
  int status;
  std::string_view title;  // for people; the same for every problem of the kind
};

inline constexpr auto kProblems = std::to_array<ProblemKind>({
    {Problem::InvalidJson, "invalid_json", 400, "The body is not JSON"},
    {Problem::InvalidOrder, "invalid_order", 400, "The order is not valid"},
    {Problem::InvalidArgument, "invalid_argument", 400, "The request is not valid"},
    {Problem::UnknownProduct, "unknown_product", 400, "There is no such product"},
    {Problem::Unauthorized, "unauthorized", 401, "The token is missing or wrong"},
    {Problem::Forbidden, "forbidden", 403, "The token may not do this"},
    {Problem::ForbiddenOrigin, "forbidden_origin", 403, "A web page of another origin may not do this"},
    {Problem::NotFound, "not_found", 404, "There is nothing here"},
    {Problem::MethodNotAllowed, "method_not_allowed", 405, "The method is not allowed here"},
    {Problem::RequestTimeout, "timeout", 408, "The request came too slowly"},
    {Problem::OutOfStock, "out_of_stock", 409, "There is too little stock"},
    {Problem::Conflict, "conflict", 409, "The present state does not allow it"},
    {Problem::StaleFence, "stale_fence", 409, "The lock has a newer holder"},
    {Problem::LengthRequired, "length_required", 411, "The body's length is missing"},
    {Problem::TooLarge, "too_large", 413, "The body is too large"},
    {Problem::TargetTooLong, "target_too_long", 414, "The request target is too long"},
    {Problem::UnsupportedMediaType, "unsupported_media_type", 415, "The body is not of a type that is taken"},
    {Problem::ExpectationFailed, "expectation_failed", 417, "The expectation cannot be met"},
    {Problem::Misdirected, "misdirected", 421, "This server does not answer to that host name"},
    {Problem::IdempotencyMismatch, "idempotency_mismatch", 422, "The idempotency key was used for something else"},
    {Problem::HeaderTooLarge, "header_too_large", 431, "The header fields are too large"},
    {Problem::Internal, "internal", 500, "Something went wrong in the server"},
    {Problem::Corrupt, "corrupt", 500, "Stored data cannot be read"},
    {Problem::NotImplemented, "not_implemented", 501, "The server does not know how to do this"},
    {Problem::Busy, "busy", 503, "The server cannot do this now"},
    {Problem::StoreRolledBack, "store_rolled_back", 503, "The store lost data and is closed until it is rebuilt"},
    {Problem::VersionNotSupported, "version_not_supported", 505, "The server speaks HTTP/1.1 and HTTP/1.0"},
});

constexpr auto wordsOf(Problem) {
  std::array<core::Word<Problem>, kProblems.size()> words{};
  for (std::size_t i = 0; i < kProblems.size(); ++i) words[i] = {kProblems[i].value, kProblems[i].code};
  return words;
}
using ProblemWord = core::ClosedWord<Problem>;

constexpr const ProblemKind& kindOf(Problem problem) {
  for (const ProblemKind& kind : kProblems) {
    if (kind.value == problem) return kind;
  }
  return kProblems.front();
}

/// What a client is told of an error. What went wrong between a server and what it depends on is all the same to it.
Problem problemOf(core::ErrorCode code);

/// Where every problem is explained: a path of the source tree, and of every server.
inline constexpr std::string_view kProblemsPath = "/docs/contract/problems.md";

/// The problem's `type`: /docs/contract/problems.md#out_of_stock. RFC 9457 resolves it against the request's URI.
std::string typeOf(Problem problem);

}  // namespace orderdeck::ports
