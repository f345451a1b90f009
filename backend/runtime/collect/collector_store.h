// Reads Redis for the snapshot, five times a second, on a thread of its own: a store that hangs must not stop the
// snapshot. Owned by the collector.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/worker.h"
#include "ports/lock/lock_inspector.h"
#include "ports/store/hot_store.h"
#include "ports/store/marked_store.h"
#include "ports/store/stock_store.h"
#include "runtime/collect/source_look.h"

namespace orderdeck::runtime {

/// Connections for the collector alone; made on its thread.
struct StoreProbes {
  std::unique_ptr<ports::HotStore> hot;
  std::unique_ptr<ports::StockStore> stock;
  std::unique_ptr<ports::LockInspector> locks;
  std::unique_ptr<ports::MarkedStore> marks = {};  // null: nobody asks for the epoch
};

/// The newest of everything; what could not be read keeps its last value.
struct StoreReading {
  SourceLook look;
  std::int64_t sequence = 0;         // grows with each whole reading
  core::Timestamp at;                // of the last whole reading; epoch: none yet
  std::optional<double> pingMillis;  // nothing: the last try failed
  std::map<std::string, std::int64_t> flow;
  std::int64_t outbox = 0;
  std::vector<ports::StockLevel> levels;
  std::vector<ports::LockView> locks;
  std::string epoch, distrust;  // ports/store/high_water_marks.h
};

class StoreCollector {
 public:
  explicit StoreCollector(std::function<StoreProbes()> connect);

  StoreReading latest() const;
  void stop() { m_thread.stop(); }

 private:
  void run(const std::function<StoreProbes()>& connect, std::stop_token stop);
  core::Result<StoreReading> readAll(StoreProbes& probes);

  mutable std::mutex m_mutex;
  StoreReading m_latest;
  core::Worker m_thread;  // last
};

}  // namespace orderdeck::runtime
