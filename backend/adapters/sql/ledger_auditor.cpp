#include "adapters/sql/ledger_auditor.h"

#include <algorithm>
#include <optional>
#include <unordered_map>
#include <unordered_set>

#include <QStringList>

#include "adapters/sql/id_list.h"
#include "domain/events/completeness.h"
#include "domain/events/history.h"
#include "domain/events/stock_movement.h"

namespace orderdeck::adapters::sql {

using enum domain::SeenBit;
using core::Result;
using domain::EventKind;
using domain::EventStatus;

namespace {

constexpr int kPage = 20'000;  // events of a page: what is held in memory, and how long a read lasts

/// What an event's id says of its order on the plain way: the bit that it sets, and the state that it leads to; nothing
/// for an event off that way.
struct PlainEvent {
  std::string suffix;
  int bit = 0;
  domain::OrderState state = domain::OrderState::Created;  // Created also for events that move no order
};

const PlainEvent* plainEvent(std::string_view orderId, std::string_view eventId) {
  using enum domain::OrderState;
  static const std::vector<PlainEvent> events = {
      {domain::eventIdFor("", EventKind::OrderPlaced), kSeenPlaced},
      {domain::eventIdFor("", EventKind::PaymentProcessed, EventStatus::Confirmed), kSeenPaid, Paid},
      {domain::eventIdFor("", EventKind::InventoryUpdated, EventStatus::ItemsReserved), kSeenReserved, Reserved},
      {domain::eventIdFor("", EventKind::OrderShipped), kSeenShipped, Shipped},
      {domain::eventIdFor("", EventKind::OrderCompleted), kSeenCompleted, Completed},
      {domain::eventIdFor("", EventKind::NotificationSent), kSeenNotified},
      {domain::eventIdFor("", EventKind::PointsAccrued), kSeenPoints},
      {domain::eventIdFor("", EventKind::StockAdded), 0},
  };
  if (!eventId.starts_with(orderId)) return nullptr;
  const auto found = std::ranges::find(events, eventId.substr(orderId.size()), &PlainEvent::suffix);
  return found == events.end() ? nullptr : &*found;
}

}  // namespace

/// What an order's row says.
struct LedgerAuditor::Row {
  std::string state;
  int seen = 0;
};

/// Follows one order's events, whatever their sequence; plain while they are on the plain way, and are what the order's
/// row says.
class LedgerAuditor::PlainWalk {
 public:
  void add(const PlainEvent* event) {
    if (!event) m_isPlain = false;
    if (!event) return;
    m_seen |= event->bit;
    if (domain::stateRank(event->state) > domain::stateRank(m_state)) m_state = event->state;
  }
  void setRow(std::optional<Row> row) { m_row = std::move(row); }
  /// An order without a row is missed elsewhere.
  bool isPlain() const {
    return m_isPlain && (!m_row || (m_row->seen == m_seen && m_row->state == domain::stateName(m_state)));
  }

 private:
  bool m_isPlain = true;
  int m_seen = 0;
  domain::OrderState m_state = domain::OrderState::Created;
  std::optional<Row> m_row;
};

/// Where a walk over all events stands, from page to page. An order may go on on the next one.
struct LedgerAuditor::Walk {
  QString lastEvent = toQt("");
  std::string orderId, lastUnusual;
  PlainWalk order;
  bool isOver = false;
};

namespace {

std::int64_t& sumOf(ports::MovementSums& sums, domain::MovementKind kind) {
  switch (kind) {
    case domain::MovementKind::Stocked: return sums.stocked;
    case domain::MovementKind::Reserved: return sums.reserved;
    case domain::MovementKind::Sold: return sums.sold;
    case domain::MovementKind::Released: return sums.released;
    case domain::MovementKind::Returned: break;
  }
  return sums.returned;
}

}  // namespace

Result<std::map<std::string, std::int64_t>> LedgerAuditor::countByState() {
  auto rows = m_session.run(QStringLiteral("SELECT state, COUNT(*) FROM orders GROUP BY state"));
  if (!rows) return std::unexpected(rows.error());
  std::map<std::string, std::int64_t> counts;
  while (rows->next()) counts[textAt(*rows, 0)] = rows->value(1).toLongLong();
  return counts;
}

Result<std::map<std::string, ports::MovementSums>> LedgerAuditor::movementSums() {
  auto rows = m_session.run(
      QStringLiteral("SELECT product_id, kind, SUM(quantity) FROM stock_movements GROUP BY product_id, kind"));
  if (!rows) return std::unexpected(rows.error());
  std::map<std::string, ports::MovementSums> sums;
  while (rows->next()) {
    ports::MovementSums& product = sums[textAt(*rows, 0)];
    const auto kind = core::readWord<domain::MovementKind>(textAt(*rows, 1), "a stock movement's kind");
    if (!kind) return std::unexpected(kind.error());
    sumOf(product, *kind) = rows->value(2).toLongLong();
  }
  return sums;
}

Result<ports::MoneySums> LedgerAuditor::money() {
  auto rows = m_session.run(
      QStringLiteral(
          "SELECT (SELECT SUM(captured_minor) FROM payments), (SELECT SUM(refunded_minor) FROM payments), "
          "(SELECT SUM(amount_minor) FROM orders WHERE state IN ('paid', 'reserved', 'shipped', 'completed')), "
          "(SELECT COUNT(*) FROM payments p JOIN orders o ON o.order_id = p.order_id WHERE (o.seen & %1) <> 0 AND "
          "p.captured_minor > o.amount_minor)")
          .arg(static_cast<int>(kSeenPlaced)));
  if (!rows) return std::unexpected(rows.error());
  ports::MoneySums sums;
  while (rows->next())
    sums = {rows->value(0).toLongLong(), rows->value(1).toLongLong(), rows->value(2).toLongLong(),
            rows->value(3).toLongLong()};
  return sums;
}

Result<std::vector<std::string>> LedgerAuditor::ordersWithoutPlacement(int limit) {
  auto rows =
      m_session.run(QStringLiteral("SELECT order_id FROM orders WHERE (seen & %1) = 0 ORDER BY order_id LIMIT %2")
                        .arg(static_cast<int>(kSeenPlaced))
                        .arg(limit));
  if (!rows) return std::unexpected(rows.error());
  std::vector<std::string> ids;
  while (rows->next()) ids.push_back(textAt(*rows, 0));
  return ids;
}

Result<std::vector<std::string>> LedgerAuditor::missing(std::span<const std::string> orderIds) {
  std::unordered_set<std::string> known;
  for (const auto part : slicesOf(orderIds)) {
    auto rows = m_session.run(
        QStringLiteral("SELECT order_id FROM orders WHERE order_id IN (%1)").arg(placeholders(part.size())),
        toValues(part));
    if (!rows) return std::unexpected(rows.error());
    while (rows->next()) known.insert(textAt(*rows, 0));
  }
  std::vector<std::string> absent;
  std::ranges::copy_if(orderIds, std::back_inserter(absent),
                       [&](const std::string& id) { return !known.contains(id); });
  return absent;
}

/// The rows of the orders from `first` to `last`: read after their events, so what they say is what the events say, or
/// more.
Result<void> LedgerAuditor::readRows(const std::string& first, const std::string& last,
                                     std::unordered_map<std::string, Row>& known) {
  auto rows =
      m_session.run(QStringLiteral("SELECT order_id, state, seen FROM orders WHERE order_id >= ? AND order_id <= ?"),
                    {toQt(first), toQt(last)});
  if (!rows) return std::unexpected(rows.error());
  while (rows->next()) known.emplace(textAt(*rows, 0), Row{textAt(*rows, 1), rows->value(2).toInt()});
  return {};
}

Result<std::vector<std::string>> LedgerAuditor::nextUnusual(Walk& walk) {
  auto rows = m_session.run(
      QStringLiteral("SELECT event_id, order_id FROM order_events WHERE event_id > ? ORDER BY event_id LIMIT %1")
          .arg(kPage),
      {walk.lastEvent});
  if (!rows) return std::unexpected(rows.error());
  std::vector<std::pair<std::string, std::string>> page;  // order, event
  while (rows->next()) page.emplace_back(textAt(*rows, 1), textAt(*rows, 0));
  walk.isOver = std::ssize(page) < kPage;
  std::unordered_map<std::string, Row> known;
  if (!page.empty()) {
    walk.lastEvent = toQt(page.back().second);
    const auto [first, last] = std::ranges::minmax_element(page, {}, &std::pair<std::string, std::string>::first);
    if (auto read = readRows(first->first, last->first, known); !read) return std::unexpected(read.error());
  }
  std::vector<std::string> unusual;
  const auto close = [&] {
    if (!walk.order.isPlain() && walk.lastUnusual != walk.orderId) unusual.push_back(walk.lastUnusual = walk.orderId);
    walk.order = {};
  };
  for (const auto& [orderId, eventId] : page) {
    if (orderId != walk.orderId) {
      close();
      walk.orderId = orderId;
      const auto row = known.find(orderId);
      if (row != known.end()) walk.order.setRow(row->second);
    }
    walk.order.add(plainEvent(orderId, eventId));
  }
  if (walk.isOver) close();
  return unusual;
}

Result<bool> LedgerAuditor::isLegal(QSqlQuery& bodies, const std::string& orderId) {
  const QString id = toQt(orderId);
  bodies.bindValue(0, id);
  bodies.bindValue(1, QString(id + QLatin1Char('~')));
  bodies.bindValue(2, id);
  if (auto done = m_session.execute(bodies, QStringLiteral("read an order's events")); !done)
    return std::unexpected(done.error());
  std::vector<domain::Event> events;
  std::optional<Row> row;
  bool isReadable = true;
  while (bodies.next()) {
    if (!bodies.value(1).isNull()) row = Row{textAt(bodies, 1), bodies.value(2).toInt()};
    auto event = domain::decodeEvent(textAt(bodies, 0));
    if (event) {
      events.push_back(std::move(*event));
    } else {
      isReadable = false;
    }
  }
  return isReadable && domain::isLegalHistory(events) && (!row || domain::agrees(events, row->state, row->seen));
}

Result<std::vector<std::string>> LedgerAuditor::illegalHistories(int limit) {
  // One statement: an order's row and its events are written in one transaction, so they agree at every moment.
  auto bodies = m_session.prepare(
      QStringLiteral("SELECT e.body, o.state, o.seen FROM order_events e LEFT JOIN orders o ON o.order_id = e.order_id "
                     "WHERE e.event_id >= ? AND e.event_id < ? AND e.order_id = ?"));
  if (!bodies) return std::unexpected(bodies.error());
  std::vector<std::string> illegal;
  for (Walk walk; !walk.isOver;) {
    const auto unusual = nextUnusual(walk);
    if (!unusual) return std::unexpected(unusual.error());
    for (const std::string& orderId : *unusual) {
      if (illegal.size() >= static_cast<std::size_t>(limit)) return illegal;
      const auto legal = isLegal(*bodies, orderId);
      if (!legal) return std::unexpected(legal.error());
      if (!*legal) illegal.push_back(orderId);
    }
  }
  return illegal;
}

}  // namespace orderdeck::adapters::sql
