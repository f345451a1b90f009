// The ledger in a SQL database: SQLite (a file) or PostgreSQL, through QtSql. One object is one connection, opened by
// the first call and again by the next call after it was lost; it belongs to the thread of that first call, which must
// destroy it too. Neither an event loop nor a QCoreApplication is needed: without one Qt finds its drivers in its own
// plugin folder.
#pragma once

#include <memory>

#include "adapters/sql/ledger_config.h"
#include "ports/ledger/ledger_reader.h"
#include "ports/ledger/ledger_writer.h"

namespace orderdeck::adapters::sql {

class SqlLedger : public ports::LedgerWriter, public ports::LedgerReader {
 public:
  /// Throws std::invalid_argument when the driver is neither sqlite nor postgresql.
  explicit SqlLedger(LedgerConfig config);
  ~SqlLedger() override;

  core::Result<std::vector<std::string>> append(std::span<const ports::Delivery> entries) override;

  core::Result<void> check() override;

  core::Result<std::optional<ports::LedgerOrder>> find(const std::string& orderId) override;
  core::Result<ports::OrderPage> list(const ports::OrderQuery& query) override;
  core::Result<ports::OrderCount> count(const ports::OrderQuery& query) override;
  core::Result<std::vector<ports::StockMovement>> movements(const std::string& productId, int limit) override;

 private:
  struct Connection;

  template <typename Call>
  auto with(Call call) -> decltype(call(std::declval<Connection&>()));

  LedgerConfig m_config;
  const std::unique_ptr<ports::Interceptor> m_interceptor;  // null: nothing is in between
  std::unique_ptr<Connection> m_connection;
};

}  // namespace orderdeck::adapters::sql
