// The one error value of the backend. Every port call, decode, transition and command returns Result<T>; exceptions are
// for construction and configuration only and are caught once, in main().
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <utility>

namespace orderdeck::core {

enum class ErrorCode {
  InvalidJson,      // the text is not JSON
  InvalidOrder,     // the JSON is not a legal order; `what` names the field
  InvalidArgument,  // any other input that is refused; `what` names it
  UnknownProduct,
  OutOfStock,
  IdempotencyMismatch,  // the same key came with another body
  TooLarge,
  Busy,  // a bounded queue is full, or the system is held back: come again later
  Unauthorized,
  NotFound,
  Conflict,      // the order's state does not allow it
  StaleFence,    // a write came with a fencing token older than the newest
  Disconnected,  // the connection is gone; a new one must be made
  Timeout,
  Unavailable,      // a dependency answers, but cannot serve now
  StoreRolledBack,  // the hot store lost what the ledger knows of: it is closed until it was rebuilt
  Corrupt,          // stored data cannot be read
  Internal,
};

struct Error {
  ErrorCode code = ErrorCode::Internal;
  std::string what;        // one sentence, for people: what, and where
  bool retryable = false;  // the same call may succeed later, unchanged
};

template <typename T>
using Result = std::expected<T, Error>;

inline std::unexpected<Error> fail(ErrorCode code, std::string what, bool retryable = false) {
  return std::unexpected(Error{code, std::move(what), retryable});
}

/// The stable word for a code, as it stands in problem+json (`invalid_order`, `out_of_stock`, ...).
std::string_view codeName(ErrorCode code);

}  // namespace orderdeck::core
