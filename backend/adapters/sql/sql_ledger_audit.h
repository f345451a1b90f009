// The ledger's audit in SQLite or PostgreSQL, on a connection of its own, made on first use. Belongs to one thread.
#pragma once

#include <memory>

#include "adapters/sql/ledger_config.h"
#include "ports/ledger/ledger_audit.h"

namespace orderdeck::adapters::sql {

class KeptSession;
class LedgerAuditor;
class SqlSession;

class SqlLedgerAudit final : public ports::LedgerAudit {
 public:
  explicit SqlLedgerAudit(LedgerConfig config);
  ~SqlLedgerAudit() override;

  core::Result<std::vector<std::optional<domain::OrderState>>> states(std::span<const std::string> orderIds) override;
  core::Result<std::int64_t> orderCount() override;
  core::Result<std::vector<std::string>> overcharged(std::span<const std::string> orderIds) override;
  core::Result<ports::Misbooked> misbooked(int limit) override;
  core::Result<ports::KeyedOrders> keyedOrders(core::Millis window, int limit) override;
  core::Result<std::vector<ports::UnfinishedOrder>> unfinished(const std::string& after, int limit) override;
  core::Result<std::vector<ports::OffsetContradiction>> outOfOrder(std::span<const std::string> orderIds,
                                                                   int limit) override;
  /// By SQLite's rowid: events are only ever added. PostgreSQL has nothing like it.
  core::Result<std::optional<ports::LedgerTail>> tail(std::int64_t after, std::int64_t most, int sample) override;

  core::Result<std::map<std::string, std::int64_t>> countByState() override;
  core::Result<std::map<std::string, ports::MovementSums>> movementSums() override;
  core::Result<ports::MoneySums> money() override;
  core::Result<std::vector<std::string>> ordersWithoutPlacement(int limit) override;
  core::Result<std::vector<std::string>> missing(std::span<const std::string> orderIds) override;
  core::Result<std::vector<std::string>> illegalHistories(int limit) override;

 private:
  core::Result<SqlSession*> session();
  template <typename Call>
  auto sum(Call call) -> decltype(call(std::declval<LedgerAuditor&>()));

  const std::unique_ptr<KeptSession> m_session;
};

}  // namespace orderdeck::adapters::sql
