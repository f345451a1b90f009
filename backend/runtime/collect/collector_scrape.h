// Scrapes the metrics of every node twice a second, on a thread of its own, and makes figures of them. A node that does
// not answer costs its time-out only, and keeps its last figures. Owned by the collector.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "api/http_client.h"
#include "api/snapshot.h"
#include "core/metrics/histogram_window.h"
#include "core/worker.h"
#include "ops/locks/lock_watch.h"
#include "ops/metrics/rate_window.h"
#include "runtime/collect/source_look.h"
#include "runtime/node/node_api_directory.h"

namespace orderdeck::runtime {

struct ScrapedNode {
  SourceLook look;                           // at the process `pid`
  double inPerSecond = 0, outPerSecond = 0;  // over the last 2 s
  std::int64_t errors = 0, duplicates = 0;   // since the process started
  std::vector<std::string> partitions;
  std::vector<api::BreakerView> breakers;  // of the process `pid`
  std::string trouble;                     // the same
  pid_t pid = 0;
};

struct ScrapeReading {
  SourceLook look;  // whole: every required node that is up answered
  std::map<std::string, ScrapedNode> nodes;
  std::optional<double> orderP50Millis, orderP99Millis, acceptP50Millis, acceptP99Millis;  // over the last 10 s
  std::int64_t admissionQueue = 0;
  double refusedPerSecond = 0;               // orders that clients sent and no gateway took, over the last 2 s
  std::map<std::string, std::int64_t> hits;  // of armed faults, by id
  ops::LockFigures locks;
};

class ScrapeCollector {
 public:
  explicit ScrapeCollector(std::function<std::vector<NodePlace>()> nodes);

  ScrapeReading latest() const;
  void stop() { m_thread.stop(); }

 private:
  struct Track {
    pid_t pid = 0;
    std::optional<api::HttpClient> client;
    ops::RateWindow in{core::Millis{2'000}}, out{core::Millis{2'000}}, refused{core::Millis{2'000}};
    core::HistogramWindow orders{core::Millis{10'000}}, accepts{core::Millis{10'000}};
    std::map<std::string, ops::GrowingTotal> hits;
    double admissionQueue = 0;
  };

  void run(std::stop_token stop);
  core::Result<void> scrape(const NodePlace& node, Track& track);
  void take(const std::string& node, Track& track, const core::MetricsText& metrics);
  core::Result<void> askStatus(const std::string& node, Track& track);
  void summarise();

  const std::function<std::vector<NodePlace>()> m_nodes;
  std::map<std::string, Track> m_tracks;  // of the thread, with the two below
  ops::LockWatch m_locks;
  ScrapeReading m_next;
  mutable std::mutex m_mutex;
  ScrapeReading m_latest;
  core::Worker m_thread;  // last
};

}  // namespace orderdeck::runtime
