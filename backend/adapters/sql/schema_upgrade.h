// Brings the tables of an older ledger up to what the schema's files say now: columns that came later. Private to
// adapters/sql; a writer's session, within the transaction that makes the tables.
#pragma once

#include "adapters/sql/sql_session.h"

namespace orderdeck::adapters::sql {

core::Result<void> upgradeSchema(SqlSession& session);

}  // namespace orderdeck::adapters::sql
