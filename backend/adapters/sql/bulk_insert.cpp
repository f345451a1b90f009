#include "adapters/sql/bulk_insert.h"

#include <algorithm>
#include <utility>

#include <QStringList>

namespace orderdeck::adapters::sql {

using core::Result;

namespace {

QVariant toVariant(const SqlValue& value) {
  if (const auto* text = std::get_if<std::string_view>(&value)) return toQt(*text);
  return static_cast<qlonglong>(std::get<std::int64_t>(value));
}

}  // namespace

BulkInsert::BulkInsert(SqlSession& session, QString head, std::size_t columns, QString tail)
    : m_session(session),
      m_head(std::move(head)),
      m_columns(columns),
      m_tail(std::move(tail)),
      m_sizes(session.isSqlite() ? std::vector<std::size_t>{1} : std::vector<std::size_t>{64, 8, 1}),
      m_bound(columns) {
  for (std::size_t i = 0; i < columns; ++i) m_names.push_back(QStringLiteral(":c%1").arg(i));
}

Result<std::size_t> BulkInsert::write() {
  const std::vector<SqlValue> values = std::exchange(m_values, {});
  std::size_t changed = 0;
  for (std::size_t at = 0; at < values.size();) {
    const std::size_t left = (values.size() - at) / m_columns;
    const std::size_t rows = *std::ranges::find_if(m_sizes, [left](std::size_t size) { return size <= left; });
    const auto written = writeRows(std::span(values).subspan(at, rows * m_columns));
    if (!written) return written;
    changed += *written;
    at += rows * m_columns;
  }
  return changed;
}

Result<std::vector<bool>> BulkInsert::writeEach() {
  const std::vector<SqlValue> values = std::exchange(m_values, {});
  std::vector<bool> changed;
  changed.reserve(values.size() / m_columns);
  for (std::size_t at = 0; at < values.size(); at += m_columns) {
    const auto written = writeRows(std::span(values).subspan(at, m_columns));
    if (!written) return std::unexpected(written.error());
    changed.push_back(*written > 0);
  }
  return changed;
}

Result<std::size_t> BulkInsert::writeRows(std::span<const SqlValue> values) {
  auto query = statement(values.size() / m_columns);
  if (!query) return std::unexpected(query.error());
  if (values.size() == m_columns) {
    bindOne(**query, values);
  } else {
    for (std::size_t i = 0; i < values.size(); ++i) (*query)->bindValue(static_cast<int>(i), toVariant(values[i]));
  }
  if (auto done = m_session.execute(**query, m_head); !done) return std::unexpected(done.error());
  return static_cast<std::size_t>(std::max(0, (*query)->numRowsAffected()));
}

void BulkInsert::bindOne(QSqlQuery& query, std::span<const SqlValue> values) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (const auto* text = std::get_if<std::string_view>(&values[i])) {
      auto* bound = std::get_if<std::string>(&m_bound[i]);
      if (bound != nullptr && *bound == *text) continue;
      if (bound != nullptr) {
        bound->assign(*text);
      } else {
        m_bound[i] = std::string(*text);
      }
    } else {
      const auto* bound = std::get_if<std::int64_t>(&m_bound[i]);
      if (bound != nullptr && *bound == std::get<std::int64_t>(values[i])) continue;
      m_bound[i] = std::get<std::int64_t>(values[i]);
    }
    query.bindValue(m_names[i], toVariant(values[i]));
  }
}

Result<QSqlQuery*> BulkInsert::statement(std::size_t rows) {
  if (const auto known = m_statements.find(rows); known != m_statements.end()) return &known->second;
  const QStringList columns = rows == 1 ? QStringList(m_names.begin(), m_names.end())
                                        : QStringList(static_cast<qsizetype>(m_columns), QStringLiteral("?"));
  const QString row = QLatin1Char('(') + columns.join(QLatin1Char(',')) + QLatin1Char(')');
  auto query = m_session.prepare(m_head + QStringList(static_cast<qsizetype>(rows), row).join(QLatin1Char(',')) + QLatin1Char(' ') + m_tail);
  if (!query) return std::unexpected(query.error());
  return &m_statements.emplace(rows, std::move(*query)).first->second;
}

}  // namespace orderdeck::adapters::sql
