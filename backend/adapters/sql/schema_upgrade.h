// Brings the tables of an older ledger up to what the schema's files say now: columns and indexes that came later.
// Private to adapters/sql; a writer's session, within the transaction that makes the tables.
#pragma once

#include "adapters/sql/sql_session.h"

namespace orderdeck::adapters::sql {

core::Result<void> upgradeSchema(SqlSession& session);
/// The indexes that orders are found by. A large ledger of an older program gets them once, at its first start, which
/// takes some seconds a million orders: that is said in the log before.
core::Result<void> makeOrderIndexes(SqlSession& session);

}  // namespace orderdeck::adapters::sql
