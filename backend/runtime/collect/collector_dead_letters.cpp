#include "runtime/collect/collector_dead_letters.h"

#include <spdlog/spdlog.h>

namespace orderdeck::runtime {

namespace {

constexpr core::Millis kEvery{1'000};

core::Result<DeadLetterReading> readBook(ports::DeadLetterBook& book) {
  auto counts = book.counts({.status = domain::LetterStatus::Waiting});
  if (!counts) return std::unexpected(counts.error());
  DeadLetterReading reading;
  for (const auto& [topic, count] : *counts) reading.letters.waiting += count;
  reading.letters.byTopic = std::move(*counts);
  if (reading.letters.waiting == 0) return reading;
  const auto open = book.openOrders();
  if (!open) return std::unexpected(open.error());
  reading.openOrders = static_cast<std::int64_t>(open->size());
  return reading;
}

}  // namespace

DeadLetterWatch::DeadLetterWatch(std::function<std::unique_ptr<ports::DeadLetterBook>()> connect)
    : m_thread("collect-letters", [this, connect = std::move(connect)](std::stop_token stop) {
        if (connect) run(connect, stop);
      }) {}

DeadLetterReading DeadLetterWatch::latest() const {
  const std::lock_guard lock(m_mutex);
  return m_latest;
}

void DeadLetterWatch::run(const std::function<std::unique_ptr<ports::DeadLetterBook>()>& connect,
                          std::stop_token stop) {
  const auto book = connect();
  bool answered = false;  // so that the time until the ledger is there is not reported
  do {
    auto reading = readBook(*book);
    if (!reading && answered) spdlog::warn("collector: {}", reading.error().what);
    answered = reading.has_value();
    if (!reading) continue;
    const std::lock_guard lock(m_mutex);
    m_latest = std::move(*reading);
  } while (core::sleepFor(stop, kEvery));
}

}  // namespace orderdeck::runtime
