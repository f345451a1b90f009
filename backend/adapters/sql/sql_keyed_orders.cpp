// Which orders of the ledger came with an idempotency key, as the bodies of their OrderPlaced say: the part of the
// audit record that reads them.
#include <algorithm>

#include "adapters/sql/sql_ledger_audit.h"
#include "adapters/sql/sql_session.h"
#include "domain/events/event.h"

namespace orderdeck::adapters::sql {

using core::Result;

namespace {

/// The key in a body; NULL when it has none. PostgreSQL's is read by a pattern: what the ledger took is JSON, but not
/// always what `json` takes.
QString keySql(bool isSqlite) {
  return isSqlite ? QStringLiteral("CASE WHEN json_valid(body) THEN json_extract(body, '$.idempotencyKey') END")
                  : QStringLiteral(R"re(substring(body from '"idempotencyKey"\s*:\s*"(([^"\\]|\\.)*)"'))re");
}

struct Placed {
  std::string orderId, bodyHash;
  core::Timestamp at;
};

/// The orders of one key that were placed while the first of them was remembered.
void addShared(const std::string& key, std::vector<Placed> placed, core::Millis window, ports::KeyedOrders& out,
               int limit) {
  std::ranges::stable_sort(placed, {}, &Placed::at);
  for (std::size_t first = 0, next = 1; next <= placed.size(); ++next) {
    if (next < placed.size() && placed[next].at - placed[first].at < window) continue;
    ports::KeyedOrders::Shared shared{.key = key, .orderIds = {}, .sameBody = true};
    for (std::size_t i = first; i < next; ++i) {
      if (std::ranges::find(shared.orderIds, placed[i].orderId) == shared.orderIds.end())
        shared.orderIds.push_back(placed[i].orderId);
      shared.sameBody = shared.sameBody && placed[i].bodyHash == placed[first].bodyHash;
    }
    if (shared.orderIds.size() > 1 && std::ssize(out.shared) < limit) out.shared.push_back(std::move(shared));
    first = next;
  }
}

}  // namespace

Result<ports::KeyedOrders> SqlLedgerAudit::keyedOrders(core::Millis window, int limit) {
  const auto db = session();
  if (!db) return std::unexpected(db.error());
  const QString keyed = QStringLiteral("SELECT order_id, %1 AS k FROM order_events WHERE event = 'OrderPlaced'")
                            .arg(keySql((*db)->isSqlite()));
  ports::KeyedOrders out;
  auto counted = (*db)->run(QStringLiteral("SELECT COUNT(k) FROM (%1) AS keyed").arg(keyed));
  if (!counted) return std::unexpected(counted.error());
  while (counted->next()) out.count = counted->value(0).toLongLong();
  if (out.count == 0) return out;
  auto rows = (*db)->run(
      QStringLiteral(
          "SELECT k FROM (%1) AS keyed WHERE k IS NOT NULL GROUP BY k HAVING COUNT(DISTINCT order_id) > 1 LIMIT %2")
          .arg(keyed)
          .arg(limit));
  if (!rows) return std::unexpected(rows.error());
  std::vector<QString> keys;
  while (rows->next()) keys.push_back(rows->value(0).toString());
  for (const QString& key : keys) {
    auto bodies = (*db)->run(QStringLiteral("SELECT body FROM order_events WHERE event = 'OrderPlaced' AND %1 = ?")
                                 .arg(keySql((*db)->isSqlite())),
                             {key});
    if (!bodies) return std::unexpected(bodies.error());
    std::vector<Placed> placed;
    while (bodies->next())
      if (const auto event = domain::decodeEvent(textAt(*bodies, 0)))
        placed.push_back({event->orderId, event->bodyHash, event->placedAt});
    addShared(key.toStdString(), std::move(placed), window, out, limit);
  }
  return out;
}

}  // namespace orderdeck::adapters::sql
