// Damage to the files of the stores as a crash or a bad disk leaves it, and its repair. For a run's own thread.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

struct sqlite3;

namespace orderdeck::chaos {

/// What a crash in the middle of a write leaves: the newest whole transaction of Redis' append-only file again, at the
/// file's end, but only the given share (0..1) of its bytes. Nothing that was synced is lost. The server must not run.
/// Returns the number of bytes; 0: there is no transaction.
std::size_t tearAppendOnlyFile(const std::string& redisFolder, double share);

/// Destroys the first bytes of an SQLite file, which say what it is; mendHeader() writes them again.
void breakHeader(const std::string& sqliteFile);
void mendHeader(const std::string& sqliteFile);

/// Another program that is in the middle of a write to the file, for as long as it lives.
class WriteLock {
 public:
  explicit WriteLock(const std::string& sqliteFile);
  ~WriteLock();
  WriteLock(const WriteLock&) = delete;
  WriteLock& operator=(const WriteLock&) = delete;

 private:
  sqlite3* m_database = nullptr;
};

}  // namespace orderdeck::chaos
