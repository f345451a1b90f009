#include "adapters/kafka/offsets.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "adapters/kafka/rd_errors.h"

namespace orderdeck::adapters::kafka {

using core::ErrorCode;

namespace {

constexpr std::chrono::seconds kLearnEvery{10};
constexpr std::int64_t kEnd = -1, kBeginning = -2;  // ListOffsets: the "times" of a partition's two ends

WireConnection::Deadline deadlineIn(core::Millis timeout) { return std::chrono::steady_clock::now() + timeout; }

/// Topics with their partitions, as several requests have them; `each` adds what stands behind a partition's number.
template <typename Each>
void writeTopics(WireWriter& body, const std::vector<PartitionKey>& partitions, Each each) {
  std::map<std::string, std::vector<int>> topics;
  for (const auto& [topic, partition] : partitions) topics[topic].push_back(partition);
  body.count(topics.size());
  for (const auto& [topic, numbers] : topics) {
    body.string(topic).count(numbers.size());
    for (const int number : numbers) each(body.int32(number));
  }
}

core::Error refused(std::int16_t code, const char* doing) {
  return toError(static_cast<rd_kafka_resp_err_t>(code), doing);
}

core::Error garbled(const char* doing) {
  return {ErrorCode::Corrupt, fmt::format("Kafka, {}: the answer cannot be read", doing), true};
}

}  // namespace

std::vector<std::string> splitAddresses(const std::string& bootstrap) {
  std::vector<std::string> addresses;
  for (std::size_t from = 0; from < bootstrap.size();) {
    const auto comma = std::min(bootstrap.find(',', from), bootstrap.size());
    if (comma > from) addresses.push_back(bootstrap.substr(from, comma - from));
    from = comma + 1;
  }
  return addresses;
}

void OffsetReader::use(const std::string& bootstrap) {
  if (m_bootstrap == bootstrap) return;
  m_bootstrap = bootstrap;
  m_connections.clear();
  m_coordinators.clear();
  m_knowsGroups.reset();
  m_cluster = {};
  m_learnt = {};
}

core::Result<std::string> OffsetReader::ask(const std::string& address, Api api, std::int16_t version,
                                            const WireWriter& body, Deadline deadline) {
  auto& connection = m_connections[address];
  if (!connection) connection = std::make_unique<WireConnection>(address, m_clientId);
  return connection->call(api, version, body.bytes(), deadline);
}

core::Result<std::string> OffsetReader::askAny(Api api, std::int16_t version, const WireWriter& body,
                                               Deadline deadline) {
  core::Result<std::string> answer =
      core::fail(ErrorCode::Unavailable, "the Kafka brokers' addresses are not known yet", true);
  for (const auto& address : splitAddresses(m_bootstrap)) {
    answer = ask(address, api, version, body, deadline);
    if (answer || answer.error().code == ErrorCode::Timeout) break;
  }
  return answer;
}

core::Result<const ClusterView*> OffsetReader::cluster(core::Millis timeout) {
  constexpr const char* kDoing = "reading the cluster's metadata";
  if (std::chrono::steady_clock::now() - m_learnt < kLearnEvery) return &m_cluster;
  WireWriter body;
  body.int32(-1);  // all topics
  const auto answer = askAny(Api::Metadata, 1, body, deadlineIn(timeout));
  if (!answer) return std::unexpected(answer.error());
  WireReader in(*answer);
  ClusterView view;
  std::map<std::int32_t, std::string> addresses;
  for (auto brokers = in.count(); brokers > 0; --brokers) {
    const std::int32_t id = in.int32();
    std::string host = in.string();
    view.brokers.push_back(fmt::format("{}:{}", host, in.int32()));
    addresses[id] = view.brokers.back();
    in.string();  // rack
  }
  in.int32();  // controller
  for (auto topics = in.count(); topics > 0; --topics) {
    in.int16();  // error; then it has no partitions
    const std::string topic = in.string();
    in.int8();  // internal
    const std::int32_t partitions = in.count();
    view.partitions[topic] = partitions;
    for (std::int32_t i = 0; i < partitions; ++i) {
      in.int16();
      const std::int32_t partition = in.int32();
      const auto leader = addresses.find(in.int32());
      if (leader != addresses.end()) view.leaders[{topic, partition}] = leader->second;
      for (int list = 0; list < 2; ++list)  // replicas, then those in sync
        for (auto replicas = in.count(); replicas > 0; --replicas) in.int32();
    }
  }
  if (!in.ok()) return std::unexpected(garbled(kDoing));
  m_cluster = std::move(view);
  m_learnt = std::chrono::steady_clock::now();
  return &m_cluster;
}

core::Result<std::string> OffsetReader::coordinatorOf(const std::string& group, Deadline deadline) {
  constexpr const char* kDoing = "finding a group's coordinator";
  if (const auto known = m_coordinators.find(group); known != m_coordinators.end()) return known->second;
  WireWriter body;
  body.string(group);
  const auto answer = askAny(Api::FindCoordinator, 0, body, deadline);
  if (!answer) return std::unexpected(answer.error());
  WireReader in(*answer);
  const std::int16_t code = in.int16();
  in.int32();  // its number
  std::string host = in.string();
  const std::int32_t port = in.int32();
  if (code != 0) return std::unexpected(refused(code, kDoing));
  if (!in.ok()) return std::unexpected(garbled(kDoing));
  return m_coordinators[group] = fmt::format("{}:{}", host, port);
}

core::Result<OffsetsByGroup> OffsetReader::committed(const PartitionsByGroup& wanted, core::Millis timeout) {
  const auto deadline = deadlineIn(timeout);
  OffsetsByGroup offsets;
  for (const auto& [group, partitions] : wanted) {
    auto& of = offsets[group];
    if (partitions.empty()) continue;
    auto fetched = fetch(group, partitions, deadline);
    if (!fetched) {
      m_coordinators.erase(group);  // it may be another one by now
      return std::unexpected(std::move(fetched.error()));
    }
    of = std::move(*fetched);
  }
  return offsets;
}

core::Result<OffsetsByGroup> OffsetReader::committedAnywhere(const std::vector<std::string>& groups,
                                                             core::Millis timeout) {
  const auto deadline = deadlineIn(timeout);
  OffsetsByGroup offsets;
  if (groups.empty()) return offsets;
  const auto knows = knowsGroups(deadline);
  if (!knows) return std::unexpected(knows.error());
  // A broker that is more than librdkafka's cluster takes no list for all of them.
  std::optional<std::vector<PartitionKey>> everywhere;
  if (!*knows) {
    const auto view = cluster(timeout);
    if (!view) return std::unexpected(view.error());
    everywhere.emplace();
    for (const auto& [topic, partitions] : (*view)->partitions)
      for (int p = 0; p < partitions; ++p) everywhere->push_back({topic, p});
  }
  for (const auto& group : groups) {
    auto fetched = fetch(group, everywhere, deadline);
    if (!fetched) {
      m_coordinators.erase(group);  // it may be another one by now
      return std::unexpected(std::move(fetched.error()));
    }
    offsets[group] = std::move(*fetched);
  }
  return offsets;
}

core::Result<bool> OffsetReader::knowsGroups(Deadline deadline) {
  if (m_knowsGroups) return *m_knowsGroups;
  const auto answer = askAny(Api::ApiVersions, 0, {}, deadline);
  if (!answer) return std::unexpected(answer.error());
  WireReader in(*answer);
  in.int16();  // error
  bool knows = false;
  for (auto apis = in.count(); apis > 0; --apis) {
    knows = in.int16() == static_cast<std::int16_t>(Api::ListGroups) || knows;
    in.int16();  // lowest and highest version
    in.int16();
  }
  if (!in.ok()) return std::unexpected(garbled("asking what the brokers know"));
  m_knowsGroups = knows;
  return knows;
}

core::Result<std::vector<std::string>> OffsetReader::groups(core::Millis timeout) {
  constexpr const char* kDoing = "listing the consumer groups";
  const auto deadline = deadlineIn(timeout);
  const auto knows = knowsGroups(deadline);
  if (!knows) return std::unexpected(knows.error());
  if (!*knows) return core::fail(ErrorCode::Unavailable, "these Kafka brokers cannot list their consumer groups");
  const auto view = cluster(timeout);
  if (!view) return std::unexpected(view.error());
  std::set<std::string> names;
  for (const auto& broker : (*view)->brokers) {  // each knows those that it coordinates
    const auto answer = ask(broker, Api::ListGroups, 0, {}, deadline);
    if (!answer) {
      m_learnt = {};  // it may be gone by now
      return std::unexpected(answer.error());
    }
    WireReader in(*answer);
    const std::int16_t code = in.int16();
    for (auto count = in.count(); count > 0; --count) {
      std::string name = in.string();
      if (in.string() == "consumer") names.insert(std::move(name));  // others are Kafka Connect's, say
    }
    if (code != 0) return std::unexpected(refused(code, kDoing));
    if (!in.ok()) return std::unexpected(garbled(kDoing));
  }
  return std::vector<std::string>(names.begin(), names.end());
}

/// Without a list: of all partitions.
core::Result<OffsetByPartition> OffsetReader::fetch(const std::string& group,
                                                    const std::optional<std::vector<PartitionKey>>& partitions,
                                                    Deadline deadline) {
  constexpr const char* kDoing = "reading committed offsets";
  const auto coordinator = coordinatorOf(group, deadline);
  if (!coordinator) return std::unexpected(coordinator.error());
  WireWriter body;
  body.string(group);
  if (partitions)
    writeTopics(body, *partitions, [](WireWriter&) {});
  else
    body.int32(-1);
  const auto answer = ask(*coordinator, Api::OffsetFetch, 2, body, deadline);
  if (!answer) return std::unexpected(answer.error());
  WireReader in(*answer);
  OffsetByPartition offsets;
  std::int16_t code = 0;
  for (auto topics = in.count(); topics > 0; --topics) {
    const std::string topic = in.string();
    for (auto count = in.count(); count > 0; --count) {
      const std::int32_t partition = in.int32();
      const std::int64_t offset = in.int64();
      in.string();  // metadata
      if (const std::int16_t its = in.int16(); its != 0 && code == 0) code = its;
      if (offset >= 0) offsets[{topic, partition}] = offset;
    }
  }
  if (const std::int16_t whole = in.int16(); whole != 0) code = whole;
  if (!in.ok()) return std::unexpected(garbled(kDoing));
  if (code != 0) return std::unexpected(refused(code, kDoing));
  return offsets;
}

core::Result<OffsetByPartition> OffsetReader::ends(const std::vector<PartitionKey>& wanted, core::Millis timeout) {
  return list(wanted, kEnd, timeout);
}

core::Result<OffsetByPartition> OffsetReader::beginnings(const std::vector<PartitionKey>& wanted,
                                                         core::Millis timeout) {
  return list(wanted, kBeginning, timeout);
}

core::Result<OffsetByPartition> OffsetReader::list(const std::vector<PartitionKey>& wanted, std::int64_t which,
                                                   core::Millis timeout) {
  constexpr const char* kDoing = "reading the ends of partitions";
  const auto deadline = deadlineIn(timeout);
  const auto view = cluster(timeout);
  if (!view) return std::unexpected(view.error());
  std::map<std::string, std::vector<PartitionKey>> byLeader;
  for (const auto& at : wanted) {
    if (const auto leader = (*view)->leaders.find(at); leader != (*view)->leaders.end())
      byLeader[leader->second].push_back(at);
    else
      m_learnt = {};  // it may have one by the next call
  }
  OffsetByPartition found;
  for (const auto& [leader, partitions] : byLeader) {
    WireWriter body;
    body.int32(-1);  // not a replica
    writeTopics(body, partitions, [which](WireWriter& out) { out.int64(which); });
    const auto answer = ask(leader, Api::ListOffsets, 1, body, deadline);
    if (!answer) {
      m_learnt = {};  // the leader may be another one by now
      return std::unexpected(answer.error());
    }
    WireReader in(*answer);
    for (auto topics = in.count(); topics > 0; --topics) {
      const std::string topic = in.string();
      for (auto count = in.count(); count > 0; --count) {
        const std::int32_t partition = in.int32();
        const std::int16_t code = in.int16();
        in.int64();  // timestamp
        const std::int64_t offset = in.int64();
        if (code != 0)
          m_learnt = {};
        else if (offset >= 0)
          found[{topic, partition}] = offset;
      }
    }
    if (!in.ok()) return std::unexpected(garbled(kDoing));
  }
  return found;
}

}  // namespace orderdeck::adapters::kafka
