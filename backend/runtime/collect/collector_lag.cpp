#include "runtime/collect/collector_lag.h"

#include "ports/bus/service_groups.h"

namespace orderdeck::runtime {

namespace {
constexpr core::Millis kEvery{1'000};
constexpr int kMissed = 3;  // looks; one or two only cost their samples
}  // namespace

LagCollector::LagCollector(std::function<std::unique_ptr<ports::BusInspector>()> connect,
                           std::function<std::int64_t()> brokerEpoch, std::function<std::set<std::string>()> unassigned,
                           SeriesStore& series, int brokers)
    : m_connect(std::move(connect)),
      m_epoch(std::move(brokerEpoch)),
      m_unassigned(std::move(unassigned)),
      m_series(series),
      m_latest{{}, 0, brokers},
      m_thread("collect-lag", [this](std::stop_token stop) { run(stop); }) {}

std::set<std::string> unassignedGroups(const std::vector<NodePlace>& nodes, const ScrapeReading& scrape) {
  std::set<std::string> without, with;
  for (const NodePlace& node : nodes) {
    const auto scraped = scrape.nodes.find(node.unit.name);
    const bool holds =
        node.unit.state == api::NodeState::Up && scraped != scrape.nodes.end() && !scraped->second.partitions.empty();
    (holds ? with : without).insert(node.unit.service);
  }
  for (const auto& service : with) without.erase(service);
  return without;
}

LagReading LagCollector::latest() const {
  const std::lock_guard lock(m_mutex);
  return m_latest;
}

void LagCollector::run(std::stop_token stop) {
  std::unique_ptr<ports::BusInspector> inspector;
  std::int64_t epoch = 0;
  do {
    if (const std::int64_t now = m_epoch(); now != epoch) {
      epoch = now;
      inspector = m_connect();
      const std::lock_guard lock(m_mutex);
      m_tracker.forgetOffsets();
    }
    if (inspector) look(*inspector);
  } while (core::sleepFor(stop, kEvery));
}

void LagCollector::look(ports::BusInspector& inspector) {
  std::vector<std::string> groups = domain::consumerNames();
  groups.emplace_back(domain::kDeadLetters);
  const auto offsets = inspector.offsets(ports::serviceGroups(groups));
  const core::Timestamp at = core::now();
  const auto unassigned = m_unassigned();
  const auto up = inspector.brokersUp();
  const std::lock_guard lock(m_mutex);
  if (offsets) {
    m_tracker.add(at, *offsets, unassigned);
    m_latest.groups = m_tracker.groups();
    m_missed = 0;
    std::map<std::string, double> lags;
    for (const ops::GroupFigures& group : m_latest.groups) {
      if (group.lag) lags["lag." + group.group] = static_cast<double>(*group.lag);
    }
    m_series.add(at, lags);
  } else if (++m_missed >= kMissed) {
    for (auto& group : m_latest.groups)
      group.verdict = ops::LagVerdict::Unknown;  // what was seen last may be long over
  }
  m_latest.brokersUp = up ? up->first : 0;
  if (up && up->second > 0) m_latest.brokers = up->second;
}

}  // namespace orderdeck::runtime
