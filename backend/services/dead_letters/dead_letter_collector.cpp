#include "services/dead_letters/dead_letter_collector.h"

#include <spdlog/spdlog.h>

#include "domain/events/topics.h"
#include "services/loop/dead_letter.h"

namespace orderdeck::services {

namespace {

const std::string kGroup(domain::kDeadLetters);

}  // namespace

DeadLetterCollector::DeadLetterCollector(ports::DeadLetterStore& store, ports::EventBus& bus, ports::Metrics& metrics,
                                         CollectorSettings settings)
    : m_store(store),
      m_bus(bus),
      m_settings(settings),
      m_recorded(metrics.counter("orderdeck_dead_letters_recorded_total",
                                 "Messages of dead-letter topics that were written into the dead-letter store", {})),
      m_errors(metrics.counter("orderdeck_errors_total", "Errors that a port returned", {{"service", kGroup}})),
      m_backoff(settings.firstRetry, settings.lastRetry) {}

void DeadLetterCollector::start() {
  m_worker.emplace(kGroup, [this](std::stop_token stop) { run(stop); });
}

void DeadLetterCollector::stop() { m_worker.reset(); }

void DeadLetterCollector::run(std::stop_token stop) {
  while (!stop.stop_requested()) {
    if (!connect()) {
      core::sleepFor(stop, m_backoff.next());
      continue;
    }
    const auto polled = m_subscription->poll(m_settings.batch, m_settings.pollWait);
    if (!polled) {
      note("poll", polled.error());
      if (polled.error().code == core::ErrorCode::Disconnected) m_subscription.reset();
      core::sleepFor(stop, m_backoff.next());
    } else if (!polled->empty()) {
      std::vector<ports::DeadLetter> letters;
      letters.reserve(polled->size());
      for (const ports::InboundMessage& message : *polled) letters.push_back(fromDeadLetter(message));
      if (!record(letters, stop)) break;
      m_recorded.add(static_cast<double>(letters.size()));
      commit();
      m_backoff.reset();
    } else if (m_commitDue) {
      commit();
    }
  }
  m_subscription.reset();
}

bool DeadLetterCollector::connect() {
  if (m_subscription) return true;
  auto subscription = m_bus.subscribe(kGroup, domain::deadLetterTopics());
  if (!subscription) {
    note("subscribe", subscription.error());
    return false;
  }
  m_subscription = std::move(*subscription);
  m_commitDue = false;
  return true;
}

bool DeadLetterCollector::record(const std::vector<ports::DeadLetter>& letters, std::stop_token stop) {
  // Whatever the error: this is the last place a letter can go to, so it waits here until the store takes it.
  for (;;) {
    const auto recorded = m_store.record(letters);
    if (recorded) return true;
    note("record", recorded.error());
    if (!core::sleepFor(stop, m_backoff.next())) return false;
  }
}

void DeadLetterCollector::commit() {
  const auto committed = m_subscription->commit();
  m_commitDue = !committed;
  if (!committed) note("commit", committed.error());
}

void DeadLetterCollector::note(const char* step, const core::Error& error) {
  m_errors.add();
  if (m_errorLog.allow()) spdlog::warn("{}: {}: {} ({})", kGroup, step, error.what, core::codeName(error.code));
}

}  // namespace orderdeck::services
