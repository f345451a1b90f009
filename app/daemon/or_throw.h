// For what a program cannot go on without: main() says why it ends.
#pragma once

#include <stdexcept>
#include <type_traits>
#include <utility>

#include "core/error.h"

namespace orderdeck::daemon {

/// The value; throws std::runtime_error with the error's words when there is none.
template <typename T>
T orThrow(core::Result<T> result) {
  if (!result) throw std::runtime_error(result.error().what);
  if constexpr (!std::is_void_v<T>) return *std::move(result);
}

}  // namespace orderdeck::daemon
