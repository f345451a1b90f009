#include "adapters/sql/order_search.h"

#include <algorithm>
#include <chrono>

#include "adapters/sql/id_list.h"

namespace orderdeck::adapters::sql {

using core::Result;
using ports::OrderQuery;

namespace {

constexpr core::Millis kSearchTime{400}, kCountTime{200};
constexpr core::Millis kQuick{20}, kSlow{100};  // a stretch that took less is doubled, one that took more is halved
constexpr int kMostBuckets = 256;
constexpr std::int64_t kMostCounted = 2'000'000;  // some 15 ms a million on a machine at rest

// As orders_user of the schema has it: SQLite takes the index for the very expression only.
const QString kBucket = QStringLiteral("substr(o.order_id, 1, 7)");

QString newestOf(int limit) { return limit == 0 ? QString() : QStringLiteral(" ORDER BY 1 DESC LIMIT %1").arg(limit); }

bool isText(const OrderQuery& query) { return !query.text.empty(); }

/// " AND o.state IN (...)"; empty: of any state.
QString stateCondition(const OrderQuery& query, QVariantList& values) {
  if (query.states.empty()) return {};
  for (const domain::OrderState state : query.states) values << toQt(domain::stateName(state));
  return QStringLiteral(" AND o.state IN (%1)").arg(placeholders(query.states.size()));
}

QString beginOf(const OrderQuery& query) { return query.before.empty() ? kAboveIds : toQt(query.before); }

}  // namespace

/// With a limit, each state gives its own newest ones by the index, and the newest of them are taken: to sort all that
/// are in these states would take as long as there are many.
OrderSearch::Statement OrderSearch::byState(const OrderQuery& query, const Stretch& stretch, int limit) {
  Statement statement;
  if (query.states.empty()) {
    statement.sql = QStringLiteral("SELECT o.order_id FROM orders o WHERE o.order_id >= ? AND o.order_id < ?");
    statement.values << stretch.floor << stretch.ceiling;
    statement.sql += newestOf(limit);
    return statement;
  }
  QStringList parts;
  for (const domain::OrderState state : query.states) {
    parts << QStringLiteral(
                 "SELECT order_id FROM (SELECT o.order_id FROM orders o WHERE o.state = ? AND o.order_id >= ? AND "
                 "o.order_id < ?%1) AS s%2")
                 .arg(newestOf(limit))
                 .arg(parts.size());
    statement.values << toQt(domain::stateName(state)) << stretch.floor << stretch.ceiling;
  }
  statement.sql = parts.join(QStringLiteral(" UNION ALL ")) + newestOf(limit);
  return statement;
}

OrderSearch::Statement OrderSearch::byText(const OrderQuery& query, const Stretch& stretch, int limit) {
  const QString text = toQt(query.text), textEnd = text + kAboveIds;
  QStringList parts;
  Statement statement;
  const auto add = [&](const Statement& part) {
    parts << QStringLiteral("SELECT order_id FROM (%1) AS t%2").arg(part.sql).arg(parts.size());
    statement.values << part.values;
  };

  const Stretch begunBy{std::max(stretch.floor, text), std::min(stretch.ceiling, textEnd), {}};
  if (begunBy.floor < begunBy.ceiling) add(byState(query, begunBy, limit));

  Statement ofProduct;
  ofProduct.values << text << stretch.floor << stretch.ceiling;
  // CROSS JOIN: SQLite shall begin with the items.
  ofProduct.sql = QStringLiteral(
                      "SELECT i.order_id FROM order_items i%1 WHERE i.product_id = ? AND i.order_id >= ? AND "
                      "i.order_id < ?%2%3%4")
                      .arg(query.states.empty() ? QString() : QStringLiteral(" CROSS JOIN orders o"),
                           query.states.empty() ? QString() : QStringLiteral(" AND o.order_id = i.order_id"),
                           stateCondition(query, ofProduct.values), newestOf(limit));
  add(ofProduct);

  Statement ofUser;
  for (const QString& bucket : stretch.buckets) ofUser.values << bucket;
  ofUser.values << text << textEnd << stretch.ceiling;
  // The id is made an expression, which no index is for: neither database shall walk the orders by their ids instead.
  ofUser.sql = QStringLiteral(
                   "SELECT o.order_id || '' AS order_id FROM orders o WHERE %1 IN (%2) AND o.user_id >= ? AND "
                   "o.user_id < ? AND o.order_id || '' < ?%3%4")
                   .arg(kBucket, placeholders(static_cast<std::size_t>(stretch.buckets.size())),
                        stateCondition(query, ofUser.values), newestOf(limit));
  add(ofUser);

  statement.sql = parts.join(QStringLiteral(" UNION ")) + newestOf(limit);
  return statement;
}

Result<QVariantList> OrderSearch::idsOf(const Statement& statement) {
  auto rows = m_session.run(statement.sql, statement.values);
  if (!rows) return std::unexpected(rows.error());
  QVariantList ids;
  while (rows->next()) ids << rows->value(0);
  return ids;
}

Result<std::int64_t> OrderSearch::numberOf(const Statement& statement) {
  auto rows = m_session.run(QStringLiteral("SELECT count(*) FROM (%1) AS found").arg(statement.sql), statement.values);
  if (!rows) return std::unexpected(rows.error());
  std::int64_t number = 0;
  while (rows->next()) number = rows->value(0).toLongLong();
  return number;
}

Result<QStringList> OrderSearch::bucketsBelow(const QString& ceiling, int most) {
  auto rows = m_session.run(
      QStringLiteral(
          "WITH RECURSIVE b(n, id) AS (SELECT 1, (SELECT max(o.order_id) FROM orders o WHERE o.order_id < ?) UNION ALL "
          "SELECT n + 1, (SELECT max(o.order_id) FROM orders o WHERE o.order_id < substr(b.id, 1, 7)) FROM b WHERE n < "
          "%1 AND b.id IS NOT NULL) SELECT substr(id, 1, 7) FROM b WHERE id IS NOT NULL ORDER BY n")
          .arg(most),
      {ceiling});
  if (!rows) return std::unexpected(rows.error());
  QStringList buckets;
  while (rows->next()) buckets << rows->value(0).toString();
  return buckets;
}

Result<QString> OrderSearch::walk(QString ceiling, core::Millis time,
                                  const std::function<Result<Walk>(const Stretch&)>& visit) {
  using Clock = std::chrono::steady_clock;
  const auto until = Clock::now() + time;
  int most = 1;
  while (true) {
    const auto begun = Clock::now();
    const auto buckets = bucketsBelow(ceiling, most);
    if (!buckets) return std::unexpected(buckets.error());
    if (buckets->empty()) return QString();
    const auto done = visit({buckets->last(), ceiling, *buckets});
    if (!done) return std::unexpected(done.error());
    ceiling = buckets->last();
    const auto now = Clock::now();
    if (*done == Walk::Stop || now >= until) return ceiling;
    if (now - begun < kQuick) most = std::min(2 * most, kMostBuckets);
    if (now - begun > kSlow) most = std::max(most / 2, 1);
  }
}

Result<FoundOrders> OrderSearch::pageOfStates(const OrderQuery& query) {
  auto ids = idsOf(byState(query, {QStringLiteral(""), beginOf(query), {}}, query.limit));
  if (!ids) return std::unexpected(ids.error());
  FoundOrders found{.ids = *std::move(ids), .next = {}};
  if (found.ids.size() >= query.limit) found.next = found.ids.last().toString();
  return found;
}

Result<FoundOrders> OrderSearch::page(const OrderQuery& query) {
  if (!isText(query)) return pageOfStates(query);
  FoundOrders found;
  const auto came = walk(beginOf(query), kSearchTime, [&](const Stretch& stretch) -> Result<Walk> {
    auto ids = idsOf(byText(query, stretch, query.limit - static_cast<int>(found.ids.size())));
    if (!ids) return std::unexpected(ids.error());
    found.ids << *ids;
    return found.ids.size() < query.limit ? Walk::GoOn : Walk::Stop;
  });
  if (!came) return std::unexpected(came.error());
  found.next = found.ids.size() < query.limit ? *came : found.ids.last().toString();
  return found;
}

Result<ports::OrderCount> OrderSearch::count(const OrderQuery& query) {
  ports::OrderCount counted;
  if (!isText(query)) {
    Statement statement{.sql = QStringLiteral("SELECT 1 FROM orders o"), .values = {}};
    if (!query.states.empty()) statement.sql += QStringLiteral(" WHERE true") + stateCondition(query, statement.values);
    statement.sql += QStringLiteral(" LIMIT %1").arg(kMostCounted);
    const auto number = numberOf(statement);
    if (!number) return std::unexpected(number.error());
    return ports::OrderCount{.orders = *number, .isExact = *number < kMostCounted};
  }
  const auto came = walk(kAboveIds, kCountTime, [&](const Stretch& stretch) -> Result<Walk> {
    const auto number = numberOf(byText(query, stretch, 0));
    if (!number) return std::unexpected(number.error());
    counted.orders += *number;
    return Walk::GoOn;
  });
  if (!came) return std::unexpected(came.error());
  counted.isExact = came->isEmpty();
  return counted;
}

}  // namespace orderdeck::adapters::sql
