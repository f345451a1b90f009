// The sums and contradictions that an audit asks of the ledger. Private to adapters/sql; one session's, one thread's.
// Every method is as in ports::LedgerAudit and reads whole tables: about a second a million rows.
#pragma once

#include <map>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "adapters/sql/sql_session.h"
#include "ports/ledger/ledger_audit.h"

namespace orderdeck::adapters::sql {

class LedgerAuditor {
 public:
  explicit LedgerAuditor(SqlSession& session) : m_session(session) {}

  core::Result<std::map<std::string, std::int64_t>> countByState();
  core::Result<std::map<std::string, ports::MovementSums>> movementSums();
  core::Result<ports::MoneySums> money();
  core::Result<std::vector<std::string>> ordersWithoutPlacement(int limit);
  core::Result<std::vector<std::string>> missing(std::span<const std::string> orderIds);
  core::Result<std::vector<std::string>> illegalHistories(int limit);

 private:
  class PlainWalk;
  struct Row;
  struct Walk;
  core::Result<void> readRows(const std::string& first, const std::string& last,
                              std::unordered_map<std::string, Row>& known);
  /// The next page's orders that did not plainly go from placed to completed, or on the way there, or whose row says
  /// something else.
  core::Result<std::vector<std::string>> nextUnusual(Walk& walk);
  core::Result<bool> isLegal(QSqlQuery& bodies, const std::string& orderId);

  SqlSession& m_session;
};

}  // namespace orderdeck::adapters::sql
