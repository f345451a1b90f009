#include "adapters/sql/sql_errors.h"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>
#include <sqlite3.h>

namespace orderdeck::adapters::sql {

using core::ErrorCode;

namespace {

enum class Blame {
  Store,     // it cannot serve now
  Session,   // the store, and this connection is of no use any more
  Message,   // these values can never be written
  TooLarge,  // the same
  Unknown,
};

struct SqliteCode {
  int code;
  Blame blame;
  std::string_view what, wayBack;
};

constexpr std::string_view kRestore =
    ". Stop the system, move it aside with its -wal and -shm, put a backup in its place (without one a new ledger "
    "begins), start again";
constexpr std::string_view kRights =
    ". Give this user the right to read and write it and its folder: work then goes on by itself";
constexpr std::string_view kWait = ". Work goes on by itself when it lets go";

constexpr SqliteCode kSqliteCodes[] = {
    {SQLITE_BUSY, Blame::Store, "is locked by another process", kWait},
    {SQLITE_LOCKED, Blame::Store, "is locked by another connection", kWait},
    {SQLITE_PROTOCOL, Blame::Store, "cannot be locked", kWait},
    {SQLITE_FULL, Blame::Store, "cannot grow", ". Free some disk space: work then goes on by itself"},
    {SQLITE_NOMEM, Blame::Store, "lacks memory", ""},
    {SQLITE_INTERRUPT, Blame::Store, "was interrupted", ""},
    {SQLITE_ABORT, Blame::Store, "was interrupted", ""},
    {SQLITE_IOERR, Blame::Session, "cannot be read or written",
     ". See to its disk and folder: work then goes on by itself"},
    {SQLITE_CANTOPEN, Blame::Session, "cannot be opened", kRights},
    {SQLITE_READONLY, Blame::Session, "cannot be written", kRights},
    {SQLITE_PERM, Blame::Session, "cannot be used", kRights},
    {SQLITE_AUTH, Blame::Session, "cannot be used", kRights},
    {SQLITE_CORRUPT, Blame::Session, "is damaged", kRestore},
    {SQLITE_NOTADB, Blame::Session, "is damaged", kRestore},
    {SQLITE_FORMAT, Blame::Session, "is damaged", kRestore},
    {SQLITE_NOLFS, Blame::Session, "is too large for this system", ""},
    {SQLITE_SCHEMA, Blame::Session, "was changed", ""},
    // Values are bound, never pasted, so what is left of these codes is a value's fault.
    {SQLITE_TOOBIG, Blame::TooLarge, "", ""},
    {SQLITE_CONSTRAINT, Blame::Message, "", ""},
    {SQLITE_MISMATCH, Blame::Message, "", ""},
    // ERROR, INTERNAL, NOTFOUND, MISUSE, RANGE and what is yet to come: not known.
};

/// ERROR says many things; these of them are of the tables, not of a value.
constexpr std::string_view kLacks[] = {"no such table", "no such column", "has no column named", "no such index"};

struct SqlState {
  std::string_view prefix;
  Blame blame;
};

/// The first that fits counts, so a state stands before its class.
constexpr SqlState kSqlStates[] = {
    {"08", Blame::Session},     // connection exception
    {"0A", Blame::Session},     // feature not supported: a kept statement whose table was altered
    {"21", Blame::Message},     // cardinality violation
    {"22", Blame::Message},     // data exception: out of range, not in the encoding
    {"23", Blame::Message},     // integrity constraint violation
    {"25", Blame::Session},     // invalid transaction state: read-only, aborted, idle for too long
    {"26", Blame::Session},     // a kept statement that is gone, behind a pooler
    {"28", Blame::Session},     // invalid authorization
    {"3D", Blame::Session},     // the database is gone
    {"3F", Blame::Session},     // the schema is gone
    {"40", Blame::Store},       // transaction rollback: deadlock, serialisation
    {"42501", Blame::Session},  // insufficient privilege
    {"42P01", Blame::Session},  // undefined table
    {"42703", Blame::Session},  // undefined column
    {"42704", Blame::Session},  // undefined object
    {"42883", Blame::Session},  // undefined function
    {"42P10", Blame::Session},  // a unique index that ON CONFLICT needs is gone
    {"44", Blame::Message},     // WITH CHECK OPTION violation
    {"53", Blame::Store},       // insufficient resources: disk full, too many connections
    {"54", Blame::TooLarge},    // program limit exceeded
    {"55", Blame::Store},       // object not in the state for it: a lock is not available
    {"57014", Blame::Store},    // cancelled
    {"57", Blame::Session},     // operator intervention: shut down, database dropped
    {"58", Blame::Session},     // system error: I/O, a file that is gone
    {"72", Blame::Store},       // snapshot too old
    {"F0", Blame::Session},     // configuration file error
    {"XX001", Blame::Session},  // data corrupted
    {"XX002", Blame::Session},  // index corrupted
    // 42 otherwise (Qt pastes values into the statement: a NUL cuts it short), XX000, P0 and what is yet to come: not
    // known.
};

SqlFailure ofMessage(Blame blame, std::string what) {
  if (blame == Blame::Unknown) return {{ErrorCode::Internal, std::move(what), false}};
  return {{blame == Blame::TooLarge ? ErrorCode::TooLarge : ErrorCode::InvalidArgument, std::move(what), false}};
}

bool ofStore(Blame blame) { return blame == Blame::Store || blame == Blame::Session; }

}  // namespace

SqlFailure sqliteFailure(int code, const std::string& text, const std::string& file, const std::string& doing) {
  const int primary = code & 0xff;
  const bool lacks = primary == SQLITE_ERROR && std::ranges::any_of(kLacks, [&](std::string_view part) {
                       return text.find(part) != std::string::npos;
                     });
  const SqliteCode lacking{SQLITE_ERROR, Blame::Session, "lacks what it should have", kRestore};
  const auto* known = std::ranges::find(kSqliteCodes, primary, &SqliteCode::code);
  const SqliteCode* found = lacks ? &lacking : known == std::end(kSqliteCodes) ? nullptr : known;
  if (!found || !ofStore(found->blame))
    return ofMessage(found ? found->blame : Blame::Unknown, fmt::format("ledger: {} (in: {})", text, doing));
  return {
      {ErrorCode::Unavailable, fmt::format("the ledger {} {}: {}{}", file, found->what, text, found->wayBack), true},
      found->blame == Blame::Session};
}

SqlFailure postgresFailure(std::string_view state, const std::string& text, const std::string& doing) {
  if (state.empty())
    return {{ErrorCode::Unavailable, "the ledger's PostgreSQL cannot be reached: " + text, true}, true};
  const auto* known =
      std::ranges::find_if(kSqlStates, [&](const SqlState& entry) { return state.starts_with(entry.prefix); });
  const Blame blame = known == std::end(kSqlStates) ? Blame::Unknown : known->blame;
  std::string what = fmt::format("{} (SQLSTATE {}, in: {})", text, state, doing);
  if (!ofStore(blame)) return ofMessage(blame, "ledger: " + what);
  return {{ErrorCode::Unavailable, "the ledger's PostgreSQL cannot serve: " + what, true}, blame == Blame::Session};
}

}  // namespace orderdeck::adapters::sql
