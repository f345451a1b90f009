#include "services/batch_loop.h"

#include <algorithm>
#include <unordered_set>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "domain/topics.h"
#include "services/dead_letter.h"
#include "services/outbound.h"

namespace orderdeck::services {

namespace {

using core::ErrorCode;

constexpr int kAttempts = 5;  // of one message that fails for its own sake, before it is a dead letter
constexpr std::size_t kLettersAtOnce = 262'144;  // bytes: many large ones at once could be more than a partition may hold (adapters/kafka/hold_back.h)

/// Whether the same batch may succeed later. What else fails is wrong in itself: stored data or an event that cannot be right.
bool isTransient(const core::Error& error) {
  switch (error.code) {
    case ErrorCode::Busy:
    case ErrorCode::StaleFence:
    case ErrorCode::Disconnected:
    case ErrorCode::Timeout:
    case ErrorCode::Unavailable:
    case ErrorCode::Internal: return true;
    default: return error.retryable;
  }
}

std::vector<std::string> topicNames(std::string_view service) {
  const auto topics = domain::topicsOf(service);
  return {topics.begin(), topics.end()};
}

}  // namespace

BatchLoop::BatchLoop(Service& service, ports::EventBus& bus, ports::Metrics& metrics, BatchSettings settings)
    : m_service(service),
      m_bus(bus),
      m_settings(std::move(settings)),
      m_metrics(metrics, std::string(service.name())),
      m_backoff(m_settings.firstRetry, m_settings.lastRetry),
      m_budget(m_settings.retries) {}

void BatchLoop::start() {
  m_worker.emplace(std::string(m_service.name()), [this](std::stop_token stop) { run(stop); });
}

void BatchLoop::stop() { m_worker.reset(); }

std::vector<std::string> BatchLoop::assignment() const {
  const std::lock_guard lock(m_mutex);
  return m_assignment;
}

void BatchLoop::run(std::stop_token stop) {
  core::Pace pace(m_settings.pace);
  while (!stop.stop_requested()) {
    if (!connect()) {
      waitToRetry(stop);
      continue;
    }
    auto polled = m_subscription->poll(m_settings.batch, m_settings.pollWait);
    shareAssignment();
    if (!polled) {
      note("poll", polled.error());
      if (polled.error().code == ErrorCode::Disconnected) m_subscription.reset();
      waitToRetry(stop);
    } else if (!polled->empty()) {
      pace.begin();
      const bool isFull = polled->size() >= m_settings.batch;
      handle(std::move(*polled), stop);
      if (!isFull) pace.wait(stop);
    } else if (m_commitDue) {
      commit();
    }
  }
  m_subscription.reset();
  m_publisher.reset();
  shareAssignment();
}

bool BatchLoop::connect() {
  if (!m_publisher) {
    auto publisher = m_bus.makePublisher();
    if (!publisher) {
      note("connect", publisher.error());
      return false;
    }
    m_publisher = std::move(*publisher);
  }
  if (!m_subscription) {
    auto subscription = m_bus.subscribe(std::string(m_service.name()), topicNames(m_service.name()));
    if (!subscription) {
      note("subscribe", subscription.error());
      return false;
    }
    m_subscription = std::move(*subscription);
    m_commitDue = false;
  }
  return true;
}

void BatchLoop::handle(std::vector<ports::InboundMessage> messages, std::stop_token stop) {
  const auto begun = std::chrono::steady_clock::now();
  const std::size_t taken = messages.size();
  m_budget.countTry();
  std::vector<ports::OutboundMessage> outputs;
  m_letters.clear();
  const std::vector<Delivery> batch = decode(std::move(messages));
  if (!process(batch, outputs, stop)) return;
  if (m_settings.reached) m_settings.reached(kAfterEffect);
  if (!publish(outputs, stop) || !publishLetters(stop)) return;
  if (m_settings.reached) m_settings.reached(kAfterEmit);
  // Only now: what a commit covers is never delivered again.
  commit();
  m_backoff.reset();
  m_metrics.eventsIn.add(static_cast<double>(taken));
  m_metrics.eventsOut.add(static_cast<double>(outputs.size()));
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
  for (std::size_t i = 0; i < batch.size(); ++i) m_metrics.eventSeconds.observe(seconds);
}

std::vector<Delivery> BatchLoop::decode(std::vector<ports::InboundMessage> messages) {
  std::vector<Delivery> batch;
  batch.reserve(messages.size());
  std::unordered_set<std::string_view> seen;  // views into `batch`, which does not grow beyond its reserve
  seen.reserve(messages.size());
  for (ports::InboundMessage& message : messages) {
    auto event = domain::decodeEvent(message.value);
    if (!event) {
      addDeadLetter(message, 1, event.error());
      continue;
    }
    batch.push_back({std::move(*event), std::move(message)});
    if (seen.insert(batch.back().event.eventId).second) continue;
    batch.pop_back();
    m_metrics.duplicates.add();
  }
  return batch;
}

bool BatchLoop::process(std::span<const Delivery> batch, std::vector<ports::OutboundMessage>& outputs, std::stop_token stop) {
  for (int refusals = 0; !batch.empty();) {
    auto events = m_service.process(batch);
    const Tally tally = m_service.takeTally();
    if (events) {
      m_metrics.add(tally);
      outputs.reserve(outputs.size() + events->size());
      for (const domain::Event& event : *events) outputs.push_back(toMessage(event));
      return true;
    }
    note("process", events.error());
    if (isTransient(events.error())) {
      if (!waitToRetry(stop)) return false;
      continue;
    }
    if (batch.size() > 1) {  // find the one that is at fault
      const std::size_t half = batch.size() / 2;
      return process(batch.first(half), outputs, stop) && process(batch.subspan(half), outputs, stop);
    }
    if (++refusals == kAttempts) {
      addDeadLetter(batch[0].message, refusals, events.error(), &batch[0].event);
      return true;
    }
    m_metrics.retries.add();
    if (!core::sleepFor(stop, m_settings.firstRetry)) return false;  // no dependency is spared by a longer wait
  }
  return true;
}

bool BatchLoop::publish(std::span<ports::OutboundMessage> outputs, std::stop_token stop) {
  while (!outputs.empty()) {
    core::Result<void> published;
    if (!m_publisher) {
      auto made = m_bus.makePublisher();
      if (made) m_publisher = std::move(*made);
      else published = std::unexpected(std::move(made.error()));
    }
    if (m_publisher) published = m_publisher->publish(outputs);
    if (published) return true;
    note("publish", published.error());
    if (published.error().code == ErrorCode::Disconnected) m_publisher.reset();
    if (published.error().code == ErrorCode::TooLarge && halve(*std::ranges::max_element(outputs, {}, [](const auto& output) { return output.value.size(); }))) continue;
    if (!waitToRetry(stop)) return false;
  }
  return true;
}

bool BatchLoop::publishLetters(std::stop_token stop) {
  for (std::size_t from = 0, to = 0; from < m_letters.size(); from = to) {
    for (std::size_t bytes = 0; to < m_letters.size() && bytes < kLettersAtOnce; ++to) bytes += m_letters[to].value.size();
    if (!publish(std::span(m_letters).subspan(from, to - from), stop)) return false;
  }
  m_metrics.deadLetters.add(static_cast<double>(m_letters.size()));
  return true;
}

void BatchLoop::commit() {
  const auto committed = m_subscription->commit();
  // The next commit covers what this one did not; when the messages went to another member, it handles them again.
  m_commitDue = !committed;
  if (!committed) note("commit", committed.error());
}

void BatchLoop::addDeadLetter(const ports::InboundMessage& message, int attempts, const core::Error& why, const domain::Event* event) {
  if (m_deadLetterLog.allow()) spdlog::warn("{}/{}@{} is a dead letter: {}", message.topic, message.partition, message.offset, why.what);
  m_letters.push_back(toDeadLetter(message, m_service.name(), attempts, why, event));
}

void BatchLoop::note(const char* step, const core::Error& error) {
  m_metrics.errors.add();
  if (m_errorLog.allow()) spdlog::warn("{}: {}: {} ({})", m_service.name(), step, error.what, core::codeName(error.code));
}

bool BatchLoop::waitToRetry(std::stop_token stop) {
  m_metrics.retries.add();
  if (m_budget.take()) return core::sleepFor(stop, m_backoff.next());
  m_metrics.overBudget.add();
  return core::sleepFor(stop, m_settings.lastRetry);
}

void BatchLoop::shareAssignment() {
  const auto now = std::chrono::steady_clock::now();
  if (m_subscription && now - m_assignmentShared < std::chrono::milliseconds{500}) return;
  m_assignmentShared = now;
  auto held = m_subscription ? m_subscription->assignment() : std::vector<std::string>();
  const std::lock_guard lock(m_mutex);
  m_assignment = std::move(held);
}

}  // namespace orderdeck::services
