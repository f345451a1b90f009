// Takes orders in: checks and prices a request on the caller's thread, queues it (bounded), and places whole batches in
// one round trip of the store. An order is answered 202 only when the store has it; while the store's breaker is not
// closed, 503 at once. Owned by GatewayService; submit() from any thread.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/bounded_queue.h"
#include "core/circuit_breaker.h"
#include "core/worker.h"
#include "domain/order/order.h"
#include "ports/http.h"
#include "services/gateway/gateway_metrics.h"
#include "services/gateway/order_ids.h"
#include "services/gateway/store_factories.h"
#include "services/loop/crash_point.h"
#include "services/recovery/store_guard.h"

namespace orderdeck::services {

struct AdmissionSettings {
  std::string node;                     // stands in the events
  std::size_t queue = 10'000;           // orders that may wait
  std::size_t batch = 256;              // orders a round trip
  core::Millis pace{6};                 // from batch to batch; after a full one restAfterFull
  core::Millis requestTimeout{5'000};   // an order that waited longer is refused, since its client was told so already
  core::Millis orderDeadline{600'000};  // for requests that name none
  core::CircuitBreaker* storeBreaker = nullptr;  // what the store's calls go through; null: none. Outlives the intake
  const StoreGuard* guard = nullptr;  // while it says that the store was rolled back, orders are answered 503 at once;
                                      // null: none. Outlives the intake
  PartitionOf partitionOf = {};       // of the orders' ids: see order_ids.h
  CrashHook reached = {};             // told of kAfterDeduct in every batch of which the store took an order
};

class Admission {
 public:
  /// `placed` is called after every batch that put events into the outbox. While `heldBack` is true every order is
  /// answered 503.
  Admission(AdmissionSettings settings, Factory<ports::OrderStore> orders, Factory<ports::StoreInspector> inspector,
            const domain::Catalogue& catalogue, ports::Metrics& metrics, std::function<void()> placed,
            const std::atomic<bool>& heldBack);
  ~Admission() { stop(); }

  /// Answers POST /orders, now or later.
  void submit(ports::HttpRequest request, ports::HttpRespond respond);

  /// Takes no more, answers what is queued, ends the thread. Idempotent.
  void stop();

 private:
  struct Job {
    domain::OrderRequest request;
    std::int64_t amountMinor = 0;
    std::string idempotencyKey;
    std::string bodyHash;
    core::Timestamp at;
    std::chrono::steady_clock::time_point started;
    ports::HttpRespond respond;
  };

  void run(std::stop_token stop);
  void placeBatch(LazyPort<ports::OrderStore>& orders, std::vector<Job> jobs);
  void knock(LazyPort<ports::StoreInspector>& store);
  bool storeIsAway() const { return m_settings.storeBreaker && !m_settings.storeBreaker->isClosed(); }
  void refuseQueued();
  void refuse(ports::HttpRespond& respond, const core::Error& error);

  const AdmissionSettings m_settings;
  const Factory<ports::OrderStore> m_orders;
  const Factory<ports::StoreInspector> m_inspector;
  const domain::Catalogue& m_catalogue;
  GatewayMetrics m_metrics;
  const std::function<void()> m_placed;
  const std::atomic<bool>& m_heldBack;
  OrderIds m_ids;  // the placer's
  core::BoundedQueue<Job> m_queue;
  std::unique_ptr<core::Worker> m_placer;  // last: it uses all of the above
};

/// How long intake rests after a full batch that took so long: half of that, 50 ms at most. There are more orders
/// behind it, and without a rest intake would take more of the store and of the cores than is left to the services:
/// orders would pile up, and fewer would be finished.
core::Millis restAfterFull(core::Millis took);

/// Equal for requests that ask for the same, however they are written: user, items (merged, in any order) and deadline.
std::string bodyHashOf(const domain::OrderRequest& request);

}  // namespace orderdeck::services
