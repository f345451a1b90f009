// The hot store's marks in the ledger's database: table store_marks. As with SqlLedger, one object is one connection,
// opened by the first call and again after it was lost; it belongs to the thread of that first call, which must destroy
// it too.
#pragma once

#include <memory>

#include "adapters/sql/ledger_config.h"
#include "ports/ledger/mark_book.h"

namespace orderdeck::adapters::sql {

class KeptSession;
class SqlSession;

class SqlMarkBook final : public ports::MarkBook {
 public:
  explicit SqlMarkBook(LedgerConfig config);
  ~SqlMarkBook() override;

  core::Result<std::optional<ports::StoreMarks>> newest() override;
  core::Result<void> raise(const ports::StoreMarks& seen) override;
  core::Result<void> begin(const ports::StoreMarks& marks) override;

 private:
  template <typename Call>
  auto with(Call call) -> decltype(call(std::declval<SqlSession&>()));
  template <typename Call>
  core::Result<void> inTransaction(Call call);

  const std::unique_ptr<ports::Link> m_link;  // null: nothing is in between
  const std::unique_ptr<KeptSession> m_session;
};

}  // namespace orderdeck::adapters::sql
