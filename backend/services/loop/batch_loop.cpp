#include "services/loop/batch_loop.h"

#include <algorithm>
#include <iterator>
#include <unordered_set>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "core/circuit_breaker.h"
#include "domain/services.h"
#include "services/loop/dead_letter.h"
#include "services/loop/outbound.h"

namespace orderdeck::services {

namespace {

using core::ErrorCode;

constexpr int kAttempts = 5;  // of one message that fails for its own sake, before it is a dead letter
constexpr std::size_t kAloneAtOnce = 50;
constexpr std::size_t kLettersAtOnce =
    262'144;  // bytes: many large ones at once could be more than a partition may hold (services/backpressure)

/// Whether nobody knows what failed: an error without a name, or a dependency that says it will never do what it did
/// for others.
bool isUnknown(const core::Error& error) {
  switch (error.code) {
    case ErrorCode::Internal:
    case ErrorCode::Busy:
    case ErrorCode::StaleFence:
    case ErrorCode::Disconnected:
    case ErrorCode::Timeout:
    case ErrorCode::Unavailable:
    case ErrorCode::Unauthorized: return !error.retryable;
    default: return false;
  }
}

core::Result<domain::Event> decodeOne(const ports::InboundMessage& message) {
  if (message.nullValue) return core::fail(ErrorCode::InvalidArgument, "expected an event, found null (a tombstone)");
  return domain::decodeEvent(message.value);
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
      m_budget(m_settings.retries),
      m_alone(m_settings.firstAlone, m_settings.lastAlone) {}

void BatchLoop::start() {
  m_worker.emplace(std::string(m_service.name()), [this](std::stop_token stop) { run(stop); });
}

void BatchLoop::stop() { m_worker.reset(); }

std::vector<std::string> BatchLoop::assignment() const {
  const std::lock_guard lock(m_mutex);
  return m_assignment;
}

void BatchLoop::run(std::stop_token stop) {
  core::RateLimiter limiter(m_settings.pace);
  while (!stop.stop_requested()) {
    if (!connect()) {
      waitToRetry(stop);
      continue;
    }
    retryAlone(stop);
    // Nobody may be left to show that the dependency works, but more than a batch is not kept in hand.
    auto polled = m_subscription->poll(m_alone.size() < m_settings.batch ? m_settings.batch : 0, m_settings.pollWait);
    shareAssignment();
    if (!m_alone.empty()) m_alone.keepOnly(*m_subscription);
    if (!polled) {
      note("poll", polled.error());
      if (polled.error().code == ErrorCode::Disconnected) m_subscription.reset();
      waitToRetry(stop);
    } else if (!polled->empty()) {
      limiter.begin();
      const bool isFull = polled->size() >= m_settings.batch;
      handle(std::move(*polled), stop);
      if (!isFull) limiter.wait(stop);
    } else {
      if (m_commitDue) commit();
      if (m_alone.size() >= m_settings.batch) core::sleepFor(stop, m_settings.pollWait);
    }
  }
  m_alone.clear();
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
    m_alone.clear();  // it comes again
    m_commitDue = false;
  }
  return true;
}

void BatchLoop::handle(std::vector<ports::InboundMessage> messages, std::stop_token stop) {
  const auto begun = Steady::now();
  const std::size_t taken = messages.size();
  m_budget.countTry();
  m_letters.clear();
  Attempt attempt{.first = begun};
  const std::vector<Delivery> batch = decode(std::move(messages));
  if (!process(batch, attempt, stop) || !finish(attempt, stop)) return;
  m_metrics.eventsIn.add(static_cast<double>(taken));
  const double seconds = core::inSeconds(Steady::now() - begun);
  for (std::size_t i = 0; i < batch.size(); ++i) m_metrics.eventSeconds.observe(seconds);
}

/// Those that are due. While nothing shows that the dependency works one at a time is enough to see when it does.
void BatchLoop::retryAlone(std::stop_token stop) {
  if (m_alone.empty()) return;
  const auto now = Steady::now();
  const auto due = m_alone.takeDue(now, now - m_worked < m_settings.lastAlone ? kAloneAtOnce : 1);
  if (due.empty()) return;
  m_letters.clear();
  Attempt all;
  for (const RetryQueue::Entry& entry : due) {
    Attempt attempt{
        .first = entry.tries == 0 ? now : entry.first, .tries = entry.tries, .counted = entry.counted, .isAlone = true};
    if (entry.tries > 0) m_metrics.retries.add();
    if (!process(std::span(&entry.delivery, 1), attempt, stop)) return;  // what is not done is not committed
    std::ranges::move(attempt.outputs, std::back_inserter(all.outputs));
  }
  finish(all, stop);
}

/// Publishes what was done and commits it.
bool BatchLoop::finish(Attempt& attempt, std::stop_token stop) {
  if (m_settings.reached) m_settings.reached(kAfterEffect);
  if (!publish(attempt.outputs, stop) || !publishLetters(stop)) return false;
  if (m_settings.reached) m_settings.reached(kAfterEmit);
  // Only now: what a commit covers is never delivered again.
  commit();
  m_backoff.reset();
  m_metrics.eventsOut.add(static_cast<double>(attempt.outputs.size()));
  return true;
}

std::vector<Delivery> BatchLoop::decode(std::vector<ports::InboundMessage> messages) {
  std::vector<Delivery> batch;
  batch.reserve(messages.size());
  auto seen = m_alone.eventIds();  // and views into `batch`, which does not grow beyond its reserve
  seen.reserve(seen.size() + messages.size());
  for (ports::InboundMessage& message : messages) {
    auto event = decodeOne(message);
    if (!event) {
      addDeadLetter(std::move(message), 1, event.error());
      continue;
    }
    batch.push_back({std::move(*event), std::move(message)});
    if (seen.insert(batch.back().event.eventId).second) continue;
    batch.pop_back();
    m_metrics.duplicates.add();
  }
  return batch;
}

bool BatchLoop::process(std::span<const Delivery> batch, Attempt& attempt, std::stop_token stop) {
  std::vector<Delivery> rest;  // what `batch` is a view of, when it is not the caller's any more
  for (int refusals = 0; !batch.empty();) {
    if (auto free = attempt.isAlone ? std::nullopt : withoutThoseBehind(batch)) {
      batch = rest = std::move(*free);
      continue;
    }
    auto outcome = m_service.process(batch);
    const Tally tally = m_service.takeTally();
    if (outcome) {
      m_metrics.add(tally);
      rest = take(std::move(*outcome), batch, attempt);
      batch = rest;
      if (batch.empty()) return true;
      // Those that are done need not wait for the dependency.
      if (!publish(attempt.outputs, stop)) return false;
      m_metrics.eventsOut.add(static_cast<double>(attempt.outputs.size()));
      attempt.outputs.clear();
      if (!waitToRetry(stop)) return false;
      continue;
    }
    note("process", outcome.error());
    if (outcome.error().retryable) {
      if (!waitToRetry(stop)) return false;
      continue;
    }
    if (batch.size() > 1) {  // find the one that is at fault
      const std::size_t half = batch.size() / 2;
      return process(batch.first(half), attempt, stop) && process(batch.subspan(half), attempt, stop);
    }
    if (isUnknown(outcome.error()) || ++refusals == kAttempts) {
      judge(batch[0], outcome.error(), std::max(1, refusals), attempt);
      return true;
    }
    m_metrics.retries.add();
    if (!core::sleepFor(stop, m_settings.firstRetry)) return false;  // no dependency is spared by a longer wait
  }
  return true;
}

/// What the service did; returns those that wait for a dependency.
std::vector<Delivery> BatchLoop::take(Outcome outcome, std::span<const Delivery> batch, Attempt& attempt) {
  if (!outcome.events.empty()) m_worked = Steady::now();
  attempt.outputs.reserve(attempt.outputs.size() + outcome.events.size());
  for (const domain::Event& event : outcome.events) attempt.outputs.push_back(toMessage(event));
  std::vector<Delivery> waiting;
  for (const Failure& failure : outcome.failures) {
    note("process", failure.why);
    if (failure.why.retryable && core::speaksOfDependency(failure.why))
      waiting.push_back(batch[failure.member]);
    else
      judge(batch[failure.member], failure.why, 1, attempt);
  }
  return waiting;
}

/// Gives a message up, or keeps it to be tried again alone.
void BatchLoop::judge(const Delivery& delivery, const core::Error& why, int more, const Attempt& attempt) {
  const int tries = attempt.tries + more;
  const int counted = m_worked > attempt.first ? attempt.counted + more : 0;
  const bool mayPass = why.retryable || isUnknown(why);
  const bool isTriedOut = counted >= kAttempts || (tries >= kAttempts && m_service.isHealthy());
  const bool isTooOld = why.retryable && Steady::now() - attempt.first >= m_settings.longestAlone;
  if (!mayPass || isTriedOut || isTooOld) return addDeadLetter(delivery.message, tries, why, &delivery.event);
  RetryQueue::Entry entry{
      .delivery = delivery, .why = why, .tries = tries, .counted = counted, .first = attempt.first, .due = {}};
  if (attempt.isAlone)
    m_alone.putBack(std::move(entry));
  else
    m_alone.add(std::move(entry));
}

/// Those of an order of which an earlier one waits to be tried again must not overtake it: they wait behind it. Nothing
/// when there is none.
std::optional<std::vector<Delivery>> BatchLoop::withoutThoseBehind(std::span<const Delivery> batch) {
  if (m_alone.empty()) return std::nullopt;
  const auto orders = m_alone.orders();
  const auto isBehind = [&orders](const Delivery& delivery) { return orders.contains(delivery.event.orderId); };
  if (std::ranges::none_of(batch, isBehind)) return std::nullopt;
  std::vector<Delivery> free;
  std::vector<const Delivery*> behind;  // `orders` is of the queue as it is
  for (const Delivery& delivery : batch) {
    if (isBehind(delivery))
      behind.push_back(&delivery);
    else
      free.push_back(delivery);
  }
  for (const Delivery* delivery : behind) m_alone.addBehind(*delivery);
  return free;
}

bool BatchLoop::publish(std::span<ports::OutboundMessage> outputs, std::stop_token stop) {
  while (!outputs.empty()) {
    core::Result<void> published;
    if (!m_publisher) {
      auto made = m_bus.makePublisher();
      if (made)
        m_publisher = std::move(*made);
      else
        published = std::unexpected(std::move(made.error()));
    }
    if (m_publisher) published = m_publisher->publish(outputs);
    if (published) return true;
    note("publish", published.error());
    if (published.error().code == ErrorCode::Disconnected) m_publisher.reset();
    if (published.error().code == ErrorCode::TooLarge &&
        halve(*std::ranges::max_element(outputs, {}, [](const auto& output) { return output.value.size(); })))
      continue;
    if (!waitToRetry(stop)) return false;
  }
  return true;
}

bool BatchLoop::publishLetters(std::stop_token stop) {
  for (std::size_t from = 0, to = 0; from < m_letters.size(); from = to) {
    for (std::size_t bytes = 0; to < m_letters.size() && bytes < kLettersAtOnce; ++to)
      bytes += m_letters[to].value.size();
    if (!publish(std::span(m_letters).subspan(from, to - from), stop)) return false;
  }
  m_metrics.deadLetters.add(static_cast<double>(m_letters.size()));
  return true;
}

void BatchLoop::commit() {
  const auto committed = m_subscription->commit(m_alone.positions());
  // The next commit covers what this one did not; when the messages went to another member, it handles them again.
  m_commitDue = !committed;
  if (!committed) note("commit", committed.error());
}

void BatchLoop::addDeadLetter(ports::InboundMessage message, int attempts, const core::Error& why,
                              const domain::Event* event) {
  if (m_deadLetterLog.allow())
    spdlog::warn("{}/{}@{} is a dead letter: {}", message.topic, message.partition, message.offset, why.what);
  m_letters.push_back(toDeadLetter(std::move(message), m_service.name(), attempts, why, event));
}

void BatchLoop::note(const char* step, const core::Error& error) {
  m_metrics.errors.add();
  if (m_errorLog.allow())
    spdlog::warn("{}: {}: {} ({})", m_service.name(), step, error.what, core::codeName(error.code));
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
