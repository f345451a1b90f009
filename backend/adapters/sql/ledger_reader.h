// The reading half of SqlLedger. Private to adapters/sql; one session's, one thread's. Every method is as in
// ports::LedgerReader.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "adapters/sql/order_search.h"
#include "adapters/sql/sql_session.h"
#include "ports/ledger/ledger_reader.h"

namespace orderdeck::adapters::sql {

class LedgerReader {
 public:
  explicit LedgerReader(SqlSession& session) : m_session(session), m_search(session) {}

  core::Result<std::optional<ports::LedgerOrder>> find(const std::string& orderId);
  core::Result<ports::OrderPage> list(const ports::OrderQuery& query);
  core::Result<ports::OrderCount> count(const ports::OrderQuery& query);
  /// Restocks: all. The others: among the newest 1,000,000 movements.
  core::Result<std::vector<ports::StockMovement>> movements(const std::string& productId, int limit);

 private:
  /// Orders where `condition` holds, newest first.
  core::Result<std::vector<ports::LedgerOrder>> orders(const QString& condition, const QVariantList& values, int limit);
  core::Result<void> addItems(std::vector<ports::LedgerOrder>& orders);
  /// Of those that are open, as their OrderPlaced tells it.
  core::Result<void> addDeadlines(std::vector<ports::LedgerOrder>& orders);
  core::Result<std::vector<ports::TimelineEvent>> timeline(const std::string& orderId);

  SqlSession& m_session;
  OrderSearch m_search;
};

}  // namespace orderdeck::adapters::sql
