// The last offset of each partition that brokers acknowledged to the publishers of one process. Shared by the bus, its
// publishers and its backlog; any thread.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>

#include "adapters/kafka/partition_key.h"

namespace orderdeck::adapters::kafka {

class AckedOffsets {
 public:
  using Offsets = std::map<PartitionKey, std::int64_t>;

  /// What is published goes to these brokers ("host:port,host:port") now. Others than before: all that was known is
  /// forgotten.
  void use(const std::string& bootstrap) {
    const std::lock_guard lock(m_mutex);
    if (m_bootstrap == bootstrap) return;
    m_bootstrap = bootstrap;
    m_last.clear();
  }

  void add(const Offsets& last) {
    const std::lock_guard lock(m_mutex);
    for (const auto& [partition, offset] : last) m_last[partition] = offset;
  }

  std::string bootstrap() const {
    const std::lock_guard lock(m_mutex);
    return m_bootstrap;
  }
  /// With the brokers that they are of.
  std::pair<std::string, Offsets> all() const {
    const std::lock_guard lock(m_mutex);
    return {m_bootstrap, m_last};
  }

 private:
  mutable std::mutex m_mutex;
  std::string m_bootstrap;
  Offsets m_last;
};

}  // namespace orderdeck::adapters::kafka
