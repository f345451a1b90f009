#include "runtime/collect/collector_lag.h"

#include <algorithm>

#include "ports/bus/service_groups.h"

namespace orderdeck::runtime {

namespace {
constexpr core::Millis kLagEvery{1'000}, kLeastPause{200};
}  // namespace

LagCollector::LagCollector(std::function<std::unique_ptr<ports::BusInspector>()> connect,
                           std::function<std::int64_t()> brokerEpoch,
                           std::function<std::map<std::string, ops::Readers>()> readers, SeriesStore& series,
                           int brokers)
    : m_connect(std::move(connect)),
      m_epoch(std::move(brokerEpoch)),
      m_readers(std::move(readers)),
      m_series(series),
      m_latest{.look = {}, .groups = {}, .brokers = brokers},
      m_thread("collect-lag", [this](std::stop_token stop) { run(stop); }) {}

std::map<std::string, ops::Readers> readersOf(const std::vector<NodePlace>& nodes, const ScrapeReading& scrape) {
  using enum ops::Readers;
  std::map<std::string, ops::Readers> readers;
  for (const NodePlace& node : nodes) {
    const auto scraped = scrape.nodes.find(node.unit.name);
    const bool holds = scraped != scrape.nodes.end() && !scraped->second.partitions.empty();
    const ops::Readers one = node.unit.state == api::NodeState::Up         ? holds ? Reading : Unassigned
                             : node.unit.state == api::NodeState::Starting ? Starting
                                                                           : Away;
    auto& all = readers.try_emplace(node.unit.service, one).first->second;
    all = std::max(all, one);
  }
  // The ledger's processes collect the dead letters too; which partitions they hold for that they do not say.
  if (const auto ledger = readers.find("ledger"); ledger != readers.end())
    readers[std::string(domain::kDeadLetters)] = ledger->second == Unassigned ? Reading : ledger->second;
  return readers;
}

LagReading LagCollector::latest() const {
  const std::lock_guard lock(m_mutex);
  return m_latest;
}

void LagCollector::run(std::stop_token stop) {
  std::unique_ptr<ports::BusInspector> inspector;
  std::int64_t epoch = 0;
  core::Millis pause{};
  do {
    if (const std::int64_t now = m_epoch(); now != epoch) {
      epoch = now;
      inspector = m_connect();
      const std::lock_guard lock(m_mutex);
      m_tracker.forgetOffsets();
    }
    const auto begun = std::chrono::steady_clock::now();
    if (inspector) look(*inspector);
    const auto spent = std::chrono::duration_cast<core::Millis>(std::chrono::steady_clock::now() - begun);
    pause = std::max(kLagEvery - spent, kLeastPause);
  } while (core::sleepFor(stop, pause));
}

void LagCollector::look(ports::BusInspector& inspector) {
  std::vector<std::string> groups = domain::consumerNames();
  groups.emplace_back(domain::kDeadLetters);
  const auto offsets = inspector.offsets(ports::serviceGroups(groups));
  const core::Timestamp at = core::now();
  const auto readers = m_readers();
  const auto up = inspector.brokersUp();
  const std::lock_guard lock(m_mutex);
  if (offsets) {
    m_tracker.add(at, *offsets, readers);
    m_latest.groups = m_tracker.groups();
    m_latest.look.succeed(at);
    std::map<std::string, double> lags;
    for (const ops::GroupFigures& group : m_latest.groups) {
      if (group.lag) lags[std::string(api::series::kLag) + group.group] = static_cast<double>(*group.lag);
    }
    m_series.add(at, lags);
  } else {
    m_latest.look.fail(offsets.error().what);
  }
  m_latest.brokersUp = up ? up->first : 0;
  if (up && up->second > 0) m_latest.brokers = up->second;
}

}  // namespace orderdeck::runtime
