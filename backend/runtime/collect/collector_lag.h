// Asks the bus once a second how far every consumer group is, on a thread of its own: a broker that is away may take
// long to say so. Owned by the collector.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "core/worker.h"
#include "ops/lag/lag.h"
#include "ports/bus/inspector.h"
#include "runtime/collect/collector_scrape.h"
#include "runtime/collect/series_store.h"
#include "runtime/collect/source_look.h"

namespace orderdeck::runtime {

/// What could not be read keeps its last value.
struct LagReading {
  SourceLook look;
  std::vector<ops::GroupFigures> groups;
  int brokersUp = 0, brokers = 0;
};

/// What is known of the processes of each group that has any here.
std::map<std::string, ops::Readers> readersOf(const std::vector<NodePlace>& nodes, const ScrapeReading& scrape);

class LagCollector {
 public:
  /// `connect` makes an inspector, on this thread, once there is a broker; `brokerEpoch` is 0 while there is none, and
  /// grows when it is a new one. Every group's lag goes into `series` ("lag.payment").
  LagCollector(std::function<std::unique_ptr<ports::BusInspector>()> connect, std::function<std::int64_t()> brokerEpoch,
               std::function<std::map<std::string, ops::Readers>()> readers, SeriesStore& series, int brokers);

  LagReading latest() const;
  void stop() { m_thread.stop(); }

 private:
  void run(std::stop_token stop);
  void look(ports::BusInspector& inspector);

  const std::function<std::unique_ptr<ports::BusInspector>()> m_connect;
  const std::function<std::int64_t()> m_epoch;
  const std::function<std::map<std::string, ops::Readers>()> m_readers;
  SeriesStore& m_series;
  mutable std::mutex m_mutex;
  ops::LagTracker m_tracker;
  LagReading m_latest;
  core::Worker m_thread;  // last
};

}  // namespace orderdeck::runtime
