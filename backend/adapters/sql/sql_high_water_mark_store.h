// The hot store's marks in the ledger's database: table store_marks. As with SqlLedger, one object is one connection,
// opened by the first call and again after it was lost; it belongs to the thread of that first call, which must destroy
// it too.
#pragma once

#include <memory>

#include "adapters/sql/ledger_config.h"
#include "ports/ledger/high_water_mark_store.h"

namespace orderdeck::adapters::sql {

class KeptSession;
class SqlSession;

class SqlHighWaterMarkStore final : public ports::HighWaterMarkStore {
 public:
  explicit SqlHighWaterMarkStore(LedgerConfig config);
  ~SqlHighWaterMarkStore() override;

  core::Result<std::optional<ports::HighWaterMarks>> newest() override;
  core::Result<void> raise(const ports::HighWaterMarks& seen) override;
  core::Result<void> begin(const ports::HighWaterMarks& marks) override;

 private:
  template <typename Call>
  auto with(Call call) -> decltype(call(std::declval<SqlSession&>()));
  template <typename Call>
  core::Result<void> inTransaction(Call call);

  const std::unique_ptr<ports::Interceptor> m_interceptor;  // null: nothing is in between
  const std::unique_ptr<KeptSession> m_session;
};

}  // namespace orderdeck::adapters::sql
