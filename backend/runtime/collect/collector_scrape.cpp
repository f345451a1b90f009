#include "runtime/collect/collector_scrape.h"

#include "api/node_status.h"

namespace orderdeck::runtime {

namespace {

constexpr core::Millis kEvery{500}, kTimeout{250};

std::optional<double> millis(const core::Buckets& buckets, double q) {
  auto seconds = core::quantile(buckets, q);
  if (seconds) *seconds *= 1000;
  return seconds;
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
    for (const NodePlace& node : m_nodes()) {
      if (stop.stop_requested()) return;
      Track& track = m_tracks[node.unit.name];
      if (node.unit.state == api::NodeState::Up && !node.opsUrl.empty()) scrape(node, track);
      // What does not run now moves nothing and holds nothing.
      if (node.unit.state != api::NodeState::Up) {
        ScrapedNode& figures = m_next.nodes[node.unit.name];
        figures.inPerSecond = figures.outPerSecond = 0;
        if (node.unit.state != api::NodeState::Paused) {
          figures.partitions.clear();
          figures.breakers.clear();
          figures.trouble.clear();
        }
      }
    }
    summarise();
    const std::lock_guard lock(m_mutex);
    m_latest = m_next;
  } while (core::sleepFor(stop, kEvery));
}

void ScrapeCollector::scrape(const NodePlace& node, Track& track) {
  if (!track.client || track.client->url() != node.opsUrl || track.pid != node.unit.pid) {
    track.client.emplace(node.opsUrl, kTimeout);
    track.pid = node.unit.pid;
  }
  const auto answer = track.client->get("/metrics");
  if (!answer || answer->status != 200) return;
  if (const auto metrics = core::MetricsText::parse(answer->body)) take(node.unit.name, track, *metrics);
  askStatus(node.unit.name, track);
}

void ScrapeCollector::take(const std::string& node, Track& track, const core::MetricsText& metrics) {
  const core::Timestamp now = core::now();
  ScrapedNode& figures = m_next.nodes[node];
  track.in.add(now, metrics.sum("orderdeck_events_in_total"));
  track.out.add(now, metrics.sum("orderdeck_events_out_total"));
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

void ScrapeCollector::askStatus(const std::string& node, Track& track) {
  const auto answer = track.client->get("/status");
  if (!answer || answer->status != 200) return;
  auto status = api::decodeStatus(answer->body);
  if (!status) return;
  m_next.nodes[node].partitions = std::move(status->partitions);
  m_next.nodes[node].breakers = std::move(status->breakers);
  m_next.nodes[node].trouble = std::move(status->trouble);
  m_next.nodes[node].pid = track.pid;
}

void ScrapeCollector::summarise() {
  core::Buckets orders, accepts;
  m_next.admissionQueue = 0;
  m_next.hits.clear();
  for (const auto& [node, track] : m_tracks) {
    core::addBuckets(orders, track.orders.growth());
    core::addBuckets(accepts, track.accepts.growth());
    m_next.admissionQueue += static_cast<std::int64_t>(track.admissionQueue);
    for (const auto& [id, hits] : track.hits) m_next.hits[id] += hits.total();
  }
  m_next.orderP50Millis = millis(orders, 0.50);
  m_next.orderP99Millis = millis(orders, 0.99);
  m_next.acceptP50Millis = millis(accepts, 0.50);
  m_next.acceptP99Millis = millis(accepts, 0.99);
  m_next.locks = m_locks.figures();
}

}  // namespace orderdeck::runtime
