#include "adapters/sql/ledger_reader.h"

#include <algorithm>
#include <unordered_map>

#include <QStringList>

#include "adapters/sql/id_list.h"
#include "domain/events/event.h"

namespace orderdeck::adapters::sql {

using core::Result;
using ports::LedgerOrder;
using ports::StockMovement;
using ports::TimelineEvent;

namespace {

constexpr int kScannedMovements = 1'000'000;

std::size_t kindOrder(const TimelineEvent& event) {
  const auto kind = domain::parseEventKind(event.event);
  return kind ? static_cast<std::size_t>(*kind) : domain::kEventKinds.size();
}

}  // namespace

Result<std::vector<LedgerOrder>> LedgerReader::orders(const QString& condition, const QVariantList& values, int limit) {
  auto rows = m_session.run(
      QStringLiteral("SELECT o.order_id, o.user_id, o.state, o.amount_minor, o.created_at, o.updated_at, p.payment_id, "
                     "p.captured_minor, "
                     "p.refunded_minor FROM orders o LEFT JOIN payments p ON p.order_id = o.order_id WHERE ") +
          condition + QStringLiteral(" ORDER BY o.order_id DESC LIMIT %1").arg(limit),
      values);
  if (!rows) return std::unexpected(rows.error());
  std::vector<LedgerOrder> found;
  while (rows->next()) {
    LedgerOrder& entry = found.emplace_back();
    entry.order.orderId = textAt(*rows, 0);
    entry.order.userId = textAt(*rows, 1);
    entry.order.state = domain::parseState(textAt(*rows, 2)).value_or(domain::OrderState::Created);
    entry.order.amountMinor = rows->value(3).toLongLong();
    entry.order.createdAt = timeAt(*rows, 4);
    entry.order.updatedAt = timeAt(*rows, 5);
    entry.order.paymentId = textAt(*rows, 6);
    entry.capturedMinor = rows->value(7).toLongLong();
    entry.refundedMinor = rows->value(8).toLongLong();
  }
  if (auto done = addItems(found); !done) return std::unexpected(done.error());
  if (auto done = addDeadlines(found); !done) return std::unexpected(done.error());
  return found;
}

Result<void> LedgerReader::addDeadlines(std::vector<LedgerOrder>& orders) {
  std::unordered_map<std::string, LedgerOrder*> byId;
  QVariantList placements;
  for (LedgerOrder& entry : orders) {
    if (domain::isTerminal(entry.order.state)) continue;
    byId.emplace(entry.order.orderId, &entry);
    placements << toQt(domain::eventIdFor(entry.order.orderId, domain::EventKind::OrderPlaced));
  }
  if (byId.empty()) return {};
  auto rows = m_session.run(
      QStringLiteral("SELECT order_id, body FROM order_events WHERE event_id IN (%1)").arg(placeholders(byId.size())),
      placements);
  if (!rows) return std::unexpected(rows.error());
  while (rows->next()) {
    const auto placed = domain::decodeEvent(textAt(*rows, 1));
    const auto entry = byId.find(textAt(*rows, 0));
    if (placed && placed->deadline && entry != byId.end()) entry->second->order.deadline = *placed->deadline;
  }
  return {};
}

Result<void> LedgerReader::addItems(std::vector<LedgerOrder>& orders) {
  if (orders.empty()) return {};
  std::unordered_map<std::string, LedgerOrder*> byId;
  QVariantList ids;
  for (LedgerOrder& entry : orders) {
    byId.emplace(entry.order.orderId, &entry);
    ids << toQt(entry.order.orderId);
  }
  auto rows = m_session.run(
      QStringLiteral("SELECT order_id, product_id, quantity, unit_price_minor FROM order_items WHERE order_id IN (%1) "
                     "ORDER BY order_id, product_id")
          .arg(placeholders(orders.size())),
      ids);
  if (!rows) return std::unexpected(rows.error());
  while (rows->next())
    byId.at(textAt(*rows, 0))
        ->order.items.push_back({textAt(*rows, 1), rows->value(2).toInt(), rows->value(3).toLongLong()});
  return {};
}

Result<std::vector<TimelineEvent>> LedgerReader::timeline(const std::string& orderId) {
  const QString id = toQt(orderId);
  auto rows = m_session.run(
      QStringLiteral("SELECT event_id, event, occurred_at, recorded_at, node, topic, partition, \"offset\", body "
                     "FROM order_events WHERE event_id >= ? AND event_id < ? AND order_id = ?"),
      {id, QString(id + kAboveIds), id});
  if (!rows) return std::unexpected(rows.error());
  std::vector<TimelineEvent> events;
  while (rows->next())
    events.push_back({textAt(*rows, 0), textAt(*rows, 1), timeAt(*rows, 2), timeAt(*rows, 3), textAt(*rows, 4),
                      textAt(*rows, 5), rows->value(6).toInt(), rows->value(7).toLongLong(), textAt(*rows, 8)});
  std::ranges::sort(events, {},
                    [](const TimelineEvent& event) { return std::pair(event.occurredAt, kindOrder(event)); });
  return events;
}

Result<std::optional<LedgerOrder>> LedgerReader::find(const std::string& orderId) {
  auto found = orders(QStringLiteral("o.order_id = ?"), {toQt(orderId)}, 1);
  if (!found) return std::unexpected(found.error());
  if (found->empty()) return std::optional<LedgerOrder>{};
  auto events = timeline(orderId);
  if (!events) return std::unexpected(events.error());
  found->front().timeline = std::move(*events);
  return std::optional(std::move(found->front()));
}

Result<ports::OrderPage> LedgerReader::list(const ports::OrderQuery& asked) {
  ports::OrderQuery query = asked;
  query.limit = std::clamp(query.limit, 1, 1'000);
  if (query.states.size() == domain::kOrderStates.size()) query.states.clear();
  auto ids = m_search.page(query);
  if (!ids) return std::unexpected(ids.error());
  if (ids->ids.isEmpty()) return ports::OrderPage{.orders = {}, .next = ids->next.toStdString()};
  auto found = orders(QStringLiteral("o.order_id IN (%1)").arg(placeholders(static_cast<std::size_t>(ids->ids.size()))),
                      ids->ids, query.limit);
  if (!found) return std::unexpected(found.error());
  return ports::OrderPage{.orders = *std::move(found), .next = ids->next.toStdString()};
}

Result<ports::OrderCount> LedgerReader::count(const ports::OrderQuery& query) { return m_search.count(query); }

Result<std::vector<StockMovement>> LedgerReader::movements(const std::string& productId, int limit) {
  limit = std::clamp(limit, 1, 1'000);
  std::vector<StockMovement> found;
  const QString product = toQt(productId);
  const auto read = [&](const QString& sql, const QVariantList& values) -> Result<void> {
    auto rows = m_session.run(sql, values);
    if (!rows) return std::unexpected(rows.error());
    while (rows->next()) {
      const auto kind = core::readWord<domain::MovementKind>(textAt(*rows, 2), "a stock movement's kind");
      if (!kind) return std::unexpected(kind.error());
      found.push_back(
          {textAt(*rows, 0), textAt(*rows, 1), productId, *kind, rows->value(3).toLongLong(), timeAt(*rows, 4)});
    }
    return {};
  };
  QString floor = toQt("");
  auto row = m_session.run(
      QStringLiteral("SELECT movement_id FROM stock_movements ORDER BY movement_id DESC LIMIT 1 OFFSET %1")
          .arg(kScannedMovements));
  if (!row) return std::unexpected(row.error());
  while (row->next()) floor = row->value(0).toString();
  const QString columns =
      QStringLiteral("SELECT movement_id, order_id, kind, quantity, occurred_at FROM stock_movements ");
  const QString newest = QStringLiteral(" ORDER BY movement_id DESC LIMIT %1").arg(limit);
  if (auto done =
          read(columns + QStringLiteral("WHERE movement_id >= ? AND product_id = ? AND kind <> 'stocked'") + newest,
               {floor, product});
      !done)
    return std::unexpected(done.error());
  if (auto done = read(columns + QStringLiteral("WHERE product_id = ? AND kind = 'stocked'") + newest, {product});
      !done)
    return std::unexpected(done.error());
  std::ranges::stable_sort(found, std::ranges::greater{}, &StockMovement::occurredAt);
  if (found.size() > static_cast<std::size_t>(limit)) found.resize(static_cast<std::size_t>(limit));
  return found;
}

}  // namespace orderdeck::adapters::sql
