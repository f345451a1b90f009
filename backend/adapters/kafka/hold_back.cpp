#include "adapters/kafka/hold_back.h"

#include <algorithm>

#include <spdlog/spdlog.h>

#include "domain/services.h"

namespace orderdeck::adapters::kafka {

namespace {

constexpr core::Millis kLookEvery{250};
constexpr core::Millis kLookEveryWhileHolding{20};
constexpr core::Millis kLookTimeout{1'000};
constexpr std::int64_t kLarge = 65'536;        // bytes of a message
constexpr std::int64_t kForgetAfter = 20'000;  // messages: the mean size follows what is published now

std::vector<std::string> groupsOf(const std::string& topic) {
  static const auto readers = domain::requiredReaders();
  const auto found = readers.find(topic);
  return found == readers.end() ? std::vector<std::string>() : found->second;
}

}  // namespace

void MessageSizes::add(std::int64_t messageBytes) {
  if (messageBytes > kLarge) {
    largeBytes += messageBytes;
    return;
  }
  ++messages;
  bytes += messageBytes;
}

HoldBack::HoldBack(std::int64_t limitBytes, core::Millis holdTimeout, std::string clientId)
    : m_limitBytes(limitBytes),
      m_holdTimeout(holdTimeout),
      m_reader(std::move(clientId)),
      m_worker("hold-back", [this](std::stop_token stop) { guard(stop); }) {}

void HoldBack::use(const std::string& bootstrap) {
  const std::lock_guard lock(m_mutex);
  if (m_bootstrap == bootstrap) return;
  m_bootstrap = bootstrap;
  ++m_era;
  m_delivered.clear();
  m_consumed.clear();
}

core::Result<void> HoldBack::admit(const std::set<std::string>& topics) {
  std::unique_lock lock(m_mutex);
  if (!over(topics)) return {};
  ++m_waiting;
  m_changed.notify_all();
  const bool free = m_changed.wait_for(lock, m_holdTimeout, [&] { return !over(topics); });
  --m_waiting;
  if (free) return {};
  return core::fail(core::ErrorCode::Timeout, "held back: the consumers are too far behind", true);
}

void HoldBack::delivered(const std::map<PartitionKey, std::int64_t>& offsets,
                         const std::map<std::string, MessageSizes>& sizes) {
  const std::lock_guard lock(m_mutex);
  for (const auto& [partition, offset] : offsets) {
    if (!groupsOf(partition.topic).empty()) m_delivered[partition] = offset;
  }
  for (const auto& [topic, size] : sizes) {
    auto& mean = m_sizes[topic];
    mean.messages += size.messages;
    mean.bytes += size.bytes;
    mean.largeBytes += size.largeBytes;
    if (mean.messages > kForgetAfter) mean = {mean.messages / 2, mean.bytes / 2, mean.largeBytes};
  }
  m_published = true;
  m_changed.notify_all();
}

bool HoldBack::holding() const {
  const std::lock_guard lock(m_mutex);
  return m_waiting > 0 || std::ranges::any_of(m_delivered, [this](const auto& at) {
           return unconsumed(at.first, at.second) > m_limitBytes;
         });
}

std::int64_t HoldBack::unconsumed(const PartitionKey& partition, std::int64_t last) const {
  // Committed offsets that are seconds old only make the answer larger: there is no need to trust them less.
  const auto consumed = m_consumed.find(partition);
  const auto size = m_sizes.find(partition.topic);
  if (size == m_sizes.end()) return 0;
  const std::int64_t behind = last + 1 - (consumed == m_consumed.end() ? 0 : consumed->second);
  if (behind <= 0) return 0;
  const auto& [messages, bytes, largeBytes] = size->second;
  return largeBytes +
         behind * bytes /
             std::max<std::int64_t>(messages, 1);  // any partition of the topic may hold all the large ones
}

bool HoldBack::over(const std::set<std::string>& topics) const {
  return std::ranges::any_of(m_delivered, [&](const auto& at) {
    return topics.contains(at.first.topic) && unconsumed(at.first, at.second) > m_limitBytes;
  });
}

bool HoldBack::isBehind(const std::string& topic) const {
  return std::ranges::any_of(
      m_delivered, [&](const auto& at) { return at.first.topic == topic && unconsumed(at.first, at.second) > 0; });
}

PartitionsByGroup HoldBack::questions() const {
  PartitionsByGroup questions;
  for (const auto& [partition, offset] : m_delivered) {
    for (const auto& group : groupsOf(partition.topic)) questions[group].push_back(partition);
  }
  return questions;
}

void HoldBack::guard(std::stop_token stop) {
  std::unique_lock lock(m_mutex);
  while (m_changed.wait(lock, stop, [this] { return m_published || m_waiting > 0; })) {
    m_published = false;
    look(lock);
    lock.unlock();
    core::sleepFor(stop, kLookEveryWhileHolding);
    lock.lock();
    m_changed.wait_for(lock, stop, kLookEvery - kLookEveryWhileHolding, [this] { return m_waiting > 0; });
  }
}

void HoldBack::look(std::unique_lock<std::mutex>& lock) {
  const std::string bootstrap = m_bootstrap;
  const auto wanted = questions();
  const auto era = m_era;
  if (wanted.empty()) return;
  lock.unlock();
  m_reader.use(bootstrap);
  const auto committed = m_reader.committed(wanted, kLookTimeout);
  if (!committed) spdlog::debug("hold-back guard: {}", committed.error().what);
  lock.lock();
  if (!committed || era != m_era) return;
  std::map<PartitionKey, std::int64_t> consumed;
  for (const auto& [group, partitions] : wanted) {
    const auto& offsets = committed->at(group);
    for (const auto& partition : partitions) {
      const auto at = offsets.find(partition);
      const std::int64_t offset =
          at == offsets.end() ? 0 : at->second;  // a group without commits has everything before it
      const auto [slowest, first] = consumed.try_emplace(partition, offset);
      if (!first) slowest->second = std::min(slowest->second, offset);
    }
  }
  m_consumed = std::move(consumed);
  for (auto& [topic, size] : m_sizes)
    if (size.largeBytes > 0 && !isBehind(topic)) size.largeBytes = 0;
  m_changed.notify_all();
}

}  // namespace orderdeck::adapters::kafka
