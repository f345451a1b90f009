#include "services/gateway/ledger_watch.h"

#include <spdlog/spdlog.h>

#include "core/circuit_breaker.h"

namespace orderdeck::services {

LedgerWatch::LedgerWatch(Factory<ports::LedgerWriter> ledger, ports::Metrics& metrics, LedgerWatchSettings settings)
    : m_settings(settings),
      m_usable(metrics.gauge("orderdeck_ledger_usable", "1 while the ledger can be used, 0 while it cannot")),
      m_thread(std::make_unique<core::Worker>(
          "ledger-watch", [this, ledger = std::move(ledger)](std::stop_token stop) { run(ledger, stop); })) {}

void LedgerWatch::began() {
  const std::lock_guard lock(m_mutex);
  ++m_appending;
}

void LedgerWatch::ended(const core::Error* error) {
  const std::lock_guard lock(m_mutex);
  const std::string before = troubleNow();
  --m_appending;
  if (!error) {
    m_failure.clear();
    m_appended = Steady::now();
  } else if (core::speaksOfDependency(*error)) {
    // That a breaker is open says less than why it opened.
    if (m_failure.empty() || !core::isRefusal(*error)) m_failure = error->what;
    m_failedAt = Steady::now();
  }
  tell(before);
}

std::string LedgerWatch::trouble() const {
  const std::lock_guard lock(m_mutex);
  return troubleNow();
}

bool LedgerWatch::mustLook() const {
  const std::lock_guard lock(m_mutex);
  return !m_look.empty();
}

void LedgerWatch::run(const Factory<ports::LedgerWriter>& factory, std::stop_token stop) {
  LazyPort ledger(factory);
  do {
    if (!needsLook()) continue;
    const auto begun = Steady::now();
    const auto port = ledger.get();
    take(port ? (*port)->check() : std::unexpected(port.error()), begun);
  } while (core::sleepFor(stop, m_settings.interval));
}

bool LedgerWatch::needsLook() const {
  const std::lock_guard lock(m_mutex);
  if (!m_look.empty()) return true;
  return m_appending == 0 && (!m_appended || Steady::now() - *m_appended > m_settings.fresh);
}

void LedgerWatch::take(const core::Result<void>& looked, Steady::time_point begun) {
  const std::lock_guard lock(m_mutex);
  const std::string before = troubleNow();
  // Who appended meanwhile knows better; and the look may have waited for that one's lock.
  const bool outdone = m_appending > 0 || (m_appended && *m_appended > begun);
  if (looked)
    m_look.clear();
  else if (!outdone)
    m_look = looked.error().what;
  tell(before);
}

std::string LedgerWatch::troubleNow() const {
  if (!m_look.empty()) return m_look;
  return !m_failure.empty() && Steady::now() - m_failedAt < m_settings.kept ? m_failure : std::string();
}

void LedgerWatch::tell(const std::string& before) {
  const std::string now = troubleNow();
  m_usable.set(now.empty() ? 1 : 0);
  if (now == before) return;
  if (now.empty())
    spdlog::info("the ledger can be used again");
  else
    spdlog::error("nothing is consumed: {}", now);
}

}  // namespace orderdeck::services
