// The dead-letter store in the ledger's database: SQLite or PostgreSQL. As with SqlLedger, one object is one
// connection, opened by the first call and again after it was lost; it belongs to the thread of that first call, which
// must destroy it too.
#pragma once

#include <memory>

#include "adapters/sql/ledger_config.h"
#include "ports/ledger/dead_letter_store.h"

namespace orderdeck::adapters::sql {

class KeptSession;
class SqlSession;

class SqlDeadLetterStore : public ports::DeadLetterStore {
 public:
  explicit SqlDeadLetterStore(LedgerConfig config);
  ~SqlDeadLetterStore() override;

  core::Result<void> record(std::span<const ports::DeadLetter> letters) override;

  core::Result<std::vector<ports::DeadLetter>> list(const ports::DeadLetterQuery& query) override;
  core::Result<std::vector<std::string>> ids(const ports::DeadLetterQuery& query) override;
  core::Result<std::optional<ports::DeadLetter>> find(const std::string& letterId) override;
  core::Result<std::map<std::string, std::int64_t>> counts(const ports::DeadLetterQuery& query) override;

  core::Result<int> mark(std::span<const std::string> letterIds, domain::LetterStatusWord status,
                         core::Timestamp at) override;

  core::Result<std::vector<std::string>> openOrders() override;
  core::Result<std::vector<std::string>> waitingOrders() override;

 private:
  template <typename Call>
  auto with(Call call) -> decltype(call(std::declval<SqlSession&>()));
  template <typename Call>
  auto inTransaction(Call call) -> decltype(call(std::declval<SqlSession&>()));

  const std::unique_ptr<ports::Interceptor> m_interceptor;  // null: nothing is in between
  const std::unique_ptr<KeptSession> m_session;
};

}  // namespace orderdeck::adapters::sql
