// A circuit breaker as the link of one connection. Made by NodeBreakers; belongs to its connection's thread, the
// breaker to the whole process.
#pragma once

#include "core/circuit_breaker.h"
#include "ports/interceptor.h"

namespace orderdeck::runtime {

class BreakerInterceptor final : public ports::Interceptor {
 public:
  explicit BreakerInterceptor(core::CircuitBreaker& breaker) : m_breaker(breaker) {}

  core::Result<void> begin() override {
    const auto permit = m_breaker.begin();
    if (!permit) return std::unexpected(permit.error());
    m_permit = *permit;
    return {};
  }
  void end(const core::Error* error) override { m_breaker.end(m_permit, error); }

 private:
  core::CircuitBreaker& m_breaker;
  core::CircuitBreaker::Permit m_permit = 0;
};

}  // namespace orderdeck::runtime
