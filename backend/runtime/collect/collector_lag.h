// Asks the bus once a second how far every consumer group is, on a thread of its own: a broker that is away may take
// long to say so. Owned by the collector.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/worker.h"
#include "ops/lag/lag.h"
#include "ports/bus/inspector.h"
#include "runtime/collect/collector_scrape.h"
#include "runtime/collect/series_store.h"

namespace orderdeck::runtime {

struct LagReading {
  std::vector<ops::GroupFigures> groups;
  int brokersUp = 0, brokers = 0;
};

/// The groups of services that have processes here, none of which is up and holds a partition.
std::set<std::string> unassignedGroups(const std::vector<NodePlace>& nodes, const ScrapeReading& scrape);

class LagCollector {
 public:
  /// `connect` makes an inspector, on this thread, once there is a broker; `brokerEpoch` is 0 while there is none, and
  /// grows when it is a new one. `unassigned` names the groups whose consumers hold no partition now. Every group's lag
  /// goes into `series` ("lag.payment").
  LagCollector(std::function<std::unique_ptr<ports::BusInspector>()> connect, std::function<std::int64_t()> brokerEpoch,
               std::function<std::set<std::string>()> unassigned, SeriesStore& series, int brokers);

  LagReading latest() const;
  void stop() { m_thread.stop(); }

 private:
  void run(std::stop_token stop);
  void look(ports::BusInspector& inspector);

  const std::function<std::unique_ptr<ports::BusInspector>()> m_connect;
  const std::function<std::int64_t()> m_epoch;
  const std::function<std::set<std::string>()> m_unassigned;
  SeriesStore& m_series;
  mutable std::mutex m_mutex;
  ops::LagTracker m_tracker;
  LagReading m_latest;
  int m_missed = 0;       // looks without an answer, in a row
  core::Worker m_thread;  // last
};

}  // namespace orderdeck::runtime
