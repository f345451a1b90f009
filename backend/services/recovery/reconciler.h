// Finds orders that stand still and emits again the events that their state calls for, and cancels what is past its
// deadline before it was paid. A repeat is harmless, so it need not know why an order stands still. One a system; own
// thread; requestFullPass() from any.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/worker.h"
#include "ports/bus/bus.h"
#include "ports/store/hot_store.h"
#include "services/loop/backoff.h"

namespace orderdeck::services {

struct ReconcilerSettings {
  core::Millis interval{5'000};        // between passes
  core::Millis stallAfter{30'000};     // without a change; doubles with each repeat for the same order ...
  core::Millis longestStall{600'000};  // ... up to this
  core::Millis fullPassAge{1'000};     // what changed later than this is left alone by a full pass too
  std::size_t page = 200;              // orders read and emitted at once
  std::size_t tracked = 100'000;       // orders whose repeats are remembered; those beyond wait for a later pass
  core::Millis settle{5'000};          // from an order's change until its event is surely published
  /// While it says yes no pass is made: what the store says of its orders is in doubt. A full pass that was asked for
  /// waits.
  std::function<bool()> held = {};
  /// Asked once a pass: all that was published before this time has been consumed, so an order that stands still since
  /// then waits for nothing. Nothing known, or an error: only full passes repeat. Absent: a standstill alone decides.
  std::function<core::Result<std::optional<core::Timestamp>>()> consumedUntil = {};
};

class Reconciler {
 public:
  struct Report {
    std::size_t looked = 0, repeated = 0, cancelled = 0;
  };

  /// The store belongs to the reconciler's thread from now on. `node` stands in the events.
  Reconciler(ports::HotStore& store, ports::EventBus& bus, std::string node, ReconcilerSettings settings = {});
  ~Reconciler() { stop(); }

  void start();
  void stop();  // idempotent

  /// The next pass, which begins at once, repeats every open order's events: for when the broker lost its messages.
  void requestFullPass();

  /// One walk over all open orders, on the caller's thread: what the own thread does again and again. Not while that
  /// runs.
  core::Result<Report> pass(bool full, std::stop_token stop = {});

 private:
  struct Repeats {
    core::Timestamp last;
    int count = 0;
    std::uint64_t pass = 0;  // in which the order was seen last
  };

  void run(std::stop_token stop);
  bool isDue(const domain::Order& order, core::Timestamp now, bool full);
  core::Timestamp stalledBefore();
  core::Result<void> repeat(const std::vector<const domain::Order*>& orders, core::Timestamp now);
  core::Result<void> repeatRestocks(core::Timestamp now, bool full);
  core::Result<std::size_t> cancelOverdue(const std::vector<domain::Order>& page, core::Timestamp now);
  core::Result<void> publish(const std::vector<ports::OutboundMessage>& messages);

  ports::HotStore& m_store;
  ports::EventBus& m_bus;
  const std::string m_node;
  const ReconcilerSettings m_settings;
  std::unique_ptr<ports::EventPublisher> m_publisher;
  std::unordered_map<std::string, Repeats> m_repeats;
  std::uint64_t m_pass = 0;
  core::Timestamp m_stalledBefore;  // only orders that did not change since may be repeated for standing still
  LogLimiter m_errorLog;
  Backoff m_backoff{core::Millis{100}, core::Millis{2'000}};
  std::atomic<bool> m_fullWanted = false;
  std::optional<core::Worker> m_worker;  // last: it uses everything above
};

}  // namespace orderdeck::services
