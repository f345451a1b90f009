#include "services/gateway/shown_error.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "core/ids.h"

namespace orderdeck::services {

namespace {

using core::Error;
using core::ErrorCode;

/// Whether the text speaks of the request, and not of what the gateway depends on.
bool isOfRequest(ErrorCode code) {
  switch (code) {
    case ErrorCode::Disconnected:
    case ErrorCode::Timeout:
    case ErrorCode::Unavailable:
    case ErrorCode::Corrupt:
    case ErrorCode::Internal: return false;
    default: return true;
  }
}

}  // namespace

Error shownError(const Error& error) {
  if (isOfRequest(error.code)) return error;
  spdlog::debug("answered as {}: {}", core::codeName(error.code), error.what);
  switch (error.code) {
    case ErrorCode::Corrupt: return {error.code, "what is stored cannot be read", error.retryable};
    case ErrorCode::Internal: return {error.code, "the request could not be handled", error.retryable};
    default: return {error.code, "a store does not answer now: try again", error.retryable};
  }
}

Error unchanged(const Error& error) {
  Error shown = shownError(error);
  constexpr std::string_view kUnchanged = "nothing was changed";
  if (shown.what.find(kUnchanged) == std::string::npos) shown.what.append("; ").append(kUnchanged);
  return shown;
}

Error shownError(const Error& error, const AskedChange& change) {
  if (error.code == ErrorCode::Unavailable || error.code == ErrorCode::StoreRolledBack) return unchanged(error);
  if (isOfRequest(error.code)) return shownError(error);
  spdlog::debug("of a change, answered as unavailable: {}", error.what);
  return {ErrorCode::Unavailable,
          fmt::format("whether {} is not known, since the store gave no answer: {}", change.done, change.again), true};
}

ports::RequestKey requestKey(std::string key, std::string_view asked) {
  if (key.empty()) return {};
  return {.key = std::move(key), .bodyHash = fmt::format("{:016x}", core::stableHash(asked))};
}

}  // namespace orderdeck::services
