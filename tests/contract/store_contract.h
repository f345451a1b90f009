// What every hot store must do (HotStore, StockStore and FenceSource over one store), as test bodies that run on any of
// them: the fake and the real one.
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
#include "ports/lock/fence_source.h"
#include "ports/store/hot_store.h"
#include "ports/store/stock_store.h"
#include "tests/contract/store_orders.h"

namespace orderdeck::contract {

using core::ErrorCode;
using domain::OrderState;
using ports::MoveOutcome;
using ports::StockEffect;
using test::Items;
using test::movement;
using test::moveOne;
using test::placement;
using test::placeOne;
using test::product;

/// A store, and hands that do to it what no port does. 1,000 units of abc and 5 of xyz are in it, and nothing else.
class StoreWorld {
 public:
  virtual ~StoreWorld() = default;
  virtual ports::HotStore& hot() = 0;
  virtual ports::StockStore& stock() = 0;
  virtual ports::FenceSource& fences() = 0;
  virtual std::unique_ptr<ports::HotStore> connect() = 0;  // once more, for another thread
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

/// Whether a walk of legal moves leads there.
inline bool leadsTo(OrderState from, OrderState to) {
  for (const OrderState next : domain::movesFrom(from)) {
    if (next == to || leadsTo(next, to)) return true;
  }
  return false;
}

inline void placingReservesStockAndQueuesTheEvent(StoreWorld& world) {
  const auto place = placement({{"abc", 2}, {"xyz", 5}});
  const auto answer = placeOne(world.hot(), place);
  QVERIFY(answer.has_value());
  QCOMPARE(answer->orderId, place.order.orderId);
  QVERIFY(!answer->repeated);
  compareLevel(world, "abc", 998, 2, 0);
  compareLevel(world, "xyz", 0, 5, 0);

  const auto found = world.hot().find(std::span(&place.order.orderId, 1)).value().front();
  QVERIFY(found.has_value());
  QVERIFY(found->items == place.order.items);
  QCOMPARE(found->userId, std::string("user1"));
  QCOMPARE(found->amountMinor, 3'500);
  QVERIFY(found->state == OrderState::Created);
  QVERIFY(found->createdAt == place.order.createdAt);
  QVERIFY(found->deadline == place.order.deadline);
  QCOMPARE(found->stock, std::string("reserved"));

  const auto outbox = world.hot().readOutbox(10).value();
  QCOMPARE(outbox.size(), 1u);
  QCOMPARE(outbox.front().event, place.event);
  QCOMPARE(world.hot().flowCounters().value().at(">created"), 1);
  QCOMPARE(world.hot().openCount().value(), 1);
}

inline void refusedPlacementChangesNothing(StoreWorld& world) {
  const std::tuple<Items::value_type, core::ErrorCode> kRefused[] = {{{"xyz", 6}, core::ErrorCode::OutOfStock},
                                                                     {{"none", 1}, core::ErrorCode::UnknownProduct}};
  for (const auto& [second, code] : kRefused) {
    const auto answer = placeOne(world.hot(), placement({{"abc", 2}, second}, "key"));
    QVERIFY(!answer && answer.error().code == code);
    QVERIFY(answer.error().what.contains(second.first));
    compareLevel(world, "abc", 1'000, 0, 0);
    compareLevel(world, "xyz", 5, 0, 0);
  }
  QVERIFY(world.hot().flowCounters().value().empty());
  QCOMPARE(world.hot().openCount().value(), 0);
  QCOMPARE(world.hot().outboxLength().value(), 0);
  QVERIFY(!placeOne(world.hot(), placement({{"abc", 2}}, "key", "another"))->repeated);  // the key is free
}

inline void batchAnswersEachOrderByItself(StoreWorld& world) {
  const std::vector batch = {placement({{"xyz", 4}}), placement({{"xyz", 4}}), placement({{"xyz", 1}})};
  const auto answers = world.hot().place(batch).value();
  QVERIFY(answers[0].has_value());
  QVERIFY(!answers[1]);
  QVERIFY(answers[2].has_value());
  compareLevel(world, "xyz", 0, 5, 0);
}

inline void productNamedTwiceIsRefused(StoreWorld& world) {
  QVERIFY(!world.hot().place(std::vector{placement({{"abc", 1}, {"abc", 1}})}));
}

inline void sameKeyIsSameOrder(StoreWorld& world) {
  const auto first = placement({{"abc", 2}}, "key", "body1");
  QVERIFY(placeOne(world.hot(), first).has_value());
  const auto again = placeOne(world.hot(), placement({{"abc", 2}}, "key", "body1"));
  QVERIFY(again.has_value());
  QVERIFY(again->repeated);
  QCOMPARE(again->orderId, first.order.orderId);
  const auto other = placeOne(world.hot(), placement({{"abc", 3}}, "key", "body2"));
  QVERIFY(!other);
  QVERIFY(other.error().code == ErrorCode::IdempotencyMismatch);
  compareLevel(world, "abc", 998, 2, 0);
}

inline void placingAnOrderAgainIsARepeat(StoreWorld& world) {
  const auto place = placement({{"abc", 2}});
  QVERIFY(!placeOne(world.hot(), place)->repeated);
  QVERIFY(placeOne(world.hot(), place)->repeated);
  compareLevel(world, "abc", 998, 2, 0);
  QCOMPARE(world.hot().outboxLength().value(), 1);
}

inline void sameKeyFromManyThreadsPlacesOnce(StoreWorld& world) {
  constexpr int kThreads = 8, kRounds = 50;
  std::atomic<int> fresh = 0, wrong = 0;
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < kThreads; ++t) {
      threads.emplace_back([&] {
        const auto store = world.connect();
        for (int round = 0; round < kRounds; ++round) {
          const auto answer = placeOne(*store, placement({{"abc", 1}}, "key" + std::to_string(round)));
          if (!answer)
            ++wrong;
          else if (!answer->repeated)
            ++fresh;
        }
      });
    }
  }
  QCOMPARE(wrong.load(), 0);
  QCOMPARE(fresh.load(), kRounds);
  compareLevel(world, "abc", 1'000 - kRounds, kRounds, 0);
  QCOMPARE(world.hot().openCount().value(), kRounds);
}

inline void everyPairOfStatesFollowsTheStateMachine(StoreWorld& world) {
  for (const OrderState from : domain::kOrderStates) {
    for (const OrderState to : domain::kOrderStates) {
      const std::string id = orderIn(world, from);
      const ports::Move move = moveOne(world.hot(), movement(id, {to}));
      const MoveOutcome expected = from == to                  ? MoveOutcome::Already
                                   : domain::canMove(from, to) ? MoveOutcome::Moved
                                   : leadsTo(to, from)         ? MoveOutcome::Already
                                                               : MoveOutcome::Refused;
      const std::string pair = std::string(domain::stateName(from)).append(">").append(domain::stateName(to));
      QVERIFY2(move.outcome == expected, pair.c_str());
      QVERIFY2(move.order.state == (expected == MoveOutcome::Moved ? to : from), pair.c_str());
      QVERIFY2(world.hot().find({&id, 1}).value().front()->state == move.order.state, pair.c_str());
      QVERIFY2(world.hot().flowCounters().value().contains(pair) == (expected == MoveOutcome::Moved), pair.c_str());
    }
  }
}

inline void pathIsTakenAsFarAsItIsNotReached(StoreWorld& world) {
  const std::string id = placedOf(world, {{"abc", 1}});
  QVERIFY(moveOne(world.hot(), movement(id, {OrderState::Paying})).outcome == MoveOutcome::Moved);
  const auto paid = moveOne(world.hot(), movement(id, {OrderState::Paying, OrderState::Paid}));
  QVERIFY(paid.outcome == MoveOutcome::Moved);
  QVERIFY(paid.order.state == OrderState::Paid);
  QVERIFY(moveOne(world.hot(), movement(id, {OrderState::Paying, OrderState::Paid})).outcome == MoveOutcome::Already);
  QVERIFY(moveOne(world.hot(), movement(id, {OrderState::Reserved, OrderState::Completed})).outcome ==
          MoveOutcome::Refused);
  const std::map<std::string, std::int64_t> expected = {{">created", 1}, {"created>paying", 1}, {"paying>paid", 1}};
  QVERIFY(world.hot().flowCounters().value() == expected);
}

inline void closedOrderRefusesAPayment(StoreWorld& world) {
  const std::string id = orderIn(world, OrderState::Cancelled);
  const auto late = moveOne(world.hot(), movement(id, {OrderState::Paying, OrderState::Paid}));
  QVERIFY(late.outcome == MoveOutcome::Refused);
  QVERIFY(late.order.state == OrderState::Cancelled);
  QVERIFY(moveOne(world.hot(), movement("nobody", {OrderState::Paying})).outcome == MoveOutcome::Unknown);
}

inline void moveWritesFieldsAndEventOnlyWhenItMoves(StoreWorld& world) {
  const std::string id = placedOf(world, {{"abc", 1}});
  auto pay = movement(id, {OrderState::Paying, OrderState::Paid});
  pay.fields = {{"paymentId", "pay789"}};
  pay.event = R"({"event":"PaymentProcessed"})";
  pay.at = core::fromEpochMillis(1'700'000'000'123);
  const auto moved = moveOne(world.hot(), pay);
  QCOMPARE(moved.order.paymentId, std::string("pay789"));
  QCOMPARE(moved.order.items.size(), 1u);
  QVERIFY(moved.order.updatedAt == pay.at);
  QCOMPARE(world.hot().outboxLength().value(), 2);

  pay.fields = {{"paymentId", "another"}};
  QVERIFY(moveOne(world.hot(), pay).outcome == MoveOutcome::Already);
  QCOMPARE(world.hot().outboxLength().value(), 2);
  QCOMPARE(world.hot().find({&id, 1}).value().front()->paymentId, std::string("pay789"));
}

inline void stockFollowsTheOrder(StoreWorld& world) {
  const std::string id = placedOf(world, {{"abc", 2}, {"xyz", 3}});
  moveOne(world.hot(), movement(id, {OrderState::Paying, OrderState::Paid}));
  const auto sold = moveOne(world.hot(), movement(id, {OrderState::Reserved}, StockEffect::Sell));
  QVERIFY(sold.outcome == MoveOutcome::Moved);
  QCOMPARE(sold.order.stock, std::string("sold"));
  compareLevel(world, "abc", 998, 0, 2);
  compareLevel(world, "xyz", 2, 0, 3);
  const auto returned = moveOne(world.hot(), movement(id, {OrderState::Refunding}, StockEffect::GiveBack));
  QCOMPARE(returned.order.stock, std::string("returned"));
  compareLevel(world, "xyz", 5, 0, 0);

  const std::string other = placedOf(world, {{"abc", 7}});
  const auto released = moveOne(world.hot(), movement(other, {OrderState::Cancelled}, StockEffect::GiveBack));
  QCOMPARE(released.order.stock, std::string("released"));
  QVERIFY(moveOne(world.hot(), movement(other, {OrderState::Cancelled}, StockEffect::GiveBack)).outcome ==
          MoveOutcome::Already);
  compareLevel(world, "abc", 1'000, 0, 0);
}

inline void saleWithAnOldTokenChangesNothing(StoreWorld& world) {
  const std::string id = placedOf(world, {{"abc", 2}, {"xyz", 3}});
  moveOne(world.hot(), movement(id, {OrderState::Paying, OrderState::Paid}));
  world.putFence("xyz", 7);
  auto sale = movement(id, {OrderState::Reserved}, StockEffect::Sell);
  sale.event = "{}";
  for (const auto& fences : {std::map<std::string, std::int64_t>{}, {{"abc", 9}}, {{"abc", 9}, {"xyz", 6}}}) {
    sale.fences = &fences;
    const auto stale = moveOne(world.hot(), sale);
    QVERIFY(stale.outcome == MoveOutcome::StaleFence);
    QVERIFY(stale.order.state == OrderState::Paid);
    compareLevel(world, "abc", 998, 2, 0);
    compareLevel(world, "xyz", 2, 3, 0);
    QCOMPARE(world.hot().outboxLength().value(), 1);
  }
  const std::map<std::string, std::int64_t> newest = {{"abc", 1}, {"xyz", 7}};
  sale.fences = &newest;
  QVERIFY(moveOne(world.hot(), sale).outcome == MoveOutcome::Moved);
  compareLevel(world, "xyz", 2, 0, 3);
}

inline void stockIsNeverMadeNegative(StoreWorld& world) {
  const std::string id = placedOf(world, {{"abc", 2}, {"xyz", 3}});
  moveOne(world.hot(), movement(id, {OrderState::Paying, OrderState::Paid}));
  world.putUnits("xyz", 4, 1);  // someone lost two
  const auto sale = moveOne(world.hot(), movement(id, {OrderState::Reserved}, StockEffect::Sell));
  QVERIFY(sale.outcome == MoveOutcome::Refused);
  QVERIFY(sale.order.state == OrderState::Paid);
  compareLevel(world, "abc", 998, 2, 0);
  compareLevel(world, "xyz", 4, 1, 0);
  // It must be able to end all the same, with what is there.
  const auto closed = moveOne(world.hot(), movement(id, {OrderState::Refunding}, StockEffect::GiveBack));
  QVERIFY(closed.outcome == MoveOutcome::Moved);
  QCOMPARE(closed.order.stock, std::string("released"));
  compareLevel(world, "abc", 1'000, 0, 0);
  compareLevel(world, "xyz", 5, 0, 0);
}

inline void anOrderWhoseStockIsGoneCanEnd(StoreWorld& world) {
  const std::string id = placedOf(world, {{"abc", 2}, {"xyz", 3}});
  world.putUnits("xyz", 2, 0);
  QVERIFY(moveOne(world.hot(), movement(id, {OrderState::Cancelled}, StockEffect::GiveBack)).outcome ==
          MoveOutcome::Moved);
  compareLevel(world, "abc", 1'000, 0, 0);
  QCOMPARE(level(world, "xyz").available, 2);
}

inline void anOrderKeepsWhyItWasClosed(StoreWorld& world) {
  const std::string id = placedOf(world, {{"abc", 2}});
  auto close = movement(id, {OrderState::Cancelled}, StockEffect::GiveBack);
  close.fields = {{"reason", "deadline passed"}};
  QCOMPARE(moveOne(world.hot(), close).order.reason, std::string("deadline passed"));
  close.fields = {{"reason", "another"}};
  const auto again = moveOne(world.hot(), close);
  QVERIFY(again.outcome == MoveOutcome::Already);
  QCOMPARE(again.order.reason, std::string("deadline passed"));
  QCOMPARE(world.hot().find(std::span(&id, 1)).value().front()->reason, std::string("deadline passed"));
}

inline void findAnswersInTheOrderAsked(StoreWorld& world) {
  const auto ids = placeMany(world, 2);
  const std::vector asked = {ids[1], std::string("nobody"), ids[0]};
  const auto found = world.hot().find(asked).value();
  QCOMPARE(found.size(), 3u);
  QCOMPARE(found[0]->orderId, ids[1]);
  QVERIFY(!found[1]);
  QCOMPARE(found[2]->orderId, ids[0]);
}

inline void outboxIsReadInOrderAndDropped(StoreWorld& world) {
  placeMany(world, 5);
  const auto all = world.hot().readOutbox(10).value();
  QCOMPARE(all.size(), 5u);
  const auto first = world.hot().readOutbox(3).value();
  QCOMPARE(first.size(), 3u);
  QCOMPARE(first.back().id, all[2].id);
  QVERIFY(std::chrono::abs(core::now() - first.front().at) < core::Millis{60'000});
  std::vector<std::string> published;
  for (const auto& entry : first) published.push_back(entry.id);
  QVERIFY(world.hot().dropOutbox(published).has_value());
  QCOMPARE(world.hot().outboxLength().value(), 2);
  QCOMPARE(world.hot().readOutbox(10).value().front().event, all[3].event);
  QVERIFY(world.hot().dropOutbox({}).has_value());
}

inline void aRetiredOrderLeavesTheIndex(StoreWorld& world) {
  const auto ids = placeMany(world, 3);
  QVERIFY(world.hot().retire(std::span(ids).first(1), core::Millis{60'000}).has_value());
  QCOMPARE(world.hot().openCount().value(), 2);
  QVERIFY(world.hot().find(ids).value().front().has_value());  // for so long
  const auto index = world.hot().openIndex(0, 10).value();
  QCOMPARE(index.size(), 2U);
  QCOMPARE(index[0].orderId, ids[2]);
  QVERIFY(index[0].isThere && index[1].isThere);
  QVERIFY(world.hot().openIndex(2, 10).value().empty());
}

inline void openOrdersComeByDeadlineInPages(StoreWorld& world) {
  const auto ids = placeMany(world, 5);
  std::vector<std::string> walked;
  for (std::size_t from = 0;; from += 2) {
    const auto page = world.hot().openOrders(from, 2).value();
    if (page.empty()) break;
    for (const auto& order : page) walked.push_back(order.orderId);
  }
  QVERIFY(walked == std::vector<std::string>(ids.rbegin(), ids.rend()));
}

inline void restocksStandUntilTheyAreSettled(StoreWorld& world) {
  world.reset({});
  QVERIFY(world.stock().seed({{"abc", test::product("abc", 10)}, {"none", test::product("none", 0)}}));
  QVERIFY(world.stock().restock("abc", 5));
  const auto restocks = world.hot().openRestocks().value();
  QCOMPARE(restocks.size(), 2U);
  QVERIFY(restocks.contains("seed-abc"));
  for (const auto& [id, event] : restocks) QCOMPARE(domain::decodeEvent(event).value().orderId, id);
  QVERIFY(world.hot().settleRestocks(std::vector<std::string>{"seed-abc", "unknown"}));
  QCOMPARE(world.hot().openRestocks().value().size(), 1U);
}

inline void scanVisitsEveryOrderOnce(StoreWorld& world) {
  const auto ids = placeMany(world, 5'000);
  std::multiset<std::string> visited;
  QVERIFY(world.hot().scan([&](const domain::Order& order) { visited.insert(order.orderId); }).has_value());
  QVERIFY(visited == std::multiset<std::string>(ids.begin(), ids.end()));
}

inline void seedingCreatesOnlyWhatIsNew(StoreWorld& world) {
  world.reset({});
  QVERIFY(world.stock().seed({{"xyz", product("xyz", 5)}}).has_value());
  QVERIFY(placeOne(world.hot(), placement({{"xyz", 2}})).has_value());
  dropOutbox(world);
  QVERIFY(world.stock()
              .seed({{"xyz", product("xyz", 900)}, {"abc", product("abc", 1'000'000)}, {"none", product("none", 0)}})
              .has_value());

  const std::vector<ports::StockLevel> expected = {
      {"abc", 1'000'000, 0, 0, 1'000'000, 0}, {"none", 0, 0, 0, 0, 0}, {"xyz", 3, 2, 0, 5, 0}};
  QVERIFY(world.stock().levels().value() == expected);
  const auto events = outboxOf(world);
  QCOMPARE(events.size(), 1u);
  QVERIFY(events[0].kind == domain::EventKind::StockAdded);
  QCOMPARE(events[0].orderId, std::string("seed-abc"));
  QCOMPARE(events[0].items.at(0).productId, std::string("abc"));
  QCOMPARE(events[0].items.at(0).quantity, 1'000'000);
}

inline void restockingAddsWithAnEventOfItsOwn(StoreWorld& world) {
  world.reset({{"abc", 10}});
  const auto first = world.stock().restock("abc", 5);
  QVERIFY(first.has_value());
  QVERIFY((first.value() == ports::StockLevel{"abc", 15, 0, 0, 15, 0}));
  QVERIFY(world.stock().restock("abc", 1'000'000'000).has_value());
  const auto events = outboxOf(world);
  QCOMPARE(events.size(), 2u);
  QCOMPARE(events[1].items.at(0).quantity, 1'000'000'000);
  QVERIFY(events[0].eventId != events[1].eventId);
}

inline void restockingRefusesWhatIsWrong(StoreWorld& world) {
  world.reset({{"abc", 10}});
  QVERIFY(world.stock().restock("abc", 0).error().code == core::ErrorCode::InvalidArgument);
  QVERIFY(world.stock().restock("abc", 1'000'000'001).error().code == core::ErrorCode::InvalidArgument);
  QVERIFY(world.stock().restock("none", 1).error().code == core::ErrorCode::UnknownProduct);
  QCOMPARE(world.hot().outboxLength().value(), 0);
  QVERIFY(!world.stock().level("none").value());
  QCOMPARE(world.stock().level("abc").value()->available, 10);
}

inline void tokensGrow(StoreWorld& world) {
  const std::vector<std::string> products = {"abc", "xyz", "none"};
  QCOMPARE(world.fences().draw(products).value(), (ports::FencesByProduct{{"abc", 1}, {"xyz", 1}, {"none", 0}}));
  QCOMPARE(world.fences().draw(std::vector<std::string>{"abc"}).value(), (ports::FencesByProduct{{"abc", 2}}));
  QCOMPARE(level(world, "abc").fence, 2);
  QVERIFY(!world.stock().level("none").value());  // nothing is kept of what may be forged
  QVERIFY(world.fences().draw({}).value().empty());
}

inline void pingTakesTime(StoreWorld& world) {
  const auto millis = world.hot().ping();
  QVERIFY(millis.has_value());
  QVERIFY(*millis > 0);
  QVERIFY(*millis < 2'000);
}

}  // namespace orderdeck::contract
