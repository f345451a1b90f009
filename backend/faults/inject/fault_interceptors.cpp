#include "faults/inject/fault_interceptors.h"

#include <thread>

#include <fmt/format.h>

namespace orderdeck::faults {

namespace {

using core::ErrorCode;
using core::Millis;

constexpr Millis kSlice{20};

class FaultInterceptor final : public ports::Interceptor {
 public:
  FaultInterceptor(FaultRegistry& registry, std::string dependency, Millis timeout,
                   std::unique_ptr<ports::Interceptor> inner)
      : m_registry(registry), m_dependency(std::move(dependency)), m_timeout(timeout), m_inner(std::move(inner)) {}

  core::Result<void> begin() override {
    if (m_inner) {
      if (auto begun = m_inner->begin(); !begun) return begun;
    }
    if (m_registry.empty()) return {};
    auto got = carry();
    if (!got && m_inner) m_inner->end(&got.error());
    return got;
  }

  core::Result<void> pass() override {
    if (!m_registry.empty() && m_registry.strike("link-reply-lost", m_dependency))
      return lost(ErrorCode::Timeout, "the answer was lost");
    return m_inner ? m_inner->pass() : core::Result<void>{};
  }

  void end(const core::Error* error) override {
    if (m_inner) m_inner->end(error);
  }

 private:
  /// The request's way there.
  core::Result<void> carry() {
    if (const auto slow = m_registry.strike("link-latency", m_dependency)) {
      const auto jitter = static_cast<std::uint64_t>(slow->fault.param("jitterMs"));
      wait(slow->fault.millis("latencyMs") + Millis{static_cast<std::int64_t>(slow->random % (jitter + 1))});
    }
    if (m_registry.strike("link-reset", m_dependency)) return lost(ErrorCode::Disconnected, "the connection was reset");
    if (!m_registry.strike("link-blackhole", m_dependency)) return {};
    wait(m_timeout);
    return lost(ErrorCode::Timeout, "no answer came");
  }

  core::Result<void> lost(ErrorCode code, const char* what) const {
    return core::fail(code, fmt::format("{}: {}", m_dependency, what), true);
  }

  /// Ends early when the faults are cleared: nobody should go on waiting for one that is over.
  void wait(Millis duration) const {
    const auto until = std::chrono::steady_clock::now() + duration;
    for (auto now = std::chrono::steady_clock::now(); now < until && !m_registry.empty();
         now = std::chrono::steady_clock::now()) {
      std::this_thread::sleep_for(std::min<std::chrono::steady_clock::duration>(kSlice, until - now));
    }
  }

  FaultRegistry& m_registry;
  const std::string m_dependency;
  const Millis m_timeout;
  const std::unique_ptr<ports::Interceptor> m_inner;
};

}  // namespace

ports::InterceptorFactory faultInterceptors(FaultRegistry& registry, std::string dependency, Millis timeout,
                                            ports::InterceptorFactory inner) {
  return [&registry, dependency = std::move(dependency), timeout, inner = std::move(inner)] {
    return std::make_unique<FaultInterceptor>(registry, dependency, timeout, ports::makeInterceptor(inner));
  };
}

}  // namespace orderdeck::faults
