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

core::Result<std::vector<std::string>> FakeInspector::groups() {
  const std::lock_guard lock(m_core->mutex);
  std::vector<std::string> names;
  for (const auto& [name, group] : m_core->groups) names.push_back(name);
  return names;
}

core::Result<std::vector<ports::GroupOffsets>> FakeInspector::offsets(std::span<const ports::GroupTopics> groups) {
  const std::lock_guard lock(m_core->mutex);
  std::vector<ports::GroupOffsets> answer;
  for (const auto& [group, topics] : groups) {
    auto& offsets = answer.emplace_back(ports::GroupOffsets{.group = group, .partitions = {}});
    const auto known = m_core->groups.find(group);
    const auto committed =
        known == m_core->groups.end() ? decltype(known->second.committed)() : known->second.committed;
    std::set<FakeBus::Core::Partition> wanted;
    for (const auto& topic : topics)
      for (int p = 0; p < m_core->partitionsOf(topic); ++p) wanted.emplace(topic, p);
    if (topics.empty())
      for (const auto& [partition, offset] : committed) wanted.insert(partition);
    for (const auto& partition : wanted) {
      ports::PartitionLag lag{.topic = partition.first, .partition = partition.second, .committed = {}};
      if (const auto at = committed.find(partition); at != committed.end()) lag.committed = at->second;
      if (const auto log = m_core->topics.find(partition.first); log != m_core->topics.end())
        lag.end = static_cast<std::int64_t>(log->second[static_cast<std::size_t>(partition.second)].size());
      offsets.partitions.push_back(std::move(lag));
    }
  }
  return answer;
}

FakeSubscription::FakeSubscription(std::shared_ptr<FakeBus::Core> core, std::string group, std::set<std::string> topics)
    : m_core(std::move(core)), m_group(std::move(group)), m_topics(std::move(topics)) {
  const std::lock_guard lock(m_core->mutex);
  m_epoch = m_core->epoch;
  m_member = m_core->nextMember++;
  auto& mine = m_core->groups[m_group];
  mine.members.emplace(m_member, m_topics);
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
      batch.back().position =
          ports::Position({static_cast<std::uint64_t>(std::distance(m_topics.begin(), m_topics.find(partition.first))),
                           static_cast<std::uint64_t>(partition.second), static_cast<std::uint64_t>(position)});
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

FakeBus::Core::Partition FakeSubscription::partitionOf(const ports::Position& position) const {
  const auto& [topic, partition, offset] = position.numbers();
  return {*std::next(m_topics.begin(), static_cast<std::ptrdiff_t>(topic)), static_cast<int>(partition)};
}

bool FakeSubscription::holds(const ports::Position& position) const {
  const std::lock_guard lock(m_core->mutex);
  if (m_epoch != m_core->epoch) return false;
  const auto share = m_core->shareOf(m_core->groups.at(m_group), m_member);
  return std::ranges::find(share, partitionOf(position)) != share.end();
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
  std::map<FakeBus::Core::Partition, std::int64_t> limits;
  for (const ports::Position& position : held) {
    const auto offset = static_cast<std::int64_t>(position.numbers()[2]);
    const auto [limit, isNew] = limits.try_emplace(partitionOf(position), offset);
    if (!isNew) limit->second = std::min(limit->second, offset);
  }
  const bool recorded = m_core->commits.effective;
  const auto failure = strike(m_core->commits);
  if (!failure || recorded) {
    for (const auto& [partition, offset] : m_returned) {
      const auto limit = limits.find(partition);
      mine.committed[partition] = limit == limits.end() ? offset : std::min(offset, limit->second);
    }
    m_core->changed.notify_all();
  }
  if (failure) return std::unexpected(*failure);
  std::erase_if(m_returned, [&](const auto& entry) { return !limits.contains(entry.first); });
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
