// What every hot store must do (HotStore, StockStore and FenceSource over one store), as a suite that the test of each
// of them inherits: the fake and the real one.
#pragma once

#include <QtTest>

#include <atomic>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <tuple>
#include <utility>
#include <vector>

#include "domain/events/event.h"
#include "domain/order/order_paths.h"
#include "ports/lock/fence_source.h"
#include "ports/store/hot_store.h"
#include "ports/store/stock_store.h"
#include "tests/contract/store_orders.h"

namespace orderdeck::contract {

using core::ErrorCode;
using domain::OrderState;
using ports::StockEffect;
using ports::TransitionOutcome;
using test::Items;
using test::movement;
using test::placement;
using test::placeOne;
using test::product;
using test::transitionOne;

/// A store, and hands that do to it what no port does. 1,000 units of abc and 5 of xyz are in it, and nothing else.
class StoreWorld {
 public:
  virtual ~StoreWorld() = default;
  virtual ports::HotStore& hot() = 0;
  virtual ports::StockStore& stock() = 0;
  virtual ports::FenceSource& fences() = 0;
  virtual std::unique_ptr<ports::HotStore> connect() = 0;  // once more, for another thread
  virtual std::unique_ptr<ports::StockStore> connectStock() = 0;
  /// Only these products, with so many units, and an empty outbox.
  virtual void reset(const std::vector<std::pair<std::string, std::int64_t>>& products) = 0;
  virtual void putState(const std::string& orderId, OrderState state) = 0;
  virtual void putUnits(const std::string& productId, std::int64_t available, std::int64_t reserved) = 0;
  virtual void putFence(const std::string& productId, std::int64_t token) = 0;
};

inline ports::StockLevel level(StoreWorld& world, const std::string& id) {
  return world.stock().level(id).value().value();
}

inline void compareLevel(StoreWorld& world, const std::string& id, std::int64_t available, std::int64_t reserved,
                         std::int64_t sold) {
  const ports::StockLevel now = level(world, id);
  QCOMPARE(now.available, available);
  QCOMPARE(now.reserved, reserved);
  QCOMPARE(now.sold, sold);
  QCOMPARE(now.stocked, available + reserved + sold);
}

inline std::string placedOf(StoreWorld& world, const Items& items) {
  return placeOne(world.hot(), placement(items)).value().orderId;
}

inline std::string orderIn(StoreWorld& world, OrderState state) {
  const std::string id = placedOf(world, {{"abc", 1}});
  world.putState(id, state);
  return id;
}

inline std::vector<std::string> placeMany(StoreWorld& world, int count) {
  world.reset({{"abc", 100'000}});
  std::vector<ports::PlaceOrder> batch;
  std::vector<std::string> ids;
  for (int i = 0; i < count; ++i) {
    batch.push_back(placement({{"abc", 1}}));
    batch.back().order.deadline += core::Millis{count - i};  // the last one is due first
    ids.push_back(batch.back().order.orderId);
  }
  const auto answers = world.hot().place(batch).value();
  for (const auto& answer : answers) answer.value();
  return ids;
}

inline std::vector<domain::Event> outboxOf(StoreWorld& world) {
  std::vector<domain::Event> events;
  const auto entries = world.hot().readOutbox(100).value();
  for (const auto& entry : entries) events.push_back(domain::decodeEvent(entry.event).value());
  return events;
}

inline void dropOutbox(StoreWorld& world) {
  std::vector<std::string> ids;
  const auto entries = world.hot().readOutbox(100).value();
  for (const auto& entry : entries) ids.push_back(entry.id);
  world.hot().dropOutbox(ids).value();
}

/// The suite: who inherits it runs all of it on its world, beside tests of its own.
class StoreContract : public QObject {
  Q_OBJECT

 private slots:
  void placingReservesStockAndQueuesTheEvent();
  void refusedPlacementChangesNothing();
  void batchAnswersEachOrderByItself();
  void productNamedTwiceIsRefused();
  void sameKeyIsSameOrder();
  void placingAnOrderAgainIsARepeat();
  void sameKeyFromManyThreadsPlacesOnce();
  void everyPairOfStatesFollowsTheStateMachine();
  void pathIsTakenAsFarAsItIsNotReached();
  void closedOrderRefusesAPayment();
  void transitionWritesFieldsAndEventOnlyWhenItMoves();
  void stockFollowsTheOrder();
  void saleWithAnOldTokenChangesNothing();
  void stockIsNeverMadeNegative();
  void anOrderWhoseStockIsGoneCanEnd();
  void anOrderKeepsWhyItWasClosed();
  void findAnswersInTheOrderAsked();
  void outboxIsReadInOrderAndDropped();
  void aRetiredOrderLeavesTheIndex();
  void openOrdersComeByDeadlineInPages();
  void restocksStandUntilTheyAreSettled();
  void scanVisitsEveryOrderOnce();
  void seedingCreatesOnlyWhatIsNew();
  void restockingAddsWithAnEventOfItsOwn();
  void restockingRefusesWhatIsWrong();
  void restockingWithAKeyAddsOnce();
  void restockingWithAKeyFromManyThreadsAddsOnce();
  void aKeyIsOfOneRequestWhateverItAsked();
  void aTransitionKeepsItsKeyOnlyWhenItMoves();
  void tokensGrow();
  void pingTakesTime();

 private:
  virtual StoreWorld& world() = 0;
};

}  // namespace orderdeck::contract
