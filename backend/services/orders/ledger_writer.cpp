#include "services/orders/ledger_writer.h"

#include <algorithm>

namespace orderdeck::services {

LedgerWriter::LedgerWriter(ports::LedgerWriter& ledger, ports::HotStore& store, core::Millis orderCache,
                           ports::Metrics& metrics, HighWaterMarkKeeper* marks, LedgerWatch* watch)
    : m_ledger(ledger),
      m_store(store),
      m_orderCache(orderCache),
      m_marks(marks),
      m_watch(watch),
      m_terminalSeconds(
          metrics.histogram("orderdeck_order_terminal_seconds", "An order from being accepted to terminal")),
      m_orderSeconds(
          metrics.histogram("orderdeck_order_seconds", "An order from being accepted to terminal and in the ledger")) {}

core::Result<std::vector<std::string>> LedgerWriter::append(std::span<const Delivery> batch) {
  if (m_watch && m_watch->mustLook())
    if (auto usable = m_ledger.check(); !usable) return std::unexpected(std::move(usable.error()));
  if (m_marks)
    // Whatever failed: no event of the batch is at fault.
    if (auto kept = m_marks->keep(); !kept)
      return core::fail(core::ErrorCode::Unavailable, std::move(kept.error().what), true);
  return m_ledger.append(batch);
}

core::Result<Outcome> LedgerWriter::process(std::span<const Delivery> batch) {
  if (m_watch) m_watch->began();
  auto whole = append(batch);
  if (m_watch) m_watch->ended(whole ? nullptr : &whole.error());
  if (!whole) return std::unexpected(std::move(whole.error()));

  std::ranges::sort(*whole);
  const auto repeats = std::ranges::unique(*whole);
  whole->erase(repeats.begin(), repeats.end());
  if (!whole->empty())
    if (auto retired = m_store.retire(*whole, m_orderCache); !retired)
      return std::unexpected(std::move(retired.error()));

  std::vector<std::string> restocks;
  for (const auto& delivery : batch)
    if (delivery.event.kind == domain::EventKind::StockAdded) restocks.push_back(delivery.event.orderId);
  if (!restocks.empty())
    if (auto settled = m_store.settleRestocks(restocks); !settled) return std::unexpected(std::move(settled.error()));

  const core::Timestamp now = core::now();
  for (const auto& [event, message] : batch) {
    const auto state = domain::stateAfter(event);
    if (!state || !domain::isTerminal(*state)) continue;
    m_terminalSeconds.observe(core::inSeconds(event.occurredAt - event.placedAt));
    m_orderSeconds.observe(core::inSeconds(now - event.placedAt));
  }
  m_written = std::chrono::steady_clock::now();
  return Outcome{};
}

bool LedgerWriter::isHealthy() {
  if (std::chrono::steady_clock::now() - m_written < std::chrono::seconds{10}) return true;
  return m_ledger.check() && m_store.ping();
}

}  // namespace orderdeck::services
