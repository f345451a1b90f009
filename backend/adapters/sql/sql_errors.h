// Whose fault a database's error is, in one place: the store's (Unavailable, may be tried again however long it lasts),
// the message's (never taken), or not known (Internal: the caller looks for the message that is at fault). Private to
// adapters/sql. Pure functions, any thread.
#pragma once

#include <string>
#include <string_view>

#include "core/error.h"

namespace orderdeck::adapters::sql {

struct SqlFailure {
  core::Error error;
  bool sessionIsOver = false;  // the connection, or what it keeps of the file, is of no use any more: open another one
};

/// `code`: a result code of SQLite's, primary or extended (https://www.sqlite.org/rescode.html). `file`: the database,
/// `doing`: the statement.
SqlFailure sqliteFailure(int code, const std::string& text, const std::string& file, const std::string& doing);

/// `state`: an SQLSTATE (https://www.postgresql.org/docs/15/errcodes-appendix.html); empty: there is no connection any
/// more.
SqlFailure postgresFailure(std::string_view state, const std::string& text, const std::string& doing);

}  // namespace orderdeck::adapters::sql
