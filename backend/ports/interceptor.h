// What stands between a node and one of its dependencies: told of every round trip before and after it, it may refuse
// one, hold it up, or only count. Circuit breakers are interceptors. A connection has one of its own and calls it at
// the one place where its round trips happen, on its thread.
#pragma once

#include <functional>
#include <memory>

#include "core/error.h"

namespace orderdeck::ports {

class Interceptor {
 public:
  virtual ~Interceptor() = default;
  /// Before a round trip. An error is the call's: nothing is sent then, and end() is not called.
  virtual core::Result<void> begin() = 0;
  /// On an answer's way back: an error is what the caller gets in its place, though the dependency did what it was
  /// asked.
  virtual core::Result<void> pass() { return {}; }
  /// After it: what went wrong, or null. The dependency may have answered with an error that says nothing of its
  /// health.
  virtual void end(const core::Error* error) = 0;
};

/// Makes the interceptor of one connection. Empty: there is nothing in between. Any thread.
using InterceptorFactory = std::function<std::unique_ptr<Interceptor>()>;

inline std::unique_ptr<Interceptor> makeInterceptor(const InterceptorFactory& factory) {
  return factory ? factory() : nullptr;
}

/// One round trip, `call`, over an interceptor, which may be null. `call` returns a Result.
template <typename Call>
auto over(Interceptor* interceptor, Call&& call) -> decltype(call()) {
  if (!interceptor) return call();
  if (auto begun = interceptor->begin(); !begun) return std::unexpected(std::move(begun.error()));
  auto answer = call();
  if (answer) {
    if (auto passed = interceptor->pass(); !passed) answer = std::unexpected(std::move(passed.error()));
  }
  interceptor->end(answer ? nullptr : &answer.error());
  return answer;
}

}  // namespace orderdeck::ports
