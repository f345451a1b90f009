#include "ports/http_problem.h"

namespace orderdeck::ports {

Problem problemOf(core::ErrorCode code) {
  switch (code) {
    case core::ErrorCode::InvalidJson: return Problem::InvalidJson;
    case core::ErrorCode::InvalidOrder: return Problem::InvalidOrder;
    case core::ErrorCode::InvalidArgument: return Problem::InvalidArgument;
    case core::ErrorCode::UnknownProduct: return Problem::UnknownProduct;
    case core::ErrorCode::Unauthorized: return Problem::Unauthorized;
    case core::ErrorCode::NotFound: return Problem::NotFound;
    case core::ErrorCode::OutOfStock: return Problem::OutOfStock;
    case core::ErrorCode::Conflict: return Problem::Conflict;
    case core::ErrorCode::StaleFence: return Problem::StaleFence;
    case core::ErrorCode::TooLarge: return Problem::TooLarge;
    case core::ErrorCode::IdempotencyMismatch: return Problem::IdempotencyMismatch;
    case core::ErrorCode::Busy:
    case core::ErrorCode::Disconnected:
    case core::ErrorCode::Timeout:
    case core::ErrorCode::Unavailable: return Problem::Busy;
    case core::ErrorCode::StoreRolledBack: return Problem::StoreRolledBack;
    case core::ErrorCode::Corrupt: return Problem::Corrupt;
    case core::ErrorCode::Internal: return Problem::Internal;
  }
  return Problem::Internal;
}

std::string typeOf(Problem problem) { return std::string(kProblemsPath).append("#").append(kindOf(problem).code); }

}  // namespace orderdeck::ports
