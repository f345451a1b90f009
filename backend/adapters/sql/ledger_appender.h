// The writing half of SqlLedger: batches of events into tables, one transaction each. Private to adapters/sql; one
// session's, one thread's.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "adapters/sql/bulk_insert.h"
#include "adapters/sql/ledger_batch.h"
#include "adapters/sql/sql_session.h"
#include "adapters/sql/whole_orders.h"
#include "ports/ledger/ledger_writer.h"

namespace orderdeck::adapters::sql {

class LedgerAppender {
 public:
  explicit LedgerAppender(SqlSession& session);

  /// As ports::LedgerWriter::append.
  core::Result<std::vector<std::string>> append(std::span<const ports::Delivery> entries);
  /// As ports::LedgerWriter::check: writes an order's life, a dead letter and a mark, and takes them back.
  core::Result<void> check();

 private:
  using Whole = std::vector<std::string>;

  core::Result<Whole> writeAll(std::span<const ports::Delivery> entries);
  /// Which of the entries are new.
  core::Result<std::vector<bool>> writeEvents(std::span<const ports::Delivery> entries);
  void addEvents(std::span<const ports::Delivery> entries);
  core::Result<std::size_t> writePlacements(const LedgerBatch& batch);
  core::Result<std::size_t> writeMovements(const LedgerBatch& batch);
  core::Result<std::size_t> writePayments(const LedgerBatch& batch);
  core::Result<std::size_t> writePoints(const LedgerBatch& batch);
  core::Result<std::size_t> writeOrders(const LedgerBatch& batch);

  SqlSession& m_session;
  BulkInsert m_events;
  BulkInsert m_items;
  BulkInsert m_movements;
  BulkInsert m_payments;
  BulkInsert m_points;
  BulkInsert m_placedOrders, m_movedOrders;
  WholeOrders m_wholeOrders;
};

}  // namespace orderdeck::adapters::sql
