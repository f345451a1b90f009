#include "runtime/collect/collector_scrape.h"

#include <fmt/format.h>

#include "api/node_status.h"
#include "domain/services.h"

namespace orderdeck::runtime {

namespace {

constexpr core::Millis kScrapeEvery{500}, kTimeout{250}, kRates{2'000};

std::optional<double> millis(const core::Buckets& buckets, double q) {
  auto seconds = core::quantile(buckets, q);
  if (seconds) *seconds *= 1000;
  return seconds;
}

core::Result<std::string> bodyOf(core::Result<api::HttpAnswer> answer) {
  if (!answer) return std::unexpected(std::move(answer.error()));
  if (answer->status != 200)
    return core::fail(core::ErrorCode::Unavailable, fmt::format("it answers {}", answer->status), true);
  return std::move(answer->body);
}

/// Orders that a client sent in vain: whatever became of the others, they were taken.
double refusedIn(const core::MetricsText& metrics) {
  double refused = 0;
  for (const core::MetricSample& sample : metrics.samples("orderdeck_orders_total")) {
    const auto outcome = sample.labels.find("outcome");
    if (outcome != sample.labels.end() && outcome->second != "accepted" && outcome->second != "repeated")
      refused += sample.value;
  }
  return refused;
}

}  // namespace

ScrapeCollector::ScrapeCollector(std::function<std::vector<NodePlace>()> nodes)
    : m_nodes(std::move(nodes)), m_thread("collect-nodes", [this](std::stop_token stop) { run(stop); }) {}

ScrapeReading ScrapeCollector::latest() const {
  const std::lock_guard lock(m_mutex);
  return m_latest;
}

void ScrapeCollector::run(std::stop_token stop) {
  do {
    std::string trouble;
    for (const NodePlace& node : m_nodes()) {
      if (stop.stop_requested()) return;
      Track& track = m_tracks[node.unit.name];
      ScrapedNode& figures = m_next.nodes[node.unit.name];
      if (node.unit.state == api::NodeState::Up && !node.opsUrl.empty()) {
        if (const auto read = scrape(node, track)) {
          figures.look.succeed();
        } else {
          figures.look.fail(read.error().what);
          if (domain::isRequired(node.unit.service)) trouble = node.unit.name + " does not answer";
        }
      }
      // What does not run now moves nothing and holds nothing.
      if (node.unit.state != api::NodeState::Up) {
        figures.inPerSecond = figures.outPerSecond = 0;
        track.in = track.out = track.refused = ops::RateWindow(kRates);
        if (node.unit.state != api::NodeState::Paused) {
          figures.partitions.clear();
          figures.breakers.clear();
          figures.trouble.clear();
        }
      }
    }
    summarise();
    if (trouble.empty())
      m_next.look.succeed();
    else
      m_next.look.fail(trouble);
    const std::lock_guard lock(m_mutex);
    m_latest = m_next;
  } while (core::sleepFor(stop, kScrapeEvery));
}

core::Result<void> ScrapeCollector::scrape(const NodePlace& node, Track& track) {
  if (!track.client || track.client->url() != node.opsUrl || track.pid != node.unit.pid) {
    track.client.emplace(node.opsUrl, kTimeout);
    track.pid = node.unit.pid;
    m_next.nodes[node.unit.name].look = {};
  }
  const auto answer = bodyOf(track.client->get("/metrics"));
  if (!answer) return std::unexpected(answer.error());
  const auto metrics = core::MetricsText::parse(*answer);
  if (!metrics) return std::unexpected(metrics.error());
  take(node.unit.name, track, *metrics);
  return askStatus(node.unit.name, track);
}

void ScrapeCollector::take(const std::string& node, Track& track, const core::MetricsText& metrics) {
  const core::Timestamp now = core::now();
  ScrapedNode& figures = m_next.nodes[node];
  track.in.add(now, metrics.sum("orderdeck_events_in_total"));
  track.out.add(now, metrics.sum("orderdeck_events_out_total"));
  track.refused.add(now, refusedIn(metrics));
  figures.inPerSecond = track.in.perSecond();
  figures.outPerSecond = track.out.perSecond();
  figures.errors = static_cast<std::int64_t>(metrics.sum("orderdeck_errors_total"));
  figures.duplicates = static_cast<std::int64_t>(metrics.sum("orderdeck_duplicates_total"));
  if (auto buckets = metrics.buckets("orderdeck_order_seconds"); !buckets.empty())
    track.orders.add(now, std::move(buckets));
  if (auto buckets = metrics.buckets("orderdeck_accept_seconds"); !buckets.empty())
    track.accepts.add(now, std::move(buckets));
  track.admissionQueue = metrics.sum("orderdeck_admission_queue");
  for (const core::MetricSample& sample : metrics.samples("orderdeck_fault_hits_total")) {
    if (const auto id = sample.labels.find("fault"); id != sample.labels.end())
      track.hits[id->second].add(sample.value);
  }
  m_locks.add(now, node, metrics);
}

core::Result<void> ScrapeCollector::askStatus(const std::string& node, Track& track) {
  const auto answer = bodyOf(track.client->get("/status"));
  if (!answer) return std::unexpected(answer.error());
  auto status = api::decodeStatus(*answer);
  if (!status) return std::unexpected(status.error());
  m_next.nodes[node].partitions = std::move(status->partitions);
  m_next.nodes[node].breakers = std::move(status->breakers);
  m_next.nodes[node].trouble = std::move(status->trouble);
  m_next.nodes[node].pid = track.pid;
  return {};
}

void ScrapeCollector::summarise() {
  core::Buckets orders, accepts;
  m_next.admissionQueue = 0;
  m_next.refusedPerSecond = 0;
  m_next.hits.clear();
  for (const auto& [node, track] : m_tracks) {
    core::addBuckets(orders, track.orders.growth());
    core::addBuckets(accepts, track.accepts.growth());
    m_next.admissionQueue += static_cast<std::int64_t>(track.admissionQueue);
    m_next.refusedPerSecond += track.refused.perSecond();
    for (const auto& [id, hits] : track.hits) m_next.hits[id] += hits.total();
  }
  m_next.orderP50Millis = millis(orders, 0.50);
  m_next.orderP99Millis = millis(orders, 0.99);
  m_next.acceptP50Millis = millis(accepts, 0.50);
  m_next.acceptP99Millis = millis(accepts, 0.99);
  m_next.locks = m_locks.figures();
}

}  // namespace orderdeck::runtime
