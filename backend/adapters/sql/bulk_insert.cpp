#include "adapters/sql/bulk_insert.h"

#include <QStringList>

namespace orderdeck::adapters::sql {

BulkInsert::BulkInsert(SqlSession& session, QString head, int columns, QString tail, std::vector<int> sizes)
    : m_session(session), m_head(std::move(head)), m_columns(columns), m_tail(std::move(tail)), m_sizes(std::move(sizes)) {}

core::Result<QSqlQuery*> BulkInsert::statement(int rows) {
  if (const auto known = m_statements.find(rows); known != m_statements.end()) return &known->second;
  const QString row = QLatin1Char('(') + QStringList(m_columns, QStringLiteral("?")).join(QLatin1Char(',')) + QLatin1Char(')');
  auto query = m_session.prepare(m_head + QStringList(rows, row).join(QLatin1Char(',')) + QLatin1Char(' ') + m_tail);
  if (!query) return std::unexpected(query.error());
  return &m_statements.emplace(rows, std::move(*query)).first->second;
}

core::Result<void> BulkInsert::flush(const OnRow& onRow) {
  std::vector<QVariant> values;
  values.swap(m_values);
  std::size_t at = 0;
  while (at < values.size()) {
    const auto left = static_cast<int>((values.size() - at) / static_cast<std::size_t>(m_columns));
    int rows = 1;
    for (const int size : m_sizes) {
      if (size > left) continue;
      rows = size;
      break;
    }
    auto query = statement(rows);
    if (!query) return std::unexpected(query.error());
    for (int i = 0; i < rows * m_columns; ++i) (*query)->bindValue(i, std::move(values[at++]));
    if (auto done = m_session.execute(**query, m_head); !done) return done;
    if (onRow)
      while ((*query)->next()) onRow(**query);
  }
  return {};
}

}  // namespace orderdeck::adapters::sql
