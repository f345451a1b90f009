// Questions about offsets and the cluster, asked over the Kafka protocol itself: no librdkafka handle stands behind
// them, since its admin calls can abort the process that asks (ListConsumerGroupOffsets in 2.0.2). A broker that hangs
// costs the call's time-out. Private to the adapter; one thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "adapters/kafka/partition_key.h"
#include "adapters/kafka/wire_connection.h"
#include "core/clock.h"
#include "core/error.h"

namespace orderdeck::adapters::kafka {

using PartitionsByGroup = std::map<std::string, std::vector<PartitionKey>>;
using OffsetByPartition = std::map<PartitionKey, std::int64_t>;
using OffsetsByGroup = std::map<std::string, OffsetByPartition>;

/// "host:port" of each, from "host:port,host:port".
std::vector<std::string> splitAddresses(const std::string& bootstrap);

struct ClusterView {
  std::vector<std::string> brokers;             // host:port
  std::map<std::string, int> partitions;        // by topic
  std::map<PartitionKey, std::string> leaders;  // host:port; a partition without a leader is absent
};

class OffsetReader {
 public:
  explicit OffsetReader(std::string clientId) : m_clientId(std::move(clientId)) {}

  /// The brokers to ask first. Others than before: everything that was known is forgotten.
  void use(const std::string& bootstrap);

  /// Topics and leaders, asked anew after 10 s or when an answer showed them to be wrong. Its last answer stays valid
  /// until the next call.
  core::Result<const ClusterView*> cluster(core::Millis timeout);

  /// The committed offsets of several groups. A partition without a commit is absent. All of it, or an error.
  core::Result<OffsetsByGroup> committed(const PartitionsByGroup& wanted, core::Millis timeout);

  /// All that these groups have committed, whatever the topic; otherwise as above.
  core::Result<OffsetsByGroup> committedAnywhere(const std::vector<std::string>& groups, core::Millis timeout);

  /// The consumer groups that the brokers know, by name. Unavailable, not retryable: of brokers that do not have the
  /// request (librdkafka's in-process cluster).
  core::Result<std::vector<std::string>> groups(core::Millis timeout);

  /// The next offset that each partition will give out, one request a broker. A partition without a leader is absent.
  core::Result<OffsetByPartition> ends(const std::vector<PartitionKey>& wanted, core::Millis timeout);
  /// The oldest offset that each partition still holds; otherwise as ends().
  core::Result<OffsetByPartition> beginnings(const std::vector<PartitionKey>& wanted, core::Millis timeout);

 private:
  using Deadline = WireConnection::Deadline;

  core::Result<std::string> ask(const std::string& address, Api api, std::int16_t version, const WireWriter& body,
                                Deadline deadline);
  core::Result<std::string> askAny(Api api, std::int16_t version, const WireWriter& body, Deadline deadline);
  core::Result<std::string> coordinatorOf(const std::string& group, Deadline deadline);
  core::Result<OffsetByPartition> fetch(const std::string& group,
                                        const std::optional<std::vector<PartitionKey>>& partitions, Deadline deadline);
  core::Result<bool> knowsGroups(Deadline deadline);
  core::Result<OffsetByPartition> list(const std::vector<PartitionKey>& wanted, std::int64_t which,
                                       core::Millis timeout);

  const std::string m_clientId;
  std::string m_bootstrap;
  std::map<std::string, std::unique_ptr<WireConnection>> m_connections;  // by address
  std::map<std::string, std::string> m_coordinators;                     // by group
  std::optional<bool> m_knowsGroups;                                     // the brokers have ListGroups
  ClusterView m_cluster;
  std::chrono::steady_clock::time_point m_learnt;
};

}  // namespace orderdeck::adapters::kafka
