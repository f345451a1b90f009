// What RedisOrderStore promises when orders are placed and moved, on a real server.
#include <QTest>

#include <atomic>
#include <thread>

#include "tests/contract/redis_fixture.h"
#include "tests/harness/test_registry.h"

using namespace orderdeck;
using namespace orderdeck::test;
using core::ErrorCode;
using domain::OrderState;
using ports::MoveOutcome;
using ports::StockEffect;

namespace {

bool leadsTo(OrderState from, OrderState to) {
  for (const OrderState next : domain::movesFrom(from)) {
    if (next == to || leadsTo(next, to)) return true;
  }
  return false;
}

}  // namespace

class RedisOrderStoreTest : public QObject {
  Q_OBJECT

  RedisFixture m_redis;

  ports::StockLevel level(const std::string& id) { return m_redis.stock.level(id).value().value(); }
  void compareLevel(const std::string& id, std::int64_t available, std::int64_t reserved, std::int64_t sold) {
    const ports::StockLevel now = level(id);
    QCOMPARE(now.available, available);
    QCOMPARE(now.reserved, reserved);
    QCOMPARE(now.sold, sold);
    QCOMPARE(now.stocked, available + reserved + sold);
  }
  std::string placed(const Items& items) { return placeOne(m_redis.orders, placement(items)).value().orderId; }
  /// An order whose hash says that it is in this state.
  std::string orderIn(OrderState state) {
    const std::string id = placed({{"abc", 1}});
    m_redis.raw.run({"HSET", "order:" + id, "state", domain::stateName(state)}).value();
    return id;
  }

 private slots:
  void init() { m_redis.reset({{"abc", 1'000}, {"xyz", 5}}); }

  void placingReservesStockAndQueuesTheEvent() {
    const auto place = placement({{"abc", 2}, {"xyz", 5}});
    const auto answer = placeOne(m_redis.orders, place);
    QVERIFY(answer.has_value());
    QCOMPARE(answer->orderId, place.order.orderId);
    QVERIFY(!answer->repeated);
    compareLevel("abc", 998, 2, 0);
    compareLevel("xyz", 0, 5, 0);

    const auto found = m_redis.orders.find(std::span(&place.order.orderId, 1)).value().front();
    QVERIFY(found.has_value());
    QVERIFY(found->items == place.order.items);
    QCOMPARE(found->userId, std::string("user1"));
    QCOMPARE(found->amountMinor, 3'500);
    QVERIFY(found->state == OrderState::Created);
    QVERIFY(found->createdAt == place.order.createdAt);
    QVERIFY(found->deadline == place.order.deadline);
    QCOMPARE(found->stock, std::string("reserved"));

    const auto outbox = m_redis.orders.readOutbox(10).value();
    QCOMPARE(outbox.size(), 1u);
    QCOMPARE(outbox.front().event, place.event);
    QCOMPARE(m_redis.orders.flowCounters().value().at(">created"), 1);
    QCOMPARE(m_redis.orders.openCount().value(), 1);
  }

  void refusedPlacementChangesNothing_data() {
    QTest::addColumn<QString>("second");
    QTest::addColumn<int>("quantity");
    QTest::addColumn<int>("code");
    QTest::newRow("out of stock") << "xyz" << 6 << static_cast<int>(ErrorCode::OutOfStock);
    QTest::newRow("unknown product") << "none" << 1 << static_cast<int>(ErrorCode::UnknownProduct);
  }
  void refusedPlacementChangesNothing() {
    QFETCH(QString, second);
    QFETCH(int, quantity);
    QFETCH(int, code);
    const auto place = placement({{"abc", 2}, {second.toStdString(), quantity}}, "key");
    const auto answer = placeOne(m_redis.orders, place);
    QVERIFY(!answer);
    QCOMPARE(static_cast<int>(answer.error().code), code);
    QVERIFY(QString::fromStdString(answer.error().what).contains(second));
    compareLevel("abc", 1'000, 0, 0);
    compareLevel("xyz", 5, 0, 0);
    QCOMPARE(m_redis.number(
                 {"EXISTS", "order:" + place.order.orderId, "idem:key", "outbox", "deadlines", "flow", "stock:none"}),
             0);
  }

  void batchAnswersEachOrderByItself() {
    const std::vector batch = {placement({{"xyz", 4}}), placement({{"xyz", 4}}), placement({{"xyz", 1}})};
    const auto answers = m_redis.orders.place(batch).value();
    QVERIFY(answers[0].has_value());
    QVERIFY(!answers[1]);
    QVERIFY(answers[2].has_value());
    compareLevel("xyz", 0, 5, 0);
  }

  void productNamedTwiceIsRefused() {
    QVERIFY(!m_redis.orders.place(std::vector{placement({{"abc", 1}, {"abc", 1}})}));
  }

  void sameKeyIsSameOrder() {
    const auto first = placement({{"abc", 2}}, "key", "body1");
    QVERIFY(placeOne(m_redis.orders, first).has_value());
    const auto again = placeOne(m_redis.orders, placement({{"abc", 2}}, "key", "body1"));
    QVERIFY(again.has_value());
    QVERIFY(again->repeated);
    QCOMPARE(again->orderId, first.order.orderId);
    const auto other = placeOne(m_redis.orders, placement({{"abc", 3}}, "key", "body2"));
    QVERIFY(!other);
    QVERIFY(other.error().code == ErrorCode::IdempotencyMismatch);
    compareLevel("abc", 998, 2, 0);
    QVERIFY(m_redis.number({"TTL", "idem:key"}) > 86'000);
  }

  void placingAnOrderAgainIsARepeat() {
    const auto place = placement({{"abc", 2}});
    QVERIFY(!placeOne(m_redis.orders, place)->repeated);
    QVERIFY(placeOne(m_redis.orders, place)->repeated);
    compareLevel("abc", 998, 2, 0);
    QCOMPARE(m_redis.orders.outboxLength().value(), 1);
  }

  void sameKeyFromManyThreadsPlacesOnce() {
    constexpr int kThreads = 8, kRounds = 50;
    std::atomic<int> fresh = 0, wrong = 0;
    {
      std::vector<std::jthread> threads;
      for (int t = 0; t < kThreads; ++t) {
        threads.emplace_back([&] {
          adapters::redis::RedisOrderStore store(m_redis.address);
          for (int round = 0; round < kRounds; ++round) {
            const auto answer = placeOne(store, placement({{"abc", 1}}, "key" + std::to_string(round)));
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
    compareLevel("abc", 1'000 - kRounds, kRounds, 0);
    QCOMPARE(m_redis.orders.openCount().value(), kRounds);
  }

  void everyPairOfStatesFollowsTheStateMachine() {
    for (const OrderState from : domain::kOrderStates) {
      for (const OrderState to : domain::kOrderStates) {
        const std::string id = orderIn(from);
        const ports::Move move = moveOne(m_redis.orders, movement(id, {to}));
        const MoveOutcome expected = from == to                  ? MoveOutcome::Already
                                     : domain::canMove(from, to) ? MoveOutcome::Moved
                                     : leadsTo(to, from)         ? MoveOutcome::Already
                                                                 : MoveOutcome::Refused;
        const std::string pair = std::string(domain::stateName(from)).append(">").append(domain::stateName(to));
        QVERIFY2(move.outcome == expected, pair.c_str());
        QVERIFY2(move.order.state == (expected == MoveOutcome::Moved ? to : from), pair.c_str());
        QCOMPARE(m_redis.get({"HGET", "order:" + id, "state"}), std::string(domain::stateName(move.order.state)));
        QVERIFY2(m_redis.orders.flowCounters().value().contains(pair) == (expected == MoveOutcome::Moved),
                 pair.c_str());
      }
    }
  }

  void pathIsTakenAsFarAsItIsNotReached() {
    const std::string id = placed({{"abc", 1}});
    QVERIFY(moveOne(m_redis.orders, movement(id, {OrderState::Paying})).outcome == MoveOutcome::Moved);
    const auto paid = moveOne(m_redis.orders, movement(id, {OrderState::Paying, OrderState::Paid}));
    QVERIFY(paid.outcome == MoveOutcome::Moved);
    QVERIFY(paid.order.state == OrderState::Paid);
    QVERIFY(moveOne(m_redis.orders, movement(id, {OrderState::Paying, OrderState::Paid})).outcome ==
            MoveOutcome::Already);
    QVERIFY(moveOne(m_redis.orders, movement(id, {OrderState::Reserved, OrderState::Completed})).outcome ==
            MoveOutcome::Refused);
    const std::map<std::string, std::int64_t> expected = {{">created", 1}, {"created>paying", 1}, {"paying>paid", 1}};
    QVERIFY(m_redis.orders.flowCounters().value() == expected);
  }

  void closedOrderRefusesAPayment() {
    const std::string id = orderIn(OrderState::Cancelled);
    const auto late = moveOne(m_redis.orders, movement(id, {OrderState::Paying, OrderState::Paid}));
    QVERIFY(late.outcome == MoveOutcome::Refused);
    QVERIFY(late.order.state == OrderState::Cancelled);
    QVERIFY(moveOne(m_redis.orders, movement("nobody", {OrderState::Paying})).outcome == MoveOutcome::Unknown);
  }

  void moveWritesFieldsAndEventOnlyWhenItMoves() {
    const std::string id = placed({{"abc", 1}});
    auto pay = movement(id, {OrderState::Paying, OrderState::Paid});
    pay.fields = {{"paymentId", "pay789"}};
    pay.event = R"({"event":"PaymentProcessed"})";
    pay.at = core::fromEpochMillis(1'700'000'000'123);
    const auto moved = moveOne(m_redis.orders, pay);
    QCOMPARE(moved.order.paymentId, std::string("pay789"));
    QCOMPARE(moved.order.items.size(), 1u);
    QVERIFY(moved.order.updatedAt == pay.at);
    QCOMPARE(m_redis.orders.outboxLength().value(), 2);

    pay.fields = {{"paymentId", "another"}};
    QVERIFY(moveOne(m_redis.orders, pay).outcome == MoveOutcome::Already);
    QCOMPARE(m_redis.orders.outboxLength().value(), 2);
    QCOMPARE(m_redis.get({"HGET", "order:" + id, "paymentId"}), std::string("pay789"));
  }

  void stockFollowsTheOrder() {
    const std::string id = placed({{"abc", 2}, {"xyz", 3}});
    moveOne(m_redis.orders, movement(id, {OrderState::Paying, OrderState::Paid}));
    const auto sold = moveOne(m_redis.orders, movement(id, {OrderState::Reserved}, StockEffect::Sell));
    QVERIFY(sold.outcome == MoveOutcome::Moved);
    QCOMPARE(sold.order.stock, std::string("sold"));
    compareLevel("abc", 998, 0, 2);
    compareLevel("xyz", 2, 0, 3);
    const auto returned = moveOne(m_redis.orders, movement(id, {OrderState::Refunding}, StockEffect::GiveBack));
    QCOMPARE(returned.order.stock, std::string("returned"));
    compareLevel("xyz", 5, 0, 0);

    const std::string other = placed({{"abc", 7}});
    const auto released = moveOne(m_redis.orders, movement(other, {OrderState::Cancelled}, StockEffect::GiveBack));
    QCOMPARE(released.order.stock, std::string("released"));
    QVERIFY(moveOne(m_redis.orders, movement(other, {OrderState::Cancelled}, StockEffect::GiveBack)).outcome ==
            MoveOutcome::Already);
    compareLevel("abc", 1'000, 0, 0);
  }

  void saleWithAnOldTokenChangesNothing() {
    const std::string id = placed({{"abc", 2}, {"xyz", 3}});
    moveOne(m_redis.orders, movement(id, {OrderState::Paying, OrderState::Paid}));
    m_redis.raw.run({"HSET", "stock:xyz", "fence", "7"}).value();
    auto sale = movement(id, {OrderState::Reserved}, StockEffect::Sell);
    sale.event = "{}";
    for (const auto& fences : {std::map<std::string, std::int64_t>{}, {{"abc", 9}}, {{"abc", 9}, {"xyz", 6}}}) {
      sale.fences = &fences;
      const auto stale = moveOne(m_redis.orders, sale);
      QVERIFY(stale.outcome == MoveOutcome::StaleFence);
      QVERIFY(stale.order.state == OrderState::Paid);
      compareLevel("abc", 998, 2, 0);
      compareLevel("xyz", 2, 3, 0);
      QCOMPARE(m_redis.orders.outboxLength().value(), 1);
    }
    const std::map<std::string, std::int64_t> newest = {{"abc", 1}, {"xyz", 7}};
    sale.fences = &newest;
    QVERIFY(moveOne(m_redis.orders, sale).outcome == MoveOutcome::Moved);
    compareLevel("xyz", 2, 0, 3);
  }

  void stockIsNeverMadeNegative() {
    const auto lose = [&] {
      m_redis.raw.run({"HSET", "stock:xyz", "reserved", "1", "available", "4"}).value();
    };  // someone lost two
    const std::string id = placed({{"abc", 2}, {"xyz", 3}});
    moveOne(m_redis.orders, movement(id, {OrderState::Paying, OrderState::Paid}));
    lose();
    const auto sale = moveOne(m_redis.orders, movement(id, {OrderState::Reserved}, StockEffect::Sell));
    QVERIFY(sale.outcome == MoveOutcome::Refused);
    QVERIFY(sale.order.state == OrderState::Paid);
    compareLevel("abc", 998, 2, 0);
    compareLevel("xyz", 4, 1, 0);
    // It must be able to end all the same, with what is there.
    const auto closed = moveOne(m_redis.orders, movement(id, {OrderState::Refunding}, StockEffect::GiveBack));
    QVERIFY(closed.outcome == MoveOutcome::Moved);
    QCOMPARE(closed.order.stock, std::string("released"));
    compareLevel("abc", 1'000, 0, 0);
    compareLevel("xyz", 5, 0, 0);
  }

  void anOrderWhoseStockIsGoneCanEnd() {
    const std::string id = placed({{"abc", 2}, {"xyz", 3}});
    m_redis.raw.run({"HSET", "stock:xyz", "reserved", "0"}).value();
    QVERIFY(moveOne(m_redis.orders, movement(id, {OrderState::Cancelled}, StockEffect::GiveBack)).outcome ==
            MoveOutcome::Moved);
    compareLevel("abc", 1'000, 0, 0);
    QCOMPARE(m_redis.get({"HGET", "stock:xyz", "available"}), std::string("2"));
  }

  void anOrderKeepsWhyItWasClosed() {
    const std::string id = placed({{"abc", 2}});
    auto close = movement(id, {OrderState::Cancelled}, StockEffect::GiveBack);
    close.fields = {{"reason", "deadline passed"}};
    QCOMPARE(moveOne(m_redis.orders, close).order.reason, std::string("deadline passed"));
    close.fields = {{"reason", "another"}};
    const auto again = moveOne(m_redis.orders, close);
    QVERIFY(again.outcome == MoveOutcome::Already);
    QCOMPARE(again.order.reason, std::string("deadline passed"));
    QCOMPARE(m_redis.orders.find(std::span(&id, 1)).value().front()->reason, std::string("deadline passed"));
  }
};

ORDERDECK_TEST(RedisOrderStoreTest)
#include "redis_order_store_test.moc"
