#include "runtime/node/node_breakers.h"

#include <fmt/format.h>

#include "runtime/node/breaker_interceptor.h"

namespace orderdeck::runtime {

namespace {

using core::BreakerForce;
using core::BreakerSettings;
using core::BreakerState;
using core::Millis;

/// How many errors in how long say that a dependency is down follows from how long a call waits for it: 2 s for Redis
/// and for a locked ledger, 5 s for a mail server, 10 s for Kafka. A client waits for Redis, so two time-outs are
/// enough there, and its probes come soonest.
BreakerSettings settingsOf(const std::string& dependency) {
  BreakerSettings settings;
  if (dependency == "redis") settings.errors = 2, settings.errorSpan = Millis{5'000}, settings.openFor = Millis{500};
  if (dependency == "kafka") settings.errors = 3, settings.errorSpan = Millis{30'000};
  if (dependency == "ledger") settings.errors = 2, settings.errorSpan = Millis{10'000};
  if (dependency == "mail") settings.errors = 3, settings.errorSpan = Millis{30'000}, settings.openFor = Millis{2'000};
  return settings;
}

double figureOf(BreakerState state) {
  switch (state) {
    case BreakerState::Closed: return 0;
    case BreakerState::HalfOpen: return 1;
    case BreakerState::Open: return 2;
  }
  return 0;
}

}  // namespace

NodeBreakers::Entry::Entry(const std::string& dependency, ports::Metrics& metrics)
    : breaker(dependency, settingsOf(dependency)),
      state(metrics.gauge("orderdeck_breaker_state", "Circuit breaker to a dependency: 0 closed, 1 half-open, 2 open",
                          {{"dependency", dependency}})),
      opened(metrics.counter("orderdeck_breaker_opened_total",
                             "How often the circuit breaker to a dependency opened by itself",
                             {{"dependency", dependency}})) {}

core::CircuitBreaker& NodeBreakers::breaker(const std::string& dependency) {
  const std::lock_guard lock(m_mutex);
  auto& entry = m_entries[dependency];
  if (!entry) entry = std::make_unique<Entry>(dependency, m_metrics);
  return entry->breaker;
}

ports::InterceptorFactory NodeBreakers::links(const std::string& dependency) {
  return [&breaker = breaker(dependency)] { return std::make_unique<BreakerInterceptor>(breaker); };
}

std::vector<api::BreakerView> NodeBreakers::views() const {
  const std::lock_guard lock(m_mutex);
  std::vector<api::BreakerView> views;
  for (const auto& [dependency, entry] : m_entries) {
    const core::BreakerFigures now = entry->breaker.figures();
    api::BreakerView view{.dependency = dependency,
                          .state = now.state,
                          .forced = api::heldBy(now.force),
                          .failureShare = now.failureShare,
                          .opened = now.opened,
                          .probeSeconds = {},
                          .why = now.why};
    if (now.untilProbe) view.probeSeconds = core::inSeconds(*now.untilProbe);
    views.push_back(std::move(view));
  }
  return views;
}

core::Result<void> NodeBreakers::force(const std::string& dependency, BreakerForce how) {
  core::CircuitBreaker* found = nullptr;
  {
    const std::lock_guard lock(m_mutex);
    if (const auto entry = m_entries.find(dependency); entry != m_entries.end()) found = &entry->second->breaker;
  }
  if (!found) return core::fail(core::ErrorCode::NotFound, fmt::format("this node has no breaker to '{}'", dependency));
  found->force(how);  // outside the lock: it may tell a listener
  return {};
}

void NodeBreakers::measure() {
  const std::lock_guard lock(m_mutex);
  for (const auto& [dependency, entry] : m_entries) {
    const core::BreakerFigures now = entry->breaker.figures();
    entry->state.set(figureOf(now.state));
    const std::int64_t more = now.opened - std::exchange(entry->openedTold, now.opened);
    if (more > 0) entry->opened.add(static_cast<double>(more));
  }
}

}  // namespace orderdeck::runtime
