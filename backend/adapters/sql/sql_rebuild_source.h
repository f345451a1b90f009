// What a rebuild reads from the ledger, in one read transaction that lasts as long as the object. SQLite or PostgreSQL;
// the connection is made by the first call and belongs to its thread, which must destroy it too. Nothing is ever
// written.
#pragma once

#include <memory>
#include <optional>

#include <QSqlQuery>

#include "adapters/sql/ledger_config.h"
#include "ports/ledger/rebuild_source.h"

namespace orderdeck::adapters::sql {

class SqlSession;

class SqlRebuildSource final : public ports::RebuildSource {
 public:
  explicit SqlRebuildSource(LedgerConfig config);
  ~SqlRebuildSource() override;

  core::Result<std::vector<ports::BookedGroup>> groups() override;
  core::Result<std::map<std::string, ports::MovementSums>> movementSums() override;
  core::Result<std::vector<std::optional<ports::BookedState>>> states(std::span<const std::string> orderIds) override;
  core::Result<std::vector<ports::BookedOrder>> unfinished(const std::string& after, std::size_t most) override;
  core::Result<std::vector<std::string>> missingEvents(std::span<const std::string> eventIds) override;
  core::Result<std::vector<ports::BookedKey>> keys(core::Timestamp since, const std::string& after,
                                                   std::size_t most) override;

 private:
  core::Result<SqlSession*> session();
  core::Result<void> addEvents(ports::BookedOrder& order);

  const LedgerConfig m_config;
  std::unique_ptr<SqlSession> m_session;
  std::optional<QSqlQuery> m_bodies;  // of one order; goes before m_session
};

}  // namespace orderdeck::adapters::sql
