#include "runtime/collect/collector_dead_letters.h"

#include <spdlog/spdlog.h>

namespace orderdeck::runtime {

namespace {

constexpr core::Millis kLettersEvery{1'000};

core::Result<DeadLetterReading> readStore(ports::DeadLetterStore& store) {
  auto counts = store.counts({.status = domain::LetterStatus::Waiting});
  if (!counts) return std::unexpected(counts.error());
  DeadLetterReading reading;
  for (const auto& [topic, count] : *counts) reading.letters.waiting += count;
  reading.letters.byTopic = std::move(*counts);
  if (reading.letters.waiting == 0) return reading;
  const auto open = store.openOrders();
  if (!open) return std::unexpected(open.error());
  reading.openOrders = static_cast<std::int64_t>(open->size());
  return reading;
}

}  // namespace

DeadLetterWatch::DeadLetterWatch(std::function<std::unique_ptr<ports::DeadLetterStore>()> connect)
    : m_thread("collect-letters", [this, connect = std::move(connect)](std::stop_token stop) {
        if (connect) run(connect, stop);
      }) {}

DeadLetterReading DeadLetterWatch::latest() const {
  const std::lock_guard lock(m_mutex);
  return m_latest;
}

void DeadLetterWatch::run(const std::function<std::unique_ptr<ports::DeadLetterStore>()>& connect,
                          std::stop_token stop) {
  const auto store = connect();
  bool answered = false;  // so that the time until the ledger is there is not reported
  do {
    auto reading = readStore(*store);
    if (!reading && answered) spdlog::warn("collector: {}", reading.error().what);
    answered = reading.has_value();
    const std::lock_guard lock(m_mutex);
    if (reading) {
      m_latest = std::move(*reading);
      m_latest.look.succeed();
    } else {
      m_latest.look.fail(reading.error().what);
    }
  } while (core::sleepFor(stop, kLettersEvery));
}

}  // namespace orderdeck::runtime
