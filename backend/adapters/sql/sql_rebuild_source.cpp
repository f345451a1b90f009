#include "adapters/sql/sql_rebuild_source.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include <QStringList>

#include "adapters/sql/id_list.h"
#include "adapters/sql/ledger_auditor.h"
#include "adapters/sql/sql_session.h"
#include "domain/events/completeness.h"

namespace orderdeck::adapters::sql {

using enum domain::SeenBit;
using core::Result;
using domain::OrderState;

namespace {

constexpr int kPage = 20'000;  // rows of `orders` looked at in one query

Result<OrderState> stateAt(const QSqlQuery& row, int column) {
  const auto state = domain::parseState(textAt(row, column));
  if (!state)
    return core::fail(core::ErrorCode::Corrupt, "the ledger has an order in no known state: " + textAt(row, column));
  return *state;
}

}  // namespace

SqlRebuildSource::SqlRebuildSource(LedgerConfig config) : m_config(std::move(config)) {}

SqlRebuildSource::~SqlRebuildSource() {
  m_bodies.reset();
  if (m_session) m_session->rollback();
}

Result<SqlSession*> SqlRebuildSource::session() {
  if (m_session && m_session->isLost())
    return core::fail(core::ErrorCode::Unavailable, "the ledger was lost in the middle of a rebuild", true);
  if (!m_session) {
    auto opened = SqlSession::open(m_config);
    if (!opened) return std::unexpected(opened.error());
    // SQLite's transaction sees one state of the file from its first read on; PostgreSQL's has to be told to.
    auto begun = (*opened)->run((*opened)->isSqlite() ? QStringLiteral("BEGIN")
                                                      : QStringLiteral("BEGIN ISOLATION LEVEL REPEATABLE READ"));
    if (!begun) return std::unexpected(begun.error());
    m_session = std::move(*opened);
  }
  return m_session.get();
}

Result<std::vector<ports::BookedGroup>> SqlRebuildSource::groups() {
  const auto db = session();
  if (!db) return std::unexpected(db.error());
  auto rows = (*db)->run(QStringLiteral("SELECT state, seen, COUNT(*) FROM orders GROUP BY state, seen"));
  if (!rows) return std::unexpected(rows.error());
  std::vector<ports::BookedGroup> groups;
  while (rows->next()) {
    const auto state = stateAt(*rows, 0);
    if (!state) return std::unexpected(state.error());
    const int seen = rows->value(1).toInt();
    groups.push_back({.state = *state,
                      .wasPaying = (seen & (kSeenPaid | kSeenDeclined | kSeenCharging)) != 0,
                      .wasReserved = (seen & kSeenReserved) != 0,
                      .count = rows->value(2).toLongLong()});
  }
  return groups;
}

Result<std::map<std::string, ports::MovementSums>> SqlRebuildSource::movementSums() {
  const auto db = session();
  if (!db) return std::unexpected(db.error());
  return LedgerAuditor(**db).movementSums();
}

Result<std::vector<std::optional<ports::BookedState>>> SqlRebuildSource::states(std::span<const std::string> orderIds) {
  const auto db = session();
  if (!db) return std::unexpected(db.error());
  std::unordered_map<std::string, ports::BookedState> known;
  for (const auto part : slicesOf(orderIds)) {
    auto rows = (*db)->run(QStringLiteral("SELECT order_id, state, seen FROM orders WHERE order_id IN (%1)")
                               .arg(placeholders(part.size())),
                           toValues(part));
    if (!rows) return std::unexpected(rows.error());
    while (rows->next()) {
      const auto state = stateAt(*rows, 1);
      if (!state) return std::unexpected(state.error());
      known.emplace(textAt(*rows, 0), ports::BookedState{*state, domain::isWhole(*state, rows->value(2).toInt())});
    }
  }
  std::vector<std::optional<ports::BookedState>> states;
  states.reserve(orderIds.size());
  for (const std::string& id : orderIds) {
    const auto found = known.find(id);
    states.push_back(found == known.end() ? std::nullopt : std::optional(found->second));
  }
  return states;
}

Result<std::vector<ports::BookedOrder>> SqlRebuildSource::unfinished(const std::string& after, std::size_t most) {
  const auto db = session();
  if (!db) return std::unexpected(db.error());
  std::vector<ports::BookedOrder> orders;
  QString last = toQt(after);
  for (int read = kPage; read == kPage && orders.size() < most;) {
    auto rows = (*db)->run(
        QStringLiteral("SELECT order_id, state, seen FROM orders WHERE order_id > ? ORDER BY order_id LIMIT %1")
            .arg(kPage),
        {last});
    if (!rows) return std::unexpected(rows.error());
    for (read = 0; orders.size() < most && rows->next(); ++read) {
      const auto state = stateAt(*rows, 1);
      if (!state) return std::unexpected(state.error());
      last = rows->value(0).toString();
      if (!domain::isWhole(*state, rows->value(2).toInt()))
        orders.push_back({.orderId = textAt(*rows, 0), .state = *state, .events = {}});
    }
  }
  for (ports::BookedOrder& order : orders) {
    if (auto done = addEvents(order); !done) return std::unexpected(done.error());
  }
  return orders;
}

Result<void> SqlRebuildSource::addEvents(ports::BookedOrder& order) {
  if (!m_bodies) {
    auto query = m_session->prepare(
        QStringLiteral("SELECT body FROM order_events WHERE event_id >= ? AND event_id < ? AND order_id = ?"));
    if (!query) return std::unexpected(query.error());
    m_bodies = std::move(*query);
  }
  const QString id = toQt(order.orderId);
  m_bodies->bindValue(0, id);
  m_bodies->bindValue(1, QString(id + QLatin1Char('~')));
  m_bodies->bindValue(2, id);
  if (auto done = m_session->execute(*m_bodies, QStringLiteral("read an order's events")); !done) return done;
  while (m_bodies->next()) {
    auto event = domain::decodeEvent(textAt(*m_bodies, 0));
    if (!event) return std::unexpected(event.error());
    order.events.push_back(std::move(*event));
  }
  return {};
}

Result<std::vector<std::string>> SqlRebuildSource::missingEvents(std::span<const std::string> eventIds) {
  const auto db = session();
  if (!db) return std::unexpected(db.error());
  std::unordered_set<std::string> known;
  for (const auto part : slicesOf(eventIds)) {
    auto rows = (*db)->run(
        QStringLiteral("SELECT event_id FROM order_events WHERE event_id IN (%1)").arg(placeholders(part.size())),
        toValues(part));
    if (!rows) return std::unexpected(rows.error());
    while (rows->next()) known.insert(textAt(*rows, 0));
  }
  std::vector<std::string> missing;
  std::ranges::copy_if(eventIds, std::back_inserter(missing),
                       [&](const std::string& id) { return !known.contains(id); });
  return missing;
}

Result<std::vector<ports::BookedKey>> SqlRebuildSource::keys(core::Timestamp since, const std::string& after,
                                                             std::size_t most) {
  const auto db = session();
  if (!db) return std::unexpected(db.error());
  // Of orders and of restocks, by their ids.
  const QString id = toQt(after);
  const auto from = static_cast<qlonglong>(core::toEpochMillis(since));
  auto rows = (*db)->run(
      QStringLiteral("SELECT body FROM (SELECT o.order_id AS id, e.body AS body FROM orders o JOIN order_events e ON "
                     "e.event_id = o.order_id || '%1' WHERE o.order_id > ? AND o.created_at >= ? UNION ALL SELECT "
                     "e.order_id, e.body FROM stock_movements m JOIN order_events e ON e.event_id = m.order_id || '%2' "
                     "WHERE m.kind = 'stocked' AND e.order_id > ? AND e.occurred_at >= ?) AS made WHERE body LIKE "
                     "'%\"idempotencyKey\":%' ORDER BY id LIMIT %3")
          .arg(toQt(domain::eventIdFor("", domain::EventKind::OrderPlaced)),
               toQt(domain::eventIdFor("", domain::EventKind::StockAdded)))
          .arg(most),
      {id, from, id, from});
  if (!rows) return std::unexpected(rows.error());
  std::vector<ports::BookedKey> keys;
  while (rows->next()) {
    auto event = domain::decodeEvent(textAt(*rows, 0));
    if (!event) return std::unexpected(event.error());
    keys.push_back(
        {std::move(event->idempotencyKey), std::move(event->orderId), std::move(event->bodyHash), event->placedAt});
  }
  return keys;
}

}  // namespace orderdeck::adapters::sql
