// What FakeBus and the handles it gave out share: topics, groups and failures to come, behind one lock. Private to
// fake_bus*.cpp.
#pragma once

#include <condition_variable>
#include <mutex>
#include <set>
#include <utility>

#include "tests/support/fake_bus.h"

namespace orderdeck::support {

struct FakeBus::Core {
  using Partition = std::pair<std::string, int>;  // topic, number

  struct Failures {
    int left = 0;
    core::Error error;
    bool effective = false;  // the call does its work, only the answer is lost
  };

  struct Group {
    std::map<std::uint64_t, std::set<std::string>> members;  // member -> its topics
    std::uint64_t generation = 0;                            // counts joins and leaves
    std::map<Partition, std::int64_t> committed;
  };

  explicit Core(FakeBusSettings wanted) : settings(std::move(wanted)) {}

  // All of these are called with `mutex` held.
  void append(ports::OutboundMessage message);
  int partitionsOf(const std::string& topic) const {
    return domain::isDeadLetterTopic(topic) ? 1 : settings.partitions;
  }
  /// The partitions of one member: per topic, contiguous ranges over the members that read it.
  std::vector<Partition> shareOf(const Group& group, std::uint64_t member) const;
  std::int64_t committedOf(const std::string& group, const Partition& partition) const;

  const FakeBusSettings settings;
  mutable std::mutex mutex;
  std::condition_variable changed;
  std::uint64_t epoch = 0;  // counts restarts
  std::uint64_t nextMember = 1;
  std::map<std::string, std::vector<std::vector<ports::InboundMessage>>> topics;
  std::map<std::string, Group> groups;
  Failures publishes, polls, commits;
  std::size_t largestValue = std::string::npos;
};

class FakePublisher : public ports::EventPublisher {
 public:
  explicit FakePublisher(std::shared_ptr<FakeBus::Core> core);
  core::Result<void> publish(std::span<const ports::OutboundMessage> messages) override;

 private:
  const std::shared_ptr<FakeBus::Core> m_core;
  const std::uint64_t m_epoch;
};

class FakeBacklog : public ports::BacklogReader {
 public:
  explicit FakeBacklog(std::shared_ptr<const FakeBus::Core> core) : m_core(std::move(core)) {}
  core::Result<std::vector<ports::PartitionBacklog>> backlog(const ports::GroupsByTopic& groups) override;

 private:
  const std::shared_ptr<const FakeBus::Core> m_core;
};

class FakeInspector : public ports::BusInspector {
 public:
  explicit FakeInspector(std::shared_ptr<const FakeBus::Core> core) : m_core(std::move(core)) {}
  core::Result<std::vector<std::string>> groups() override;
  core::Result<std::vector<ports::GroupOffsets>> offsets(std::span<const ports::GroupTopics> groups) override;
  core::Result<std::pair<int, int>> brokersUp() override { return std::pair(1, 1); }

 private:
  const std::shared_ptr<const FakeBus::Core> m_core;
};

class FakeSubscription : public ports::EventSubscription {
 public:
  FakeSubscription(std::shared_ptr<FakeBus::Core> core, std::string group, std::set<std::string> topics);
  ~FakeSubscription() override;
  core::Result<std::vector<ports::InboundMessage>> poll(std::size_t most, core::Millis wait) override;
  core::Result<void> commit(std::span<const ports::Position> held) override;
  bool holds(const ports::Position& position) const override;
  std::vector<std::string> assignment() const override;

 private:
  FakeBus::Core::Partition partitionOf(const ports::Position& position) const;
  void followGroup();
  std::vector<ports::InboundMessage> take(std::size_t most);

  const std::shared_ptr<FakeBus::Core> m_core;
  const std::string m_group;
  const std::set<std::string> m_topics;  // a position is: which of them, its partition, the offset
  std::uint64_t m_epoch = 0;
  std::uint64_t m_member = 0;
  std::uint64_t m_generation = 0;
  std::map<FakeBus::Core::Partition, std::int64_t> m_positions;  // next offset to read, per partition held
  std::map<FakeBus::Core::Partition, std::int64_t> m_returned;   // next offset to commit, of what poll() returned
};

}  // namespace orderdeck::support
