#include "tests/support/fake_bus.h"

#include <algorithm>

#include "core/ids.h"
#include "tests/support/fake_bus_core.h"

namespace orderdeck::support {

void FakeBus::Core::append(ports::OutboundMessage message) {
  auto& partitions = topics[message.topic];
  partitions.resize(static_cast<std::size_t>(partitionsOf(message.topic)));
  const auto number = core::stableHash(message.key) % partitions.size();
  auto& log = partitions[number];
  auto& inbound = log.emplace_back();
  inbound.headers = std::move(message.headers);
  inbound.nullKey = message.nullKey;
  inbound.nullValue = message.nullValue;
  inbound.topic = std::move(message.topic);
  inbound.partition = static_cast<int>(number);
  inbound.offset = static_cast<std::int64_t>(log.size()) - 1;
  inbound.key = std::move(message.key);
  inbound.value = std::move(message.value);
  inbound.publishedAt = core::now();
}

std::int64_t FakeBus::Core::committedOf(const std::string& group, const Partition& partition) const {
  const auto known = groups.find(group);
  if (known == groups.end()) return 0;
  const auto offset = known->second.committed.find(partition);
  return offset == known->second.committed.end() ? 0 : offset->second;
}

std::vector<FakeBus::Core::Partition> FakeBus::Core::shareOf(const Group& group, std::uint64_t member) const {
  std::vector<Partition> share;
  for (const auto& topic : group.members.at(member)) {
    int readers = 0, rank = 0;
    for (const auto& [id, reads] : group.members) {
      if (!reads.contains(topic)) continue;
      if (id < member) ++rank;
      ++readers;
    }
    const int each = partitionsOf(topic) / readers, more = partitionsOf(topic) % readers;
    const int first = rank * each + std::min(rank, more);
    for (int i = 0; i < each + (rank < more ? 1 : 0); ++i) share.emplace_back(topic, first + i);
  }
  return share;
}

FakeBus::FakeBus(FakeBusSettings settings) : m_core(std::make_shared<Core>(settings)) {}
FakeBus::~FakeBus() = default;

core::Result<std::unique_ptr<ports::EventPublisher>> FakeBus::makePublisher() {
  return std::make_unique<FakePublisher>(m_core);
}

core::Result<std::unique_ptr<ports::EventSubscription>> FakeBus::subscribe(const std::string& group,
                                                                           std::vector<std::string> topics) {
  return std::make_unique<FakeSubscription>(m_core, group, std::set<std::string>(topics.begin(), topics.end()));
}

std::unique_ptr<ports::BacklogReader> FakeBus::makeBacklogReader() const {
  return std::make_unique<FakeBacklog>(m_core);
}

std::unique_ptr<ports::BusInspector> FakeBus::makeInspector() const { return std::make_unique<FakeInspector>(m_core); }

void FakeBus::put(const std::string& topic, const std::string& key, const std::string& value) {
  put({.topic = topic, .key = key, .value = value});
}

void FakeBus::put(ports::OutboundMessage message) {
  {
    const std::lock_guard lock(m_core->mutex);
    m_core->append(std::move(message));
  }
  m_core->changed.notify_all();
}

std::vector<ports::InboundMessage> FakeBus::messages(std::string_view topic) const {
  const std::lock_guard lock(m_core->mutex);
  std::vector<ports::InboundMessage> all;
  const auto known = m_core->topics.find(std::string(topic));
  if (known == m_core->topics.end()) return all;
  for (const auto& log : known->second) all.insert(all.end(), log.begin(), log.end());
  return all;
}

std::optional<std::int64_t> FakeBus::committed(const std::string& group, const std::string& topic,
                                               int partition) const {
  const std::lock_guard lock(m_core->mutex);
  const auto known = m_core->groups.find(group);
  if (known == m_core->groups.end()) return std::nullopt;
  const auto offset = known->second.committed.find({topic, partition});
  if (offset == known->second.committed.end()) return std::nullopt;
  return offset->second;
}

std::int64_t FakeBus::lag(const std::string& group, const std::string& topic) const {
  const std::lock_guard lock(m_core->mutex);
  const auto known = m_core->topics.find(topic);
  if (known == m_core->topics.end()) return 0;
  std::int64_t lag = 0;
  for (std::size_t i = 0; i < known->second.size(); ++i) {
    lag +=
        static_cast<std::int64_t>(known->second[i].size()) - m_core->committedOf(group, {topic, static_cast<int>(i)});
  }
  return lag;
}

core::Error FakeBus::timeout() { return {core::ErrorCode::Timeout, "the fake bus was told to fail", true}; }

void FakeBus::failPublishes(int count, core::Error error, bool appended) {
  const std::lock_guard lock(m_core->mutex);
  m_core->publishes = {count, std::move(error), appended};
}

void FakeBus::limitMessages(std::size_t bytes) {
  const std::lock_guard lock(m_core->mutex);
  m_core->largestValue = bytes;
}

void FakeBus::failPolls(int count, core::Error error) {
  const std::lock_guard lock(m_core->mutex);
  m_core->polls = {count, std::move(error), false};
}

void FakeBus::failCommits(int count, core::Error error, bool recorded) {
  const std::lock_guard lock(m_core->mutex);
  m_core->commits = {count, std::move(error), recorded};
}

void FakeBus::restart() {
  {
    const std::lock_guard lock(m_core->mutex);
    ++m_core->epoch;
    m_core->topics.clear();
    m_core->groups.clear();
  }
  m_core->changed.notify_all();
}

}  // namespace orderdeck::support
