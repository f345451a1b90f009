// Which orders the ledger has whole, as their rows say. Private to adapters/sql; one session's, one thread's.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include <QSqlQuery>

#include "adapters/sql/sql_session.h"
#include "adapters/sql/sqlite_statement.h"

namespace orderdeck::adapters::sql {

class WholeOrders {
 public:
  explicit WholeOrders(SqlSession& session) : m_session(session) {}

  /// Adds to `whole` those of the orders that are terminal and whole (see completeness.h). SQLite is asked for one
  /// order after the other, PostgreSQL, where a call is a round trip, for all at once.
  core::Result<void> addThoseOf(const std::unordered_set<std::string_view>& orderIds, std::vector<std::string>& whole);

 private:
  core::Result<void> addOneByOne(const std::unordered_set<std::string_view>& orderIds, std::vector<std::string>& whole);
  core::Result<void> addAtOnce(const std::unordered_set<std::string_view>& orderIds, std::vector<std::string>& whole);

  SqlSession& m_session;
  std::optional<SqliteStatement> m_one;  // SQLite's
  std::optional<QSqlQuery> m_ended;      // PostgreSQL's
};

}  // namespace orderdeck::adapters::sql
