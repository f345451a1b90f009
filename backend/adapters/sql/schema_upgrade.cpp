#include "adapters/sql/schema_upgrade.h"

#include <QStringList>

namespace orderdeck::adapters::sql {

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

}  // namespace orderdeck::adapters::sql
