// The writing half of SqlLedger: batches of events into tables, one transaction each. Private to adapters/sql; one session's, one thread's.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "adapters/sql/bulk_insert.h"
#include "adapters/sql/ledger_batch.h"
#include "adapters/sql/sql_session.h"
#include "ports/ledger.h"

namespace orderdeck::adapters::sql {

class LedgerAppender {
 public:
  explicit LedgerAppender(SqlSession& session);

  /// As ports::Ledger::append.
  core::Result<std::vector<std::string>> append(std::span<const ports::LedgerEntry> entries);

 private:
  using Whole = std::vector<std::string>;

  core::Result<void> writeAll(std::span<const ports::LedgerEntry> entries, Whole& whole);
  core::Result<std::unordered_set<std::string>> writeEvents(std::span<const ports::LedgerEntry> entries);
  core::Result<void> writePlacements(const LedgerBatch& batch);
  core::Result<void> writeMovements(const LedgerBatch& batch);
  core::Result<void> writePayments(const LedgerBatch& batch);
  core::Result<void> writeOrders(const LedgerBatch& batch, Whole& whole);
  core::Result<void> lookUp(const std::vector<std::string_view>& orderIds, Whole& whole);

  SqlSession& m_session;
  BulkInsert m_events;
  BulkInsert m_items;
  BulkInsert m_movements;
  BulkInsert m_payments;
  BulkInsert m_orders;
};

}  // namespace orderdeck::adapters::sql
