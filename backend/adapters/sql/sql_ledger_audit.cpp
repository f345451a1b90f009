#include "adapters/sql/sql_ledger_audit.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include <QStringList>

#include "adapters/sql/id_list.h"
#include "adapters/sql/kept_session.h"
#include "adapters/sql/ledger_auditor.h"
#include "domain/events/completeness.h"
#include "domain/events/event.h"

namespace orderdeck::adapters::sql {

using enum domain::SeenBit;
using core::Result;
using domain::EventKind;
using domain::EventStatus;

namespace {

/// Events of one topic, of which one causes the other.
struct CausalPair {
  EventKind causeKind;
  EventStatus causeStatus;
  EventKind effectKind;
  EventStatus effectStatus;
};
constexpr CausalPair kPairs[] = {
    {EventKind::OrderShipped, EventStatus::None, EventKind::OrderCompleted, EventStatus::None},
    {EventKind::PaymentProcessed, EventStatus::Confirmed, EventKind::PaymentRefunded, EventStatus::None},
    {EventKind::PointsAccrued, EventStatus::Accrued, EventKind::PointsAccrued, EventStatus::Reversed},
};

/// The effect's rows come first, since they are the rarer ones; the cause is one look-up by its id. A cause that the
/// ledger could not take where it stood first, and that was redriven, stood there all the same. `later`: that the
/// ledger heard of `c` after `e`. SQLite counts its rows; PostgreSQL has a clock only, which may have been set.
QString contradictionSql(const CausalPair& pair, std::size_t ids, int limit, const QString& later) {
  const QString effect = toQt(domain::eventIdFor("", pair.effectKind, pair.effectStatus));
  const QString which = ids > 0 ? QStringLiteral("e.event_id IN (%1)").arg(placeholders(ids))
                                : QStringLiteral("e.event = '%1' AND e.event_id = e.order_id || '%2'")
                                      .arg(toQt(domain::eventName(pair.effectKind)), effect);
  return QStringLiteral(
             "SELECT c.order_id, c.event_id, e.event_id, c.topic, c.partition, c.\"offset\", e.\"offset\", "
             "c.occurred_at, c.recorded_at "
             "FROM order_events e CROSS JOIN order_events c WHERE %1 AND c.event_id = e.order_id || '%2' AND c.topic = "
             "e.topic "
             "AND c.partition = e.partition AND c.\"offset\" > e.\"offset\" AND %3 "
             "AND NOT EXISTS (SELECT 1 FROM dead_letters d WHERE d.event_id = c.event_id AND d.service = 'ledger' AND "
             "d.topic = c.topic "
             "AND d.partition = c.partition AND d.\"offset\" < e.\"offset\") LIMIT %4")
      .arg(which, toQt(domain::eventIdFor("", pair.causeKind, pair.causeStatus)), later)
      .arg(limit);
}

}  // namespace

SqlLedgerAudit::SqlLedgerAudit(LedgerConfig config) : m_session(std::make_unique<KeptSession>(std::move(config))) {}
SqlLedgerAudit::~SqlLedgerAudit() = default;

Result<SqlSession*> SqlLedgerAudit::session() { return m_session->get(); }

Result<std::vector<std::optional<domain::OrderState>>> SqlLedgerAudit::states(std::span<const std::string> orderIds) {
  const auto db = session();
  if (!db) return std::unexpected(db.error());
  std::unordered_map<std::string, domain::OrderState> known;
  for (const auto part : slicesOf(orderIds)) {
    auto rows = (*db)->run(
        QStringLiteral("SELECT order_id, state FROM orders WHERE order_id IN (%1)").arg(placeholders(part.size())),
        toValues(part));
    if (!rows) return std::unexpected(rows.error());
    while (rows->next()) {
      const auto state = domain::parseState(textAt(*rows, 1));
      if (!state)
        return core::fail(core::ErrorCode::Corrupt, "the ledger has order " + textAt(*rows, 0) + " in no known state");
      known.emplace(textAt(*rows, 0), *state);
    }
  }
  std::vector<std::optional<domain::OrderState>> states;
  states.reserve(orderIds.size());
  for (const std::string& id : orderIds) {
    const auto found = known.find(id);
    states.push_back(found == known.end() ? std::nullopt : std::optional(found->second));
  }
  return states;
}

Result<std::int64_t> SqlLedgerAudit::orderCount() {
  const auto db = session();
  if (!db) return std::unexpected(db.error());
  auto rows = (*db)->run(QStringLiteral("SELECT COUNT(*) FROM orders"));
  if (!rows) return std::unexpected(rows.error());
  std::int64_t count = 0;
  while (rows->next()) count = rows->value(0).toLongLong();
  return count;
}

Result<std::vector<std::string>> SqlLedgerAudit::overcharged(std::span<const std::string> orderIds) {
  if (orderIds.empty()) return std::vector<std::string>{};
  const auto db = session();
  if (!db) return std::unexpected(db.error());
  auto rows = (*db)->run(
      QStringLiteral(
          "SELECT o.order_id FROM orders o JOIN payments p ON p.order_id = o.order_id WHERE o.order_id IN (%1) "
          "AND (o.seen & %2) <> 0 AND (p.captured_minor > o.amount_minor OR p.refunded_minor > o.amount_minor)")
          .arg(placeholders(orderIds.size()))
          .arg(static_cast<int>(kSeenPlaced)),
      toValues(orderIds));
  if (!rows) return std::unexpected(rows.error());
  std::vector<std::string> ids;
  while (rows->next()) ids.push_back(textAt(*rows, 0));
  return ids;
}

Result<ports::Misbooked> SqlLedgerAudit::misbooked(int limit) {
  const auto db = session();
  if (!db) return std::unexpected(db.error());
  auto rows = (*db)->run(
      QStringLiteral(
          "SELECT o.order_id FROM orders o LEFT JOIN payments p ON p.order_id = o.order_id LEFT JOIN points t ON "
          "t.order_id = o.order_id "
          "WHERE (o.seen & %1) <> 0 AND ("
          "(COALESCE(p.captured_minor, 0) > o.amount_minor OR COALESCE(p.captured_minor, 0) - "
          "COALESCE(p.refunded_minor, 0) <> "
          "CASE WHEN o.state IN ('paid', 'reserved', 'shipped', 'completed') THEN o.amount_minor ELSE 0 END) "
          "OR (o.seen & %2) <> 0 AND COALESCE(t.accrued, 0) <> o.amount_minor / 100 OR (o.seen & %3) <> 0 AND "
          "COALESCE(t.reversed, 0) <> o.amount_minor / 100)")
          .arg(static_cast<int>(kSeenPlaced))
          .arg(static_cast<int>(kSeenPoints))
          .arg(static_cast<int>(kSeenReversed)));
  if (!rows) return std::unexpected(rows.error());
  ports::Misbooked found;
  while (rows->next()) {
    if (++found.count <= limit) found.orderIds.push_back(textAt(*rows, 0));
  }
  return found;
}

Result<std::vector<ports::UnfinishedOrder>> SqlLedgerAudit::unfinished(const std::string& after, int limit) {
  const auto db = session();
  if (!db) return std::unexpected(db.error());
  QStringList terminal;
  for (const domain::OrderState state : domain::kOrderStates)
    if (domain::isTerminal(state)) terminal << QStringLiteral("'%1'").arg(toQt(domain::stateName(state)));
  auto rows = (*db)->run(
      QStringLiteral(
          "SELECT order_id, state FROM orders WHERE order_id > ? AND state NOT IN (%1) ORDER BY order_id LIMIT %2")
          .arg(terminal.join(QLatin1Char(',')))
          .arg(limit),
      {toQt(after)});
  if (!rows) return std::unexpected(rows.error());
  std::vector<ports::UnfinishedOrder> orders;
  while (rows->next())
    orders.push_back({textAt(*rows, 0), domain::parseState(textAt(*rows, 1)).value_or(domain::OrderState::Created)});
  return orders;
}

Result<std::vector<ports::OffsetContradiction>> SqlLedgerAudit::outOfOrder(std::span<const std::string> orderIds,
                                                                           int limit) {
  const auto db = session();
  if (!db) return std::unexpected(db.error());
  std::vector<ports::OffsetContradiction> found;
  // Rows of one second, whatever their sequence: no broker begins anew within it.
  const QString later =
      (*db)->isSqlite()
          ? QStringLiteral("(c.rowid > e.rowid OR c.recorded_at BETWEEN e.recorded_at AND e.recorded_at + 1000)")
          : QStringLiteral("c.recorded_at >= e.recorded_at");
  for (const CausalPair& pair : kPairs) {
    auto rows = (*db)->run(contradictionSql(pair, orderIds.size(), limit, later),
                           toValues(orderIds, domain::eventIdFor("", pair.effectKind, pair.effectStatus)));
    if (!rows) return std::unexpected(rows.error());
    while (rows->next()) {
      found.push_back({.orderId = textAt(*rows, 0),
                       .cause = textAt(*rows, 1),
                       .effect = textAt(*rows, 2),
                       .topic = textAt(*rows, 3),
                       .partition = rows->value(4).toInt(),
                       .causeOffset = rows->value(5).toLongLong(),
                       .effectOffset = rows->value(6).toLongLong(),
                       .causeOccurredAt = core::fromEpochMillis(rows->value(7).toLongLong()),
                       .causeRecordedAt = core::fromEpochMillis(rows->value(8).toLongLong())});
    }
  }
  return found;
}

Result<std::optional<ports::LedgerTail>> SqlLedgerAudit::tail(std::int64_t after, std::int64_t most, int sample) {
  const auto db = session();
  if (!db) return std::unexpected(db.error());
  if (!(*db)->isSqlite()) return std::optional<ports::LedgerTail>{};
  auto newest = (*db)->run(QStringLiteral("SELECT MAX(rowid) FROM order_events"));
  if (!newest) return std::unexpected(newest.error());
  ports::LedgerTail tail{.row = after, .caughtUp = false, .closed = 0, .newest = {}};
  std::int64_t last = after;
  while (newest->next()) last = newest->value(0).toLongLong();
  tail.row = std::max(after, std::min(last, after + most));
  tail.caughtUp = tail.row >= last;
  if (tail.row == after) return tail;
  // One condition and no sums: it passes over every event there is, so each word of it counts.
  auto counts = (*db)->run(QStringLiteral("SELECT COUNT(*) FROM order_events WHERE rowid > ? AND rowid <= ? AND "
                                          "event IN ('OrderCompleted', 'OrderRejected', 'OrderCancelled')"),
                           {static_cast<qlonglong>(after), static_cast<qlonglong>(tail.row)});
  if (!counts) return std::unexpected(counts.error());
  while (counts->next()) tail.closed = counts->value(0).toLongLong();
  auto rows = (*db)->run(QStringLiteral("SELECT order_id FROM order_events WHERE rowid > ? AND rowid <= ? AND event <> "
                                        "'StockAdded' ORDER BY rowid DESC LIMIT %1")
                             .arg(sample),
                         {static_cast<qlonglong>(after), static_cast<qlonglong>(tail.row)});
  if (!rows) return std::unexpected(rows.error());
  std::unordered_set<std::string> seen;
  while (rows->next()) {
    std::string id = textAt(*rows, 0);
    if (seen.insert(id).second) tail.newest.push_back(std::move(id));
  }
  return tail;
}

template <typename Call>
auto SqlLedgerAudit::sum(Call call) -> decltype(call(std::declval<LedgerAuditor&>())) {
  const auto db = session();
  if (!db) return std::unexpected(db.error());
  LedgerAuditor auditor(**db);
  return call(auditor);
}

Result<std::map<std::string, std::int64_t>> SqlLedgerAudit::countByState() {
  return sum([](LedgerAuditor& auditor) { return auditor.countByState(); });
}

Result<std::map<std::string, ports::MovementSums>> SqlLedgerAudit::movementSums() {
  return sum([](LedgerAuditor& auditor) { return auditor.movementSums(); });
}

Result<ports::MoneySums> SqlLedgerAudit::money() {
  return sum([](LedgerAuditor& auditor) { return auditor.money(); });
}

Result<std::vector<std::string>> SqlLedgerAudit::ordersWithoutPlacement(int limit) {
  return sum([&](LedgerAuditor& auditor) { return auditor.ordersWithoutPlacement(limit); });
}

Result<std::vector<std::string>> SqlLedgerAudit::missing(std::span<const std::string> orderIds) {
  return sum([&](LedgerAuditor& auditor) { return auditor.missing(orderIds); });
}

Result<std::vector<std::string>> SqlLedgerAudit::illegalHistories(int limit) {
  return sum([&](LedgerAuditor& auditor) { return auditor.illegalHistories(limit); });
}

}  // namespace orderdeck::adapters::sql
