// The client's own book: the ids of the orders that the backend answered with 202, one a line, one file a load (DATA/journal/LOADID.log).
// The audit holds the stores to it. A writer belongs to the thread of its load; reading is safe meanwhile from any thread.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"

namespace orderdeck::runtime {

inline constexpr std::size_t kJournalsKept = 20;

class JournalWriter {
 public:
  /// Creates the file and removes all but the newest journals of the folder. Throws std::runtime_error when it cannot.
  JournalWriter(const std::string& folder, const std::string& loadId);
  ~JournalWriter();
  JournalWriter(const JournalWriter&) = delete;
  JournalWriter& operator=(const JournalWriter&) = delete;

  void add(std::string_view orderId) { m_pending.append(orderId).push_back('\n'); }

  /// Hands whole lines to the system; the caller does it some times a second. Unavailable when the disk refuses (what is pending stays).
  core::Result<void> flush();

 private:
  std::string m_path;
  int m_file = -1;
  std::string m_pending;
};

/// Visits every journaled id of the folder in batches, oldest load first; a last line that is not whole yet is left out. Stops at the visitor's
/// error and returns it. A folder that is not there has no journals.
core::Result<void> readJournals(const std::string& folder, const std::function<core::Result<void>(std::span<const std::string>)>& visit);

}  // namespace orderdeck::runtime
