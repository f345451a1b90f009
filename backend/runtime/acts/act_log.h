// The log of acts: who did what to the system, why, and what came of it. Kept in the data folder as lines of JSON that
// are only ever added: acts.jsonl, and acts.1.jsonl, which is the one before it. An act has a line when it begins and
// one when it ends; of those with its sequence number the last one counts. A line that was torn is passed over. Owned
// by the daemon; any thread.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>

#include "api/acts.h"
#include "core/error.h"

namespace orderdeck::runtime {

class ActLog {
 public:
  static constexpr std::size_t kMostBytes = 8 * 1024 * 1024;  // of a file: some 12,000 acts

  /// Reads what is in `folder`. A file that cannot be read is said in the daemon's log.
  explicit ActLog(const std::string& folder, std::size_t mostBytes = kMostBytes);

  /// Gives `act` its sequence number and enters it; it is on the disk when this returns. Unavailable when it cannot be
  /// written; it is then listed all the same for as long as this daemon lives.
  core::Result<void> begin(api::ActView& act);
  /// What became of an act that has begun. What cannot be written is said in the daemon's log.
  void end(const api::ActView& act);

  /// A page, newest first: see api::ActsQuery.
  api::ActsAnswer page(const api::ActsQuery& query) const;

 private:
  void read(const std::string& file);
  core::Result<void> write(const api::ActView& act);
  core::Result<void> rotate();

  const std::string m_file, m_older;
  const std::size_t m_mostBytes;
  mutable std::mutex m_mutex;  // guards the files and what follows
  std::map<std::int64_t, api::ActView> m_acts;
  std::int64_t m_last = 0;
};

}  // namespace orderdeck::runtime
