#include "adapters/sql/bulk_insert.h"

#include <algorithm>

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
      m_sizes(session.isSqlite() ? std::vector<std::size_t>{1} : std::vector<std::size_t>{64, 8, 1}) {}

Result<std::size_t> BulkInsert::write() {
  auto changed = writeGrouped();
  m_values.clear();
  return changed;
}

Result<std::vector<bool>> BulkInsert::writeEach() {
  auto changed = writeOneByOne();
  m_values.clear();
  return changed;
}

Result<std::size_t> BulkInsert::writeGrouped() {
  std::size_t changed = 0;
  for (std::size_t at = 0; at < m_values.size();) {
    const std::size_t left = (m_values.size() - at) / m_columns;
    const std::size_t rows = *std::ranges::find_if(m_sizes, [left](std::size_t size) { return size <= left; });
    const auto written = writeRows(std::span(m_values).subspan(at, rows * m_columns));
    if (!written) return written;
    changed += *written;
    at += rows * m_columns;
  }
  return changed;
}

Result<std::vector<bool>> BulkInsert::writeOneByOne() {
  std::vector<bool> changed;
  changed.reserve(m_values.size() / m_columns);
  for (std::size_t at = 0; at < m_values.size(); at += m_columns) {
    const auto written = writeRows(std::span(m_values).subspan(at, m_columns));
    if (!written) return std::unexpected(written.error());
    changed.push_back(*written > 0);
  }
  return changed;
}

Result<std::size_t> BulkInsert::writeRows(std::span<const SqlValue> values) {
  if (m_session.isSqlite()) return writeRow(values);
  auto query = statement(values.size() / m_columns);
  if (!query) return std::unexpected(query.error());
  for (std::size_t i = 0; i < values.size(); ++i) (*query)->bindValue(static_cast<int>(i), toVariant(values[i]));
  if (auto done = m_session.execute(**query, m_head); !done) return std::unexpected(done.error());
  return static_cast<std::size_t>(std::max(0, (*query)->numRowsAffected()));
}

Result<std::size_t> BulkInsert::writeRow(std::span<const SqlValue> values) {
  if (!m_row) {
    auto statement = SqliteStatement::prepare(m_session, text(1).toStdString());
    if (!statement) return std::unexpected(statement.error());
    m_row = *std::move(statement);
  }
  return m_row->run(values);
}

Result<QSqlQuery*> BulkInsert::statement(std::size_t rows) {
  if (const auto known = m_statements.find(rows); known != m_statements.end()) return &known->second;
  auto query = m_session.prepare(text(rows));
  if (!query) return std::unexpected(query.error());
  return &m_statements.emplace(rows, std::move(*query)).first->second;
}

QString BulkInsert::text(std::size_t rows) const {
  const QStringList marks(static_cast<qsizetype>(m_columns), QStringLiteral("?"));
  const QString row = QLatin1Char('(') + marks.join(QLatin1Char(',')) + QLatin1Char(')');
  return m_head + QStringList(static_cast<qsizetype>(rows), row).join(QLatin1Char(',')) + QLatin1Char(' ') + m_tail;
}

}  // namespace orderdeck::adapters::sql
