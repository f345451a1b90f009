// Answers everything but the placing of orders, on a thread and with connections of its own, so that neither the io
// thread nor the placing of orders ever waits for a read. Owned by GatewayService; submit() from any thread.
#pragma once

#include <chrono>
#include <functional>
#include <memory>

#include "core/bounded_queue.h"
#include "core/worker.h"
#include "ports/http.h"
#include "services/gateway/store_factories.h"

namespace orderdeck::services {

/// The reader thread's connections.
struct ReaderStores {
  LazyPort<ports::OrderStore> orders;
  LazyPort<ports::StockStore> stock;
  LazyPort<ports::StoreInspector> inspector;
  LazyPort<ports::LedgerReader> ledger;
};

class GatewayReader {
 public:
  using Work = std::move_only_function<ports::HttpReply(ReaderStores&)>;

  GatewayReader(StoreFactories factories, std::size_t queue, core::Millis requestTimeout);
  ~GatewayReader() { stop(); }

  /// Runs `work` on the reader's thread and answers with its reply; 503 when too much is waiting.
  void submit(ports::HttpRespond respond, Work work);

  /// Takes no more, answers what is queued, ends the thread. Idempotent.
  void stop();

 private:
  struct Task {
    ports::HttpRespond respond;
    Work work;
    std::chrono::steady_clock::time_point started;
  };

  void run(const StoreFactories& factories);

  const core::Millis m_requestTimeout;
  core::BoundedQueue<Task> m_queue;
  std::unique_ptr<core::Worker> m_worker;  // last: it uses all of the above
};

}  // namespace orderdeck::services
