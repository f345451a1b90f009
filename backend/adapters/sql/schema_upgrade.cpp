#include "adapters/sql/schema_upgrade.h"

#include <spdlog/spdlog.h>
#include <QStringList>

namespace orderdeck::adapters::sql {

namespace {

struct OrderIndex {
  const char* name;
  const char* columns;
};

// Every index is paid for by every order. An order's place in orders_state moves with its state, but always near the
// end of a state's orders; users have theirs by id bucket, which is some seconds of orders (order_search.h), so that
// what is written lies close together.
constexpr OrderIndex kOrderIndexes[] = {
    {"orders_state", "orders (state, order_id)"},
    {"orders_user", "orders (substr(order_id, 1, 7), user_id, order_id)"},
    {"order_items_product", "order_items (product_id, order_id)"},
};

constexpr std::int64_t kManyOrders = 100'000, kOrdersASecond = 250'000;  // for all indexes; on a slow machine

core::Result<QStringList> indexNames(SqlSession& session) {
  auto rows = session.run(session.isSqlite()
                              ? QStringLiteral("SELECT name FROM sqlite_master WHERE type = 'index'")
                              : QStringLiteral("SELECT indexname FROM pg_indexes WHERE schemaname = current_schema()"));
  if (!rows) return std::unexpected(rows.error());
  QStringList names;
  while (rows->next()) names << rows->value(0).toString();
  return names;
}

core::Result<void> sayHowLong(SqlSession& session) {
  auto rows = session.run(QStringLiteral("SELECT count(*) FROM orders"));
  if (!rows) return std::unexpected(rows.error());
  std::int64_t orders = 0;
  while (rows->next()) orders = rows->value(0).toLongLong();
  if (orders >= kManyOrders)
    spdlog::warn("the ledger gets indexes of its {} orders, once: nothing is taken for about {} s", orders,
                 orders / kOrdersASecond + 1);
  return {};
}

}  // namespace

core::Result<void> upgradeSchema(SqlSession& session) {
  const QString blob = session.isSqlite() ? QStringLiteral("BLOB") : QStringLiteral("BYTEA");
  // The one question: altering a table locks out whoever reads it.
  auto rows = session.run(
      session.isSqlite()
          ? QStringLiteral("SELECT name FROM pragma_table_info('dead_letters')")
          : QStringLiteral("SELECT column_name FROM information_schema.columns WHERE table_name = 'dead_letters' "
                           "AND table_schema = current_schema()"));
  if (!rows) return std::unexpected(rows.error());
  QStringList columns;
  while (rows->next()) columns << rows->value(0).toString();
  for (const auto& [name, type] :
       {std::pair(QStringLiteral("message_headers"), blob),
        std::pair(QStringLiteral("null_key"), QStringLiteral("INTEGER NOT NULL DEFAULT 0")),
        std::pair(QStringLiteral("null_value"), QStringLiteral("INTEGER NOT NULL DEFAULT 0"))}) {
    if (columns.contains(name)) continue;
    if (auto added = session.run(QStringLiteral("ALTER TABLE dead_letters ADD COLUMN %1 %2").arg(name, type)); !added)
      return std::unexpected(added.error());
  }
  return {};
}

core::Result<void> makeOrderIndexes(SqlSession& session) {
  const auto known = indexNames(session);
  if (!known) return std::unexpected(known.error());
  bool isFirst = true;
  for (const OrderIndex& index : kOrderIndexes) {
    if (known->contains(QLatin1String(index.name))) continue;
    if (std::exchange(isFirst, false))
      if (auto said = sayHowLong(session); !said) return said;
    if (auto made = session.run(QStringLiteral("CREATE INDEX IF NOT EXISTS %1 ON %2")
                                    .arg(QLatin1String(index.name), QLatin1String(index.columns)));
        !made)
      return std::unexpected(made.error());
  }
  return {};
}

}  // namespace orderdeck::adapters::sql
