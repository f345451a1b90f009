// Counts once a second what the dead-letter store holds, on a thread of its own: a ledger that hangs must not stop
// the snapshot. Owned by the collector.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>

#include "api/snapshot.h"
#include "core/worker.h"
#include "ports/ledger/dead_letter_store.h"
#include "runtime/collect/source_look.h"

namespace orderdeck::runtime {

/// What could not be read keeps its last value.
struct DeadLetterReading {
  SourceLook look;
  api::DeadLettersView letters;
  std::int64_t openOrders = 0;  // not terminal, with a waiting letter
};

class DeadLetterWatch {
 public:
  /// `connect` makes a store that only reads, on this thread. Empty: there is nothing to watch.
  explicit DeadLetterWatch(std::function<std::unique_ptr<ports::DeadLetterStore>()> connect);

  DeadLetterReading latest() const;
  void stop() { m_thread.stop(); }

 private:
  void run(const std::function<std::unique_ptr<ports::DeadLetterStore>()>& connect, std::stop_token stop);

  mutable std::mutex m_mutex;
  DeadLetterReading m_latest;
  core::Worker m_thread;  // last
};

}  // namespace orderdeck::runtime
