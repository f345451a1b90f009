#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "tests/support/fake_bus_core.h"

namespace orderdeck::support {

namespace {

std::optional<core::Error> strike(FakeBus::Core::Failures& failures) {
  if (failures.left == 0) return std::nullopt;
  --failures.left;
  return failures.error;
}

std::unexpected<core::Error> disconnected() {
  return core::fail(core::ErrorCode::Disconnected, "the fake bus was restarted", true);
}

}  // namespace

FakePublisher::FakePublisher(std::shared_ptr<FakeBus::Core> core)
    : m_core(std::move(core)), m_epoch([this] {
        const std::lock_guard lock(m_core->mutex);
        return m_core->epoch;
      }()) {}

core::Result<void> FakePublisher::publish(std::span<const ports::OutboundMessage> messages) {
  const std::lock_guard lock(m_core->mutex);
  if (m_core->epoch != m_epoch) return disconnected();
  if (messages.empty()) return {};
  const bool isTooLarge =
      std::ranges::any_of(messages, [&](const auto& message) { return message.value.size() > m_core->largestValue; });
  if (isTooLarge) return core::fail(core::ErrorCode::TooLarge, "the fake bus takes no message of that size");
  const bool appended = m_core->publishes.effective;
  const auto failure = strike(m_core->publishes);
  if (!failure || appended) {
    for (const auto& message : messages) m_core->append(message);
    m_core->changed.notify_all();
  }
  if (failure) return std::unexpected(*failure);
  return {};
}

core::Result<std::vector<ports::PartitionBacklog>> FakeBacklog::backlog(const ports::GroupsByTopic& groups) {
  const std::lock_guard lock(m_core->mutex);
  std::vector<ports::PartitionBacklog> backlog;
  for (const auto& [topic, readers] : groups) {
    const auto known = m_core->topics.find(topic);
    if (known == m_core->topics.end()) continue;
    for (int number = 0; const auto& log : known->second) {
      auto from = static_cast<std::int64_t>(log.size());
      for (const auto& group : readers) from = std::min(from, m_core->committedOf(group, {topic, number}));
      backlog.emplace_back(topic, number++, static_cast<std::int64_t>(log.size()) - from);
    }
  }
  return backlog;
}

FakeSubscription::FakeSubscription(std::shared_ptr<FakeBus::Core> core, std::string group, std::set<std::string> topics)
    : m_core(std::move(core)), m_group(std::move(group)) {
  const std::lock_guard lock(m_core->mutex);
  m_epoch = m_core->epoch;
  m_member = m_core->nextMember++;
  auto& mine = m_core->groups[m_group];
  mine.members.emplace(m_member, std::move(topics));
  ++mine.generation;
  followGroup();
}

FakeSubscription::~FakeSubscription() {
  const std::lock_guard lock(m_core->mutex);
  if (m_epoch != m_core->epoch) return;
  auto& mine = m_core->groups[m_group];
  mine.members.erase(m_member);
  ++mine.generation;
  m_core->changed.notify_all();
}

// As with Kafka's eager protocol, a rebalance takes every partition away: all of them start again at what is committed.
void FakeSubscription::followGroup() {
  const auto& mine = m_core->groups[m_group];
  if (m_generation == mine.generation) return;
  m_generation = mine.generation;
  m_returned.clear();
  m_positions.clear();
  for (const auto& partition : m_core->shareOf(mine, m_member))
    m_positions[partition] = m_core->committedOf(m_group, partition);
}

std::vector<ports::InboundMessage> FakeSubscription::take(std::size_t most) {
  std::vector<ports::InboundMessage> batch;
  for (auto& [partition, position] : m_positions) {
    const auto known = m_core->topics.find(partition.first);
    if (known == m_core->topics.end()) continue;
    const auto& log = known->second[static_cast<std::size_t>(partition.second)];
    while (batch.size() < most && position < static_cast<std::int64_t>(log.size())) {
      batch.push_back(log[static_cast<std::size_t>(position)]);
      if (!domain::isDeadLetterTopic(partition.first)) batch.back().headers.clear();
      m_returned[partition] = ++position;
    }
  }
  return batch;
}

core::Result<std::vector<ports::InboundMessage>> FakeSubscription::poll(std::size_t most, core::Millis wait) {
  std::unique_lock lock(m_core->mutex);
  std::vector<ports::InboundMessage> batch;
  if (m_epoch != m_core->epoch) return disconnected();
  if (const auto failure = strike(m_core->polls)) return std::unexpected(*failure);
  m_core->changed.wait_for(lock, wait, [&] {
    if (m_epoch != m_core->epoch) return true;
    followGroup();
    batch = take(most);
    return !batch.empty();
  });
  if (m_epoch != m_core->epoch) return disconnected();
  return batch;
}

ports::Headers FakeSubscription::headersOf(const ports::InboundMessage& message) {
  const std::lock_guard lock(m_core->mutex);
  const auto known = m_core->topics.find(message.topic);
  if (m_epoch != m_core->epoch || known == m_core->topics.end()) return {};
  const auto& log = known->second.at(static_cast<std::size_t>(message.partition));
  return message.offset < static_cast<std::int64_t>(log.size()) ? log[static_cast<std::size_t>(message.offset)].headers
                                                                : ports::Headers();
}

core::Result<void> FakeSubscription::commit(std::span<const ports::Position> held) {
  const std::lock_guard lock(m_core->mutex);
  if (m_epoch != m_core->epoch) return disconnected();
  auto& mine = m_core->groups[m_group];
  if (m_generation != mine.generation) {
    const bool lost = !m_returned.empty();
    followGroup();
    if (lost)
      return core::fail(core::ErrorCode::Unavailable, "the group was rebalanced: what was read comes again", true);
  }
  const bool recorded = m_core->commits.effective;
  const auto failure = strike(m_core->commits);
  if (!failure || recorded) {
    for (const auto& [partition, offset] : m_returned) {
      const auto limit = std::ranges::find_if(
          held, [&](const auto& at) { return at.topic == partition.first && at.partition == partition.second; });
      mine.committed[partition] = limit == held.end() ? offset : std::min(offset, limit->offset);
    }
    m_core->changed.notify_all();
  }
  if (failure) return std::unexpected(*failure);
  std::erase_if(m_returned, [&](const auto& entry) {
    return std::ranges::none_of(
        held, [&](const auto& at) { return at.topic == entry.first.first && at.partition == entry.first.second; });
  });
  return {};
}

std::vector<std::string> FakeSubscription::assignment() const {
  const std::lock_guard lock(m_core->mutex);
  std::vector<std::string> held;
  if (m_epoch != m_core->epoch) return held;
  for (const auto& [topic, partition] : m_core->shareOf(m_core->groups.at(m_group), m_member))
    held.push_back(fmt::format("{}/{}", topic, partition));
  return held;
}

}  // namespace orderdeck::support
