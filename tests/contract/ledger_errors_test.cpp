// Whose fault a database's error is: every class of SQLSTATE and every result code of SQLite, each looked at once.
#include <QtTest>

#include <sqlite3.h>

#include "adapters/sql/sql_errors.h"
#include "tests/harness/test_registry.h"

using namespace orderdeck;
using adapters::sql::postgresFailure;
using adapters::sql::SqlFailure;
using adapters::sql::sqliteFailure;
using core::ErrorCode;

namespace {

enum Whose { Store, Message, Unknown };

Whose whose(const SqlFailure& failure) {
  const auto& [code, what, retryable] = failure.error;
  if (code == ErrorCode::Unavailable && retryable) return Store;
  if ((code == ErrorCode::InvalidArgument || code == ErrorCode::TooLarge) && !retryable) return Message;
  if (code == ErrorCode::Internal && !retryable) return Unknown;
  throw std::runtime_error("no verdict: " + what);
}

}  // namespace

class LedgerErrorsTest : public QObject {
  Q_OBJECT

 private slots:
  void everyClassOfSqlState() {
    const std::vector<std::pair<Whose, std::vector<const char*>>> all = {
        {Store, {"",      "08000", "08006", "08P01", "0A000", "25006", "25P02", "25P03", "26000", "28000", "28P01",
                 "3D000", "3F000", "40001", "40P01", "42501", "42P01", "42703", "42704", "42883", "42P10", "53000",
                 "53100", "53200", "53300", "55000", "55006", "55P03", "57000", "57014", "57P01", "57P02", "57P03",
                 "57P04", "58000", "58030", "58P01", "72000", "F0000", "XX001", "XX002"}},
        {Message,
         {"21000", "22000", "22001", "22003", "22021", "22P05", "23502", "23505", "23514", "44000", "54000", "54001"}},
        {Unknown, {"42601", "42804", "42P18", "P0001", "XX000", "HV000", "2F000", "38000", "99999"}},
    };
    for (const auto& [expected, states] : all)
      for (const char* state : states) QVERIFY2(whose(postgresFailure(state, "text", "INSERT")) == expected, state);
    QVERIFY(postgresFailure("57P01", "text", "INSERT").sessionIsOver);
    QVERIFY(!postgresFailure("53100", "text", "INSERT").sessionIsOver);
    QVERIFY(!postgresFailure("22003", "text", "INSERT").sessionIsOver);
  }

  void everyResultCodeOfSqlite() {
    const std::vector<std::pair<Whose, std::vector<int>>> all = {
        {Store,
         {SQLITE_PERM,
          SQLITE_ABORT,
          SQLITE_BUSY,
          SQLITE_BUSY_SNAPSHOT,
          SQLITE_LOCKED,
          SQLITE_NOMEM,
          SQLITE_READONLY,
          SQLITE_READONLY_DBMOVED,
          SQLITE_INTERRUPT,
          SQLITE_IOERR,
          SQLITE_IOERR_SHORT_READ,
          SQLITE_IOERR_WRITE,
          SQLITE_CORRUPT,
          SQLITE_CORRUPT_INDEX,
          SQLITE_FULL,
          SQLITE_CANTOPEN,
          SQLITE_PROTOCOL,
          SQLITE_SCHEMA,
          SQLITE_NOLFS,
          SQLITE_AUTH,
          SQLITE_FORMAT,
          SQLITE_NOTADB}},
        {Message,
         {SQLITE_TOOBIG, SQLITE_CONSTRAINT, SQLITE_CONSTRAINT_UNIQUE, SQLITE_CONSTRAINT_NOTNULL, SQLITE_MISMATCH}},
        {Unknown, {SQLITE_ERROR, SQLITE_INTERNAL, SQLITE_NOTFOUND, SQLITE_MISUSE, SQLITE_RANGE, 99}},
    };
    for (const auto& [expected, codes] : all)
      for (const int code : codes)
        QVERIFY2(whose(sqliteFailure(code, "text", "/d/ledger.sqlite", "INSERT")) == expected,
                 std::to_string(code).c_str());
    for (const char* text : {"no such table: orders", "table orders has no column named seen", "no such column: seen"})
      QVERIFY2(whose(sqliteFailure(SQLITE_ERROR, text, "/d/ledger.sqlite", "INSERT")) == Store, text);
    QVERIFY(sqliteFailure(SQLITE_NOTADB, "t", "f", "d").sessionIsOver);
    QVERIFY(!sqliteFailure(SQLITE_BUSY, "t", "f", "d").sessionIsOver);
  }

  void whatIsWrongIsSaidWithTheWayBack() {
    const std::string damaged =
        sqliteFailure(SQLITE_NOTADB, "file is not a database", "/d/ledger.sqlite", "PRAGMA journal_mode").error.what;
    for (const char* part : {"/d/ledger.sqlite", "damaged", "file is not a database", "backup"})
      QVERIFY2(damaged.find(part) != std::string::npos, damaged.c_str());
    QVERIFY(sqliteFailure(SQLITE_FULL, "t", "f", "d").error.what.find("Free some disk space") != std::string::npos);
    QVERIFY(sqliteFailure(SQLITE_BUSY, "t", "f", "d").error.what.find("locked by another process") !=
            std::string::npos);
    QVERIFY(postgresFailure("53100", "No space left on device", "d").error.what.find("SQLSTATE 53100") !=
            std::string::npos);
  }
};

ORDERDECK_TEST(LedgerErrorsTest)
#include "ledger_errors_test.moc"
