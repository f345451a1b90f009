#include "services/gateway/outbox_relay.h"

#include <algorithm>

#include <spdlog/spdlog.h>

#include "domain/events/topics.h"
#include "services/loop/dead_letter.h"
#include "services/loop/outbound.h"

namespace orderdeck::services {

namespace {

using Clock = std::chrono::steady_clock;

constexpr core::Millis kMeasureEvery{250};

const ports::Labels kLabels{{"service", "gateway"}};

}  // namespace

OutboxRelay::OutboxRelay(OutboxRelaySettings settings, Factory<ports::Outbox> connect, ports::EventBus& bus,
                         ports::Metrics& metrics)
    : m_settings(std::move(settings)),
      m_outbox(connect),
      m_bus(bus),
      m_entries(metrics.gauge("orderdeck_outbox_entries", "Events that wait in the outbox")),
      m_out(metrics.counter("orderdeck_events_out_total", "Events published", kLabels)),
      m_retries(metrics.counter("orderdeck_retries_total", "Attempts that were made again", kLabels)),
      m_overBudget(metrics.counter("orderdeck_retry_budget_empty_total",
                                   "Retries that waited the longest back-off, since the budget was empty", kLabels)),
      m_errors(metrics.counter("orderdeck_errors_total", "Calls of stores and bus that failed", kLabels)),
      m_deadLetters(metrics.counter("orderdeck_dlq_total", "Events given to a dead-letter topic", kLabels)),
      m_backoff(m_settings.firstBackoff, m_settings.mostBackoff),
      m_budget(m_settings.retries),
      m_meter(std::make_unique<core::Worker>("outbox-meter",
                                             [this, connect](std::stop_token stop) { measure(connect, stop); })),
      m_worker(std::make_unique<core::Worker>("outbox-relay", [this](std::stop_token stop) { run(stop); })) {}

void OutboxRelay::notify() {
  {
    const std::lock_guard lock(m_mutex);
    if (std::exchange(m_notified, true)) return;
  }
  m_wake.notify_one();
}

void OutboxRelay::run(std::stop_token stop) {
  core::RateLimiter limiter(m_settings.pace);
  Clock::time_point stopBy = Clock::time_point::max();
  while (Clock::now() < stopBy) {
    if (stop.stop_requested() && stopBy == Clock::time_point::max()) stopBy = Clock::now() + m_settings.drain;
    limiter.begin();
    const auto relayed = relayBatch();
    if (!relayed) {
      m_errors.add();
      if (m_log.allow()) spdlog::warn("outbox relay: {}", relayed.error().what);
      if (stop.stop_requested()) return;
      waitToRetry(stop);
      continue;
    }
    m_backoff.reset();
    m_budget.countTry();
    if (*relayed == m_settings.batch) continue;
    if (*relayed > 0) {
      limiter.wait(stop);
    } else if (stop.stop_requested()) {
      return;
    } else {
      waitForMore(stop);
    }
  }
}

void OutboxRelay::waitForMore(std::stop_token stop) {
  std::unique_lock lock(m_mutex);
  m_wake.wait_for(lock, stop, m_settings.poll, [this] { return m_notified; });
  m_notified = false;
}

void OutboxRelay::waitToRetry(std::stop_token stop) {
  m_retries.add();
  if (m_budget.take()) {
    core::sleepFor(stop, m_backoff.next());
    return;
  }
  m_overBudget.add();
  core::sleepFor(stop, m_settings.mostBackoff);
}

void OutboxRelay::measure(const Factory<ports::Outbox>& connect, std::stop_token stop) {
  LazyPort<ports::Outbox> lazy(connect);
  do {
    const auto outbox = lazy.get();
    if (!outbox) continue;
    const auto length = (*outbox)->outboxLength();
    if (!length) continue;
    m_entries.set(static_cast<double>(*length));
    if (*length > m_settings.highWater)
      m_heldBack = true;
    else if (*length <= m_settings.highWater - m_settings.highWater / 10)
      m_heldBack = false;
  } while (core::sleepFor(stop, kMeasureEvery));
}

// Always reads from the outbox's start: published entries are dropped before the next read, so that nothing can be left
// behind a cursor.
core::Result<std::size_t> OutboxRelay::relayBatch() {
  const auto outbox = m_outbox.get();
  if (!outbox) return std::unexpected(outbox.error());
  if (auto dropped = dropPublished(); !dropped) return std::unexpected(dropped.error());
  const auto entries = (*outbox)->readOutbox(m_settings.batch);
  if (!entries) return std::unexpected(entries.error());
  if (entries->empty()) return 0;
  if (auto published = publish(*entries); !published) return std::unexpected(published.error());
  for (const ports::OutboxEntry& entry : *entries) m_published.push_back(entry.id);
  m_out.add(static_cast<double>(entries->size()));
  if (m_settings.reached) m_settings.reached(kAfterPublish);
  if (auto dropped = dropPublished(); !dropped) return std::unexpected(dropped.error());
  return entries->size();
}

core::Result<void> OutboxRelay::publish(const std::vector<ports::OutboxEntry>& entries) {
  if (!m_publisher) {
    auto made = m_bus.makePublisher();
    if (!made) return std::unexpected(made.error());
    m_publisher = std::move(*made);
  }
  std::vector<ports::OutboundMessage> messages;
  messages.reserve(entries.size());
  for (const ports::OutboxEntry& entry : entries) messages.push_back(toOutbound(entry));
  auto published = m_publisher->publish(messages);
  if (published)
    m_deadLetters.add(static_cast<double>(
        std::ranges::count_if(messages, domain::isDeadLetterTopic, &ports::OutboundMessage::topic)));
  else if (published.error().code == core::ErrorCode::Disconnected)
    m_publisher.reset();
  return published;
}

core::Result<void> OutboxRelay::dropPublished() {
  if (m_published.empty()) return {};
  const auto outbox = m_outbox.get();
  if (!outbox) return std::unexpected(outbox.error());
  auto dropped = (*outbox)->dropOutbox(m_published);
  if (dropped) m_published.clear();
  return dropped;
}

ports::OutboundMessage OutboxRelay::toOutbound(const ports::OutboxEntry& entry) {
  const auto event = domain::decodeEvent(entry.event);
  if (event) return toMessage(*event, entry.event);
  // Nobody knows where it belongs; it must neither block the others nor vanish.
  spdlog::error("outbox entry {} is not an event ({}): to the dead-letter topic", entry.id, event.error().what);
  ports::InboundMessage message{
      .topic = std::string(domain::kOrderCreated), .key = {}, .value = entry.event, .publishedAt = {}};
  auto letter = toDeadLetter(std::move(message), "gateway", 1, event.error());
  std::ranges::find(letter.headers, "where", &ports::Header::name)->value = "outbox@" + entry.id;
  return letter;
}

}  // namespace orderdeck::services
