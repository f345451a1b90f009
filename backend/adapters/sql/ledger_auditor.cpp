#include "adapters/sql/ledger_auditor.h"

#include <algorithm>
#include <unordered_set>

#include <QStringList>

#include "adapters/sql/completeness.h"
#include "adapters/sql/history.h"

namespace orderdeck::adapters::sql {

using core::Result;
using domain::EventKind;

namespace {

constexpr std::size_t kIdsAtOnce = 500;
constexpr int kPage = 20'000;  // events of a page: what is held in memory, and how long a read lasts

/// How far an event's id says that its order came on the plain way: 0 placed, 1 paid, 2 reserved, 3 shipped, 4 completed; 5 for an event
/// that moves no order, -1 for any other.
int plainStep(std::string_view orderId, std::string_view eventId) {
  static const std::vector<std::pair<std::string, int>> suffixes = {
      {domain::eventIdFor("", EventKind::OrderPlaced), 0},
      {domain::eventIdFor("", EventKind::PaymentProcessed, "confirmed"), 1},
      {domain::eventIdFor("", EventKind::InventoryUpdated, "items reserved"), 2},
      {domain::eventIdFor("", EventKind::OrderShipped), 3},
      {domain::eventIdFor("", EventKind::OrderCompleted), 4},
      {domain::eventIdFor("", EventKind::NotificationSent), 5},
      {domain::eventIdFor("", EventKind::PointsAccrued), 5},
      {domain::eventIdFor("", EventKind::StockAdded), 5},
  };
  if (!eventId.starts_with(orderId)) return -1;
  const auto found = std::ranges::find(suffixes, eventId.substr(orderId.size()), &std::pair<std::string, int>::first);
  return found == suffixes.end() ? -1 : found->second;
}

}  // namespace

/// Follows one order's events, whatever their sequence; plain while times do not fall from step to step.
class LedgerAuditor::PlainWalk {
 public:
  void add(int step, qint64 at) {
    if (step < 0) m_isPlain = false;
    if (step >= 0 && step < 5) m_at[step] = at;
  }
  bool isPlain() const {
    qint64 last = 0;
    for (const qint64 at : m_at) {
      if (at == 0) continue;
      if (at < last) return false;
      last = at;
    }
    return m_isPlain;
  }

 private:
  qint64 m_at[5] = {};
  bool m_isPlain = true;
};

/// Where a walk over all events stands, from page to page. An order may go on on the next one.
struct LedgerAuditor::Walk {
  QString lastEvent = toQt("");
  std::string orderId, lastUnusual;
  PlainWalk order;
  bool isOver = false;
};

Result<std::map<std::string, std::int64_t>> LedgerAuditor::countByState() {
  auto rows = m_session.run(QStringLiteral("SELECT state, COUNT(*) FROM orders GROUP BY state"));
  if (!rows) return std::unexpected(rows.error());
  std::map<std::string, std::int64_t> counts;
  while (rows->next()) counts[textAt(*rows, 0)] = rows->value(1).toLongLong();
  return counts;
}

Result<std::map<std::string, ports::MovementSums>> LedgerAuditor::movementSums() {
  auto rows = m_session.run(QStringLiteral("SELECT product_id, kind, SUM(quantity) FROM stock_movements GROUP BY product_id, kind"));
  if (!rows) return std::unexpected(rows.error());
  std::map<std::string, ports::MovementSums> sums;
  while (rows->next()) {
    ports::MovementSums& product = sums[textAt(*rows, 0)];
    const std::string kind = textAt(*rows, 1);
    const std::int64_t quantity = rows->value(2).toLongLong();
    if (kind == "stocked") product.stocked = quantity;
    if (kind == "reserved") product.reserved = quantity;
    if (kind == "sold") product.sold = quantity;
    if (kind == "released") product.released = quantity;
    if (kind == "returned") product.returned = quantity;
  }
  return sums;
}

Result<ports::MoneySums> LedgerAuditor::money() {
  auto rows = m_session.run(QStringLiteral(
      "SELECT (SELECT SUM(captured_minor) FROM payments), (SELECT SUM(refunded_minor) FROM payments), "
      "(SELECT SUM(amount_minor) FROM orders WHERE state IN ('paid', 'reserved', 'shipped', 'completed')), "
      "(SELECT COUNT(*) FROM payments p JOIN orders o ON o.order_id = p.order_id WHERE (o.seen & %1) <> 0 AND p.captured_minor > o.amount_minor)")
                                .arg(static_cast<int>(kSeenPlaced)));
  if (!rows) return std::unexpected(rows.error());
  ports::MoneySums sums;
  while (rows->next())
    sums = {rows->value(0).toLongLong(), rows->value(1).toLongLong(), rows->value(2).toLongLong(), rows->value(3).toLongLong()};
  return sums;
}

Result<std::vector<std::string>> LedgerAuditor::ordersWithoutPlacement(int limit) {
  auto rows = m_session.run(QStringLiteral("SELECT order_id FROM orders WHERE (seen & %1) = 0 ORDER BY order_id LIMIT %2")
                                .arg(static_cast<int>(kSeenPlaced))
                                .arg(limit));
  if (!rows) return std::unexpected(rows.error());
  std::vector<std::string> ids;
  while (rows->next()) ids.push_back(textAt(*rows, 0));
  return ids;
}

Result<std::vector<std::string>> LedgerAuditor::missing(std::span<const std::string> orderIds) {
  std::unordered_set<std::string> known;
  for (std::size_t at = 0; at < orderIds.size(); at += kIdsAtOnce) {
    const auto part = orderIds.subspan(at, std::min(kIdsAtOnce, orderIds.size() - at));
    QVariantList ids;
    for (const std::string& id : part) ids << toQt(id);
    auto rows = m_session.run(QStringLiteral("SELECT order_id FROM orders WHERE order_id IN (%1)")
                                  .arg(QStringList(ids.size(), QStringLiteral("?")).join(QLatin1Char(','))),
                              ids);
    if (!rows) return std::unexpected(rows.error());
    while (rows->next()) known.insert(textAt(*rows, 0));
  }
  std::vector<std::string> absent;
  std::ranges::copy_if(orderIds, std::back_inserter(absent), [&](const std::string& id) { return !known.contains(id); });
  return absent;
}

Result<std::vector<std::string>> LedgerAuditor::nextUnusual(Walk& walk) {
  auto rows = m_session.run(QStringLiteral("SELECT event_id, order_id, occurred_at FROM order_events WHERE event_id > ? ORDER BY event_id LIMIT %1").arg(kPage),
                            {walk.lastEvent});
  if (!rows) return std::unexpected(rows.error());
  std::vector<std::string> unusual;
  const auto close = [&] {
    if (!walk.order.isPlain() && walk.lastUnusual != walk.orderId) unusual.push_back(walk.lastUnusual = walk.orderId);
    walk.order = {};
  };
  int read = 0;
  for (; rows->next(); ++read) {
    walk.lastEvent = rows->value(0).toString();
    if (std::string id = textAt(*rows, 1); id != walk.orderId) {
      close();
      walk.orderId = std::move(id);
    }
    walk.order.add(plainStep(walk.orderId, walk.lastEvent.toStdString()), rows->value(2).toLongLong());
  }
  walk.isOver = read < kPage;
  if (walk.isOver) close();
  return unusual;
}

Result<bool> LedgerAuditor::isLegal(QSqlQuery& bodies, const std::string& orderId) {
  const QString id = toQt(orderId);
  bodies.bindValue(0, id);
  bodies.bindValue(1, QString(id + QLatin1Char('~')));
  bodies.bindValue(2, id);
  if (auto done = m_session.execute(bodies, QStringLiteral("read an order's events")); !done) return std::unexpected(done.error());
  std::vector<domain::Event> events;
  bool isReadable = true;
  while (bodies.next()) {
    auto event = domain::decodeEvent(textAt(bodies, 0));
    if (event) {
      events.push_back(std::move(*event));
    } else {
      isReadable = false;
    }
  }
  return isReadable && isLegalHistory(events);
}

Result<std::vector<std::string>> LedgerAuditor::illegalHistories(int limit) {
  auto bodies = m_session.prepare(QStringLiteral("SELECT body FROM order_events WHERE event_id >= ? AND event_id < ? AND order_id = ?"));
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
