#include "core/circuit_breaker.h"

#include <algorithm>

namespace orderdeck::core {

namespace {
constexpr const char* kRefusal = "the breaker to ";  // begins what a caller is answered that was not let through
}

bool speaksOfDependency(const Error& error) {
  const bool ofLink =
      error.code == ErrorCode::Disconnected || error.code == ErrorCode::Timeout || error.code == ErrorCode::Unavailable;
  return ofLink && error.retryable;  // what will never succeed is wrong in itself: a mail that is refused for good
}

bool isRefusal(const Error& error) { return error.code == ErrorCode::Unavailable && error.what.starts_with(kRefusal); }

CircuitBreaker::CircuitBreaker(std::string dependency, BreakerSettings settings,
                               std::function<Steady::time_point()> now)
    : m_dependency(std::move(dependency)), m_settings(settings), m_now(std::move(now)) {}

Result<CircuitBreaker::Permit> CircuitBreaker::begin() {
  const std::lock_guard lock(m_mutex);
  if (m_force == BreakerForce::Open)
    return fail(ErrorCode::Unavailable, kRefusal + m_dependency + " is held open by an operator", true);
  if (m_state == BreakerState::Open) {
    const auto now = m_now();
    if (now < m_openUntil) return fail(ErrorCode::Unavailable, kRefusal + m_dependency + " is open", true);
    enter(BreakerState::HalfOpen, now);
  }
  if (m_state == BreakerState::HalfOpen) {
    if (m_probesOut >= m_settings.probes)
      return fail(ErrorCode::Unavailable, kRefusal + m_dependency + " waits for its probe", true);
    ++m_probesOut;
  }
  return m_era;
}

void CircuitBreaker::end(Permit permit, const Error* error) {
  const bool failed = error && speaksOfDependency(*error);
  {
    const std::lock_guard lock(m_mutex);
    if (permit != m_era) return;
    const auto now = m_now();
    if (failed) m_why = error->what;
    count(now, failed);
    if (m_state == BreakerState::HalfOpen) return probed(now, failed);
    if (!failed || m_force != BreakerForce::Auto || !tooMany(now)) return;
    ++m_opened;
    enter(BreakerState::Open, now);
  }
  tellOpen();
}

void CircuitBreaker::probed(Steady::time_point now, bool failed) {
  if (failed) return enter(BreakerState::Open, now);
  if (++m_probesDone == m_settings.probes) enter(BreakerState::Closed, now);
}

void CircuitBreaker::enter(BreakerState state, Steady::time_point now) {
  m_state = state;
  ++m_era;
  m_probesOut = m_probesDone = 0;
  if (state == BreakerState::Open) m_openUntil = now + m_settings.openFor;
  if (state == BreakerState::Closed) {
    m_slices.fill({});
    m_errors.clear();
    m_why.clear();
  }
  m_isClosed = state == BreakerState::Closed;
}

std::int64_t CircuitBreaker::tickOf(Steady::time_point now) const {
  const auto slice = std::max<std::int64_t>(m_settings.window.count() / static_cast<std::int64_t>(kSlices), 1);
  return std::chrono::duration_cast<Millis>(now.time_since_epoch()).count() / slice;
}

void CircuitBreaker::count(Steady::time_point now, bool failed) {
  const std::int64_t tick = tickOf(now);
  Slice& slice = m_slices[static_cast<std::size_t>(tick) % kSlices];
  if (slice.tick != tick) slice = {.tick = tick};
  ++slice.calls;
  if (!failed) return;
  ++slice.failures;
  m_errors.push_back(now);
  if (m_errors.size() > static_cast<std::size_t>(m_settings.errors)) m_errors.pop_front();
}

CircuitBreaker::Slice CircuitBreaker::windowAt(Steady::time_point now) const {
  const std::int64_t tick = tickOf(now);
  Slice sum{.tick = tick};
  for (const Slice& slice : m_slices) {
    if (slice.tick < 0 || slice.tick <= tick - static_cast<std::int64_t>(kSlices)) continue;
    sum.calls += slice.calls;
    sum.failures += slice.failures;
  }
  return sum;
}

bool CircuitBreaker::tooMany(Steady::time_point now) const {
  if (m_errors.size() >= static_cast<std::size_t>(m_settings.errors) && now - m_errors.front() <= m_settings.errorSpan)
    return true;
  const Slice window = windowAt(now);
  return window.calls >= m_settings.leastCalls && window.failures >= m_settings.failureShare * window.calls;
}

BreakerFigures CircuitBreaker::figures() const {
  const std::lock_guard lock(m_mutex);
  const auto now = m_now();
  BreakerFigures figures{
      .state = m_state, .force = m_force, .failureShare = 0, .opened = m_opened, .untilProbe = std::nullopt, .why = {}};
  const Slice window = windowAt(now);
  if (window.calls > 0) figures.failureShare = static_cast<double>(window.failures) / window.calls;
  if (m_state != BreakerState::Closed) figures.why = m_why;
  if (m_force != BreakerForce::Auto || m_state != BreakerState::Open) return figures;
  // The next call will be the probe, whenever it comes.
  if (now >= m_openUntil)
    figures.state = BreakerState::HalfOpen;
  else
    figures.untilProbe = std::chrono::ceil<Millis>(m_openUntil - now);
  return figures;
}

void CircuitBreaker::force(BreakerForce force) {
  {
    const std::lock_guard lock(m_mutex);
    if (force == m_force) return;
    const auto now = m_now();
    if (force == BreakerForce::Closed) enter(BreakerState::Closed, now);
    if (force == BreakerForce::Open) {
      enter(BreakerState::Open, now);
      m_openUntil = now;
      m_why.clear();
    }
    m_force = force;
  }
  if (force == BreakerForce::Open) tellOpen();
}

void CircuitBreaker::onOpen(std::function<void()> listener) {
  const std::lock_guard lock(m_listenerMutex);
  m_listener = std::move(listener);
}

void CircuitBreaker::tellOpen() {
  const std::lock_guard lock(m_listenerMutex);
  if (m_listener) m_listener();
}

}  // namespace orderdeck::core
