// The audit book in SQLite or PostgreSQL, on a connection of its own, made on first use. Belongs to one thread.
#pragma once

#include <memory>

#include "adapters/sql/ledger_config.h"
#include "ports/ledger/audit_book.h"

namespace orderdeck::adapters::sql {

class KeptSession;
class SqlSession;

class SqlAuditBook final : public ports::AuditBook {
 public:
  explicit SqlAuditBook(LedgerConfig config);
  ~SqlAuditBook() override;

  core::Result<std::vector<std::optional<domain::OrderState>>> states(std::span<const std::string> orderIds) override;
  core::Result<std::int64_t> orders() override;
  core::Result<std::vector<std::string>> overcharged(std::span<const std::string> orderIds) override;
  core::Result<ports::Misbooked> misbooked(int limit) override;
  core::Result<ports::KeyedOrders> keyedOrders(core::Millis window, int limit) override;
  core::Result<std::vector<ports::UnfinishedOrder>> unfinished(const std::string& after, int limit) override;
  core::Result<std::vector<ports::OffsetContradiction>> outOfOrder(std::span<const std::string> orderIds,
                                                                   int limit) override;
  /// By SQLite's rowid: events are only ever added. PostgreSQL has nothing like it.
  core::Result<std::optional<ports::LedgerTail>> tail(std::int64_t after, std::int64_t most, int sample) override;

 private:
  core::Result<SqlSession*> session();

  const std::unique_ptr<KeptSession> m_session;
};

}  // namespace orderdeck::adapters::sql
