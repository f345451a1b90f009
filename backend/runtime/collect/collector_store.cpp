#include "runtime/collect/collector_store.h"

#include <spdlog/spdlog.h>

namespace orderdeck::runtime {

namespace {
constexpr core::Millis kStoreEvery{200};
}

StoreCollector::StoreCollector(std::function<StoreProbes()> connect)
    : m_thread("collect-store", [this, connect = std::move(connect)](std::stop_token stop) { run(connect, stop); }) {}

StoreReading StoreCollector::latest() const {
  const std::lock_guard lock(m_mutex);
  return m_latest;
}

core::Result<StoreReading> StoreCollector::readAll(StoreProbes& probes) {
  StoreReading reading;
  const auto ping = probes.hot->ping();
  if (!ping) return std::unexpected(ping.error());
  auto flow = probes.hot->flowCounters();
  if (!flow) return std::unexpected(flow.error());
  const auto outbox = probes.hot->outboxLength();
  if (!outbox) return std::unexpected(outbox.error());
  auto levels = probes.stock->levels();
  if (!levels) return std::unexpected(levels.error());
  auto locks = probes.locks->inspect();
  if (!locks) return std::unexpected(locks.error());
  if (probes.marks) {
    auto look = probes.marks->look();
    if (!look) return std::unexpected(look.error());
    reading.epoch = std::move(look->marks.epoch);
    reading.distrust = std::move(look->distrust);
  }
  reading.at = core::now();
  reading.pingMillis = *ping;
  reading.flow = std::move(*flow);
  reading.outbox = *outbox;
  reading.levels = std::move(*levels);
  reading.locks = std::move(*locks);
  return reading;
}

void StoreCollector::run(const std::function<StoreProbes()>& connect, std::stop_token stop) {
  StoreProbes probes = connect();
  bool answered = false;  // so that the time until the store is up is not reported
  do {
    auto reading = readAll(probes);
    if (reading.has_value() != answered && !reading) spdlog::warn("collector: {}", reading.error().what);
    answered = reading.has_value();
    const std::lock_guard lock(m_mutex);
    if (reading) {
      reading->sequence = m_latest.sequence + 1;
      reading->look.succeed(reading->at);
      m_latest = std::move(*reading);
    } else {
      m_latest.pingMillis.reset();
      m_latest.look.fail(reading.error().what);
    }
  } while (core::sleepFor(stop, kStoreEvery));
}

}  // namespace orderdeck::runtime
