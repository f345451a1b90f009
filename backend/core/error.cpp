#include "core/error.h"

namespace orderdeck::core {

std::string_view codeName(ErrorCode code) {
  switch (code) {
    case ErrorCode::InvalidJson: return "invalid_json";
    case ErrorCode::InvalidOrder: return "invalid_order";
    case ErrorCode::InvalidArgument: return "invalid_argument";
    case ErrorCode::UnknownProduct: return "unknown_product";
    case ErrorCode::OutOfStock: return "out_of_stock";
    case ErrorCode::IdempotencyMismatch: return "idempotency_mismatch";
    case ErrorCode::TooLarge: return "too_large";
    case ErrorCode::Busy: return "busy";
    case ErrorCode::Unauthorized: return "unauthorized";
    case ErrorCode::NotFound: return "not_found";
    case ErrorCode::Conflict: return "conflict";
    case ErrorCode::StaleFence: return "stale_fence";
    case ErrorCode::Disconnected: return "disconnected";
    case ErrorCode::Timeout: return "timeout";
    case ErrorCode::Unavailable: return "unavailable";
    case ErrorCode::StoreRolledBack: return "store_rolled_back";
    case ErrorCode::Corrupt: return "corrupt";
    case ErrorCode::Internal: return "internal";
  }
  return "internal";
}

}  // namespace orderdeck::core
