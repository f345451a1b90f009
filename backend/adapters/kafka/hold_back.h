// The guard of rule 6: the embedded broker silently drops the oldest of a partition over 5 MiB, so publishers wait
// while a partition's unconsumed bytes are over a limit. It compares the last acknowledged offset with what every group
// that reads the topic has committed. Owned by the bus and its publishers; any thread. Its own thread asks for
// committed offsets, and only while something is published.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <set>
#include <stop_token>
#include <string>

#include "adapters/kafka/offsets.h"
#include "core/clock.h"
#include "core/error.h"
#include "core/worker.h"

namespace orderdeck::adapters::kafka {

/// Of messages of one topic. Large ones are summed up by themselves, since no mean may hide them.
struct MessageSizes {
  std::int64_t messages = 0;
  std::int64_t bytes = 0;
  std::int64_t largeBytes = 0;

  void add(std::int64_t messageBytes);
};

class HoldBack {
 public:
  HoldBack(std::int64_t limitBytes, core::Millis holdTimeout, std::string clientId);

  /// What is published goes to these brokers ("host:port,host:port") now. Others than before: all that was known is
  /// forgotten.
  void use(const std::string& bootstrap);

  /// Waits until every partition of these topics is under the limit. Timeout (retryable) when it takes longer than the
  /// hold time-out.
  core::Result<void> admit(const std::set<std::string>& topics);

  /// Messages were acknowledged: their offsets (the last one a partition; after a restart they begin at 0 again) and
  /// their size.
  void delivered(const std::map<PartitionKey, std::int64_t>& offsets, const std::map<std::string, MessageSizes>& sizes);

  bool holding() const;

 private:
  void guard(std::stop_token stop);
  void look(std::unique_lock<std::mutex>& lock);
  PartitionsByGroup questions() const;
  std::int64_t unconsumed(const PartitionKey& partition, std::int64_t last) const;  // bytes
  bool over(const std::set<std::string>& topics) const;
  bool isBehind(const std::string& topic) const;

  const std::int64_t m_limitBytes;
  const core::Millis m_holdTimeout;
  mutable std::mutex m_mutex;
  std::condition_variable_any m_changed;
  std::string m_bootstrap;
  std::uint64_t m_era = 0;   // counts changes of brokers: an answer of another era is worth nothing
  bool m_published = false;  // since the last look
  int m_waiting = 0;
  std::map<PartitionKey, std::int64_t> m_delivered;  // last offset
  std::map<PartitionKey, std::int64_t> m_consumed;   // what the slowest group has committed
  std::map<std::string, MessageSizes> m_sizes;
  OffsetReader m_reader;  // of the worker's thread alone
  core::Worker m_worker;  // last: it uses all of the above
};

}  // namespace orderdeck::adapters::kafka
