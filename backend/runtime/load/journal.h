// The client's own record: the ids of the orders that the backend answered with 202, one a line, one file a load
// (DATA/journal/LOADID.log), and beside it every answer to a request with an idempotency key (LOADID.keys: "KEY
// BODYHASH STATUS ORDERID", "-" for no order). The audit holds the stores to both. A writer belongs to the thread of
// its load; reading is safe meanwhile from any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "ops/audit/key_journal.h"

namespace orderdeck::runtime {

inline constexpr std::size_t kJournalsKept = 20;

class JournalWriter {
 public:
  /// Creates the file and removes all but the newest journals of the folder. Throws std::runtime_error when it cannot.
  JournalWriter(const std::string& folder, const std::string& loadId);
  ~JournalWriter();
  JournalWriter(const JournalWriter&) = delete;
  JournalWriter& operator=(const JournalWriter&) = delete;

  void add(std::string_view orderId) { m_orders.pending.append(orderId).push_back('\n'); }
  void addKeyed(std::string_view key, std::string_view body, int status, std::string_view orderId);

  /// Hands whole lines to the system; the caller does it some times a second. Unavailable when the disk refuses (what
  /// is pending stays).
  core::Result<void> flush();

 private:
  struct File {
    std::string path;
    int descriptor = -1;
    std::string pending;
  };
  static core::Result<void> flush(File& file);

  File m_orders, m_keys;  // the latter is made with its first line
};

/// Visits every journaled id of the folder in batches, oldest load first; a last line that is not whole yet is left
/// out. Stops at the visitor's error and returns it. A folder that is not there has no journals; what is there and
/// cannot be read, or has a line that is none, is Unavailable or Corrupt.
core::Result<void> readJournals(const std::string& folder,
                                const std::function<core::Result<void>(std::span<const std::string>)>& visit);

/// Visits every journaled answer to a request with a key, oldest load first, each load's in their sequence.
core::Result<void> readKeyedAnswers(const std::string& folder,
                                    const std::function<void(const ops::KeyedAnswer&)>& visit);

/// Follows the newest load's answers to requests with a key as they are written. One thread.
class KeyedAnswersTail {
 public:
  explicit KeyedAnswersTail(std::string folder) : m_folder(std::move(folder)) {}
  /// Visits the whole lines that came since the last call, up to 1 MiB of them.
  void follow(const std::function<void(const ops::KeyedAnswer&)>& visit);

 private:
  const std::string m_folder;
  std::string m_path;
  std::int64_t m_offset = 0;
};

}  // namespace orderdeck::runtime
