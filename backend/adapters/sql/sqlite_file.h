// Which files an open SQLite connection works on. SQLite goes on with files that were deleted, moved away or replaced,
// and what it then writes is read by nobody; so it is looked at before and after a call. Private to adapters/sql; one
// session's, one thread's.
#pragma once

#include <sys/types.h>

#include <array>
#include <optional>
#include <string>
#include <utility>

namespace orderdeck::adapters::sql {

class SqliteFile {
 public:
  /// As they are now: the database with its -wal and -shm, which a connection in WAL mode has from its first
  /// transaction on until its end.
  explicit SqliteFile(std::string path);

  const std::string& path() const { return m_path; }
  /// The three are where they were. Three stat(2), some microseconds.
  bool isInPlace() const { return identities() == m_opened; }
  /// The database is where it was and its log is not there any more: then only this connection has what is in it.
  bool onlyTheLogIsGone() const;

 private:
  using Identity = std::optional<std::pair<dev_t, ino_t>>;  // nothing: not there
  std::array<Identity, 3> identities() const;

  std::string m_path;
  std::array<Identity, 3> m_opened;
};

}  // namespace orderdeck::adapters::sql
