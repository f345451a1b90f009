#include "services/backpressure/backpressure.h"

#include <algorithm>

#include <spdlog/spdlog.h>

namespace orderdeck::services {

namespace {

constexpr core::Millis kLookEvery{250};
constexpr core::Millis kLookEveryUnderPressure{20};
constexpr std::int64_t kForgetAfter = 20'000;  // messages: the mean size follows what is published now

}  // namespace

std::int64_t Backpressure::Topic::unconsumed() const {
  // Any partition of the topic may hold all the large ones, and all that came since.
  return mean.largeBytes + since.bytes + behind * mean.bytes / std::max<std::int64_t>(mean.messages, 1);
}

Backpressure::Backpressure(std::unique_ptr<ports::BacklogReader> reader, ports::GroupsByTopic required,
                           BackpressureSettings settings)
    : m_required(std::move(required)),
      m_settings(settings),
      m_reader(std::move(reader)),
      m_worker("backpressure", [this](std::stop_token stop) { guard(stop); }) {}

bool Backpressure::isOver(const SizesByTopic& batch) const {
  const std::lock_guard lock(m_mutex);
  return over(batch);
}

core::Result<void> Backpressure::await(const SizesByTopic& batch) {
  std::unique_lock lock(m_mutex);
  ++m_waiting;
  m_changed.notify_all();
  const bool free = m_changed.wait_for(lock, m_settings.timeout, [&] { return !over(batch); });
  --m_waiting;
  if (free) return {};
  return core::fail(core::ErrorCode::Timeout, "backpressure: the consumers are too far behind", true);
}

void Backpressure::published(const SizesByTopic& batch, bool asAWhole) {
  const std::lock_guard lock(m_mutex);
  for (const auto& [name, sizes] : batch) {
    if (!m_required.contains(name)) continue;
    auto& topic = m_topics[name];
    topic.mean += sizes;
    if (asAWhole) topic.since += sizes;
    if (topic.mean.messages > kForgetAfter) topic.mean.messages /= 2, topic.mean.bytes /= 2;
  }
  m_published = true;
  m_changed.notify_all();
}

bool Backpressure::isHolding() const {
  const std::lock_guard lock(m_mutex);
  return m_waiting > 0 || std::ranges::any_of(m_topics, [this](const auto& topic) {
           return topic.second.unconsumed() > m_settings.limitBytes;
         });
}

bool Backpressure::over(const SizesByTopic& batch) const {
  return std::ranges::any_of(batch, [this](const auto& sizes) {
    const auto topic = m_topics.find(sizes.first);
    return topic != m_topics.end() && topic->second.unconsumed() > m_settings.limitBytes;
  });
}

/// Somebody waits for a look, or soon would: so much was published since the last one.
bool Backpressure::isPressing() const {
  return m_waiting > 0 || std::ranges::any_of(m_topics, [this](const auto& topic) {
           return topic.second.since.bytes > m_settings.limitBytes / 2;
         });
}

void Backpressure::guard(std::stop_token stop) {
  std::unique_lock lock(m_mutex);
  while (m_changed.wait(lock, stop, [this] { return m_published || m_waiting > 0; }) && !stop.stop_requested()) {
    m_published = false;
    look(lock);
    lock.unlock();
    core::sleepFor(stop, kLookEveryUnderPressure);
    lock.lock();
    m_changed.wait_for(lock, stop, kLookEvery - kLookEveryUnderPressure, [this] { return isPressing(); });
  }
}

void Backpressure::look(std::unique_lock<std::mutex>& lock) {
  std::map<std::string, MessageSizes> counted;  // by the look, besides what it adds
  for (const auto& [name, topic] : m_topics) counted[name] = topic.since;
  lock.unlock();
  const auto backlog = m_reader->backlog(m_required);
  if (!backlog) spdlog::debug("backpressure: {}", backlog.error().what);
  lock.lock();
  if (!backlog) return;
  for (auto& [name, topic] : m_topics) {
    topic.since -= counted[name];
    topic.behind = 0;
  }
  for (const auto& partition : *backlog) {
    auto& behind = m_topics[partition.topic].behind;
    behind = std::max(behind, partition.messages);
  }
  for (auto& [name, topic] : m_topics)
    if (topic.behind == 0 && topic.since.isEmpty()) topic.mean.largeBytes = 0;
  m_changed.notify_all();
}

}  // namespace orderdeck::services
