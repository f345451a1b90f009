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

constexpr int kScannedOrders = 100'000;
constexpr int kScannedMovements = 1'000'000;

// Above every character that an id may have, so [text, text + kAboveIds) holds what begins with text.
const QString kAboveIds = QStringLiteral("~");

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
  return found;
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

Result<QString> LedgerReader::scanFloor(const QString& before) {
  auto row = m_session.run(
      QStringLiteral("SELECT order_id FROM orders WHERE order_id < ? ORDER BY order_id DESC LIMIT 1 OFFSET %1")
          .arg(kScannedOrders),
      {before});
  if (!row) return std::unexpected(row.error());
  QString floor = toQt("");
  while (row->next()) floor = row->value(0).toString();
  return floor;
}

Result<std::vector<LedgerOrder>> LedgerReader::list(const ports::OrderQuery& query) {
  const int limit = std::clamp(query.limit, 1, 1'000);
  const QString before = query.before.empty() ? kAboveIds : toQt(query.before);
  QString condition = QStringLiteral("o.order_id < ?");
  QVariantList values = {before};
  if (query.states.empty() && query.text.empty()) return orders(condition, values, limit);

  if (!query.states.empty()) {
    condition += QStringLiteral(" AND o.state IN (%1)").arg(placeholders(query.states.size()));
    for (const domain::OrderState state : query.states) values << toQt(domain::stateName(state));
  }
  auto floor = scanFloor(before);
  if (!floor) return std::unexpected(floor.error());
  const QString inWindow = condition + QStringLiteral(" AND o.order_id >= ?");
  if (query.text.empty()) return orders(inWindow, values + QVariantList{*floor}, limit);

  const QString text = toQt(query.text);
  const QString textEnd = text + kAboveIds;
  // One upper bound, not two: of two, SQLite starts at whichever stands first, and walks from there.
  QVariantList prefixValues = values;
  prefixValues.front() = std::min(before, textEnd);
  auto byId = orders(condition + QStringLiteral(" AND o.order_id >= ?"), prefixValues + QVariantList{text}, limit);
  if (!byId) return byId;
  // The items of the window are read once, in their sequence: asking for each order's would take several times as long.
  auto byContent = orders(
      inWindow +
          QStringLiteral(" AND ((o.user_id >= ? AND o.user_id < ?) OR o.order_id IN (SELECT order_id FROM order_items "
                         "WHERE order_id >= ? AND order_id < ? AND product_id = ?))"),
      values + QVariantList{*floor, text, textEnd, *floor, before, text}, limit);
  if (!byContent) return byContent;

  std::vector<LedgerOrder> merged = std::move(*byId);
  std::ranges::move(*byContent, std::back_inserter(merged));
  const auto idOf = [](const LedgerOrder& entry) -> const std::string& { return entry.order.orderId; };
  std::ranges::sort(merged, std::ranges::greater{}, idOf);
  const auto twice = std::ranges::unique(merged, {}, idOf);
  merged.erase(twice.begin(), twice.end());
  if (merged.size() > static_cast<std::size_t>(limit)) merged.resize(static_cast<std::size_t>(limit));
  return merged;
}

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
