// The hot store in memory, for unit tests: HotStore, StockStore and FenceSource with the semantics of the real one
// (legal moves only, all-or-none deduction, idempotency, outbox). Copies share one store, as connections share one
// server. Any thread.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ports/lock/fence_source.h"
#include "ports/store/hot_store.h"
#include "ports/store/stock_store.h"

namespace orderdeck::support {

class FakeOrderStore : public ports::HotStore, public ports::StockStore, public ports::FenceSource {
 public:
  FakeOrderStore();

  /// One more connection to the same store.
  std::unique_ptr<FakeOrderStore> connect() const { return std::make_unique<FakeOrderStore>(*this); }

  // What a test arranges.
  void addStock(const std::string& productId, std::int64_t units);  // without an outbox entry
  void putOrder(const domain::Order& order);                        // as it is, with the units that it holds
  void setFence(const std::string& productId, std::int64_t fence);
  void setUnits(const std::string& productId, std::int64_t available, std::int64_t reserved);  // somebody lost some
  void stealFence(const std::string& productId);  // as if another holder drew one now
  void putOutbox(const std::string& event);
  void retireAndForget(const std::string& orderId);  // it has ended, and its hash too
  void flush();                                      // everything is gone, the epoch too, as by FLUSHALL
  void lose(const std::string& id);                  // an open order's or a product's hash is gone
  /// The next `times` calls named `call` ("place", "transition", ..., "" for every call) fail with `error`. `after`:
  /// they take effect first, only the answer is lost.
  void failNext(const std::string& call, int times, core::Error error, bool after = false);
  void failAlways(const std::string& call, core::Error error);
  void healAll();
  /// Runs at the start of every call, outside the store's lock: to block a call, or to change the store under a
  /// caller's feet. Whatever moves or finds this order fails from now on, after what comes before it in the call was
  /// done.
  void spoil(const std::string& orderId, core::Error error);
  void onCall(std::function<void(const std::string& call)> hook);

  // What a test looks at.
  std::optional<domain::Order> order(const std::string& orderId) const;
  std::map<std::string, std::string> fields(
      const std::string& orderId) const;    // what moves set besides paymentId and reason
  std::vector<std::string> outbox() const;  // encoded events, oldest first
  int calls(const std::string& call) const;
  std::size_t largestBatch() const;  // of place()
  std::size_t orderCount() const;
  std::string distrust() const;  // why the store is closed; empty: it is open

  // HotStore
  core::Result<std::vector<core::Result<ports::Placed>>> place(std::span<const ports::PlaceOrder> orders) override;
  core::Result<std::vector<ports::TransitionResult>> transition(
      std::span<const ports::OrderTransition> transitions) override;
  core::Result<std::optional<std::string>> findKey(const std::string& key) override;
  core::Result<std::vector<std::optional<domain::Order>>> find(std::span<const std::string> orderIds) override;
  core::Result<std::vector<ports::OutboxEntry>> readOutbox(std::size_t most) override;
  core::Result<void> dropOutbox(std::span<const std::string> ids) override;
  core::Result<std::int64_t> outboxLength() override;
  core::Result<void> retire(std::span<const std::string> orderIds, core::Millis keep) override;
  core::Result<std::vector<domain::Order>> openOrders(std::size_t from, std::size_t most) override;
  core::Result<std::int64_t> openCount() override;
  core::Result<std::vector<ports::OpenEntry>> openIndex(std::size_t from, std::size_t most) override;
  core::Result<std::map<std::string, std::string>> openRestocks() override;
  core::Result<void> settleRestocks(std::span<const std::string> restockIds) override;
  core::Result<std::map<std::string, std::int64_t>> flowCounters() override;
  core::Result<void> scan(const std::function<void(const domain::Order&)>& visit) override;
  core::Result<double> ping() override;

  // StockStore
  core::Result<void> seed(const domain::Catalogue& catalogue) override;
  core::Result<std::vector<ports::StockLevel>> levels() override;
  core::Result<std::optional<ports::StockLevel>> level(const std::string& productId) override;
  core::Result<ports::StockLevel> restock(const std::string& productId, std::int64_t quantity,
                                          const ports::RequestKey& key = {}) override;

  // FenceSource
  core::Result<ports::FencesByProduct> draw(std::span<const std::string> productIds) override;

 private:
  struct Data;
  std::shared_ptr<Data> m_data;
};

}  // namespace orderdeck::support
