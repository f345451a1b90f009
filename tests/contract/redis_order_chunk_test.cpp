// What RedisOrderStore promises of orders that share one script call: each is handled as if it had come alone, and none
// is half written.
#include <QTest>

#include <numeric>

#include "tests/contract/redis_fixture.h"
#include "tests/harness/test_registry.h"

using namespace orderdeck;
using namespace orderdeck::test;
using core::ErrorCode;
using domain::OrderState;
using ports::StockEffect;
using ports::TransitionOutcome;

class RedisOrderChunkTest : public QObject {
  Q_OBJECT

  RedisFixture m_redis;

  void compareLevel(const std::string& id, std::int64_t available, std::int64_t reserved, std::int64_t sold) {
    const ports::StockLevel now = m_redis.stock.level(id).value().value();
    QCOMPARE(now.available, available);
    QCOMPARE(now.reserved, reserved);
    QCOMPARE(now.sold, sold);
    QCOMPARE(now.stocked, available + reserved + sold);
  }
  std::vector<std::string> placed(const std::vector<Items>& each) {
    std::vector<ports::PlaceOrder> batch;
    for (const Items& items : each) batch.push_back(placement(items));
    const auto answers = m_redis.orders.place(batch).value();
    std::vector<std::string> ids;
    for (const auto& answer : answers) ids.push_back(answer.value().orderId);
    return ids;
  }
  std::int64_t flow(const std::string& edge) { return m_redis.orders.flowCounters().value()[edge]; }

 private slots:
  void init() { m_redis.reset({{"abc", 1'000}, {"xyz", 5}}); }

  void sameKeyInOneChunkIsOneOrder() {
    const std::vector batch = {placement({{"abc", 2}}, "key", "body1"), placement({{"abc", 2}}, "key", "body1"),
                               placement({{"abc", 3}}, "key", "body2"), placement({{"abc", 2}}, "other", "body1")};
    const auto answers = m_redis.orders.place(batch).value();
    QVERIFY(!answers[0]->repeated);
    QVERIFY(answers[1]->repeated);
    QCOMPARE(answers[1]->orderId, batch[0].order.orderId);
    QVERIFY(!answers[2]);
    QVERIFY(answers[2].error().code == ErrorCode::IdempotencyMismatch);
    QVERIFY(!answers[3]->repeated);
    compareLevel("abc", 996, 4, 0);
    QCOMPARE(m_redis.orders.outboxLength().value(), 2);
    QCOMPARE(m_redis.orders.openCount().value(), 2);
    QCOMPARE(flow(">created"), 2);
    QCOMPARE(m_redis.get({"GET", "idem:key"}), batch[0].order.orderId + " body1");
  }

  void sameOrderInOneChunkIsARepeat() {
    const auto place = placement({{"abc", 2}});
    const auto answers = m_redis.orders.place(std::vector{place, place}).value();
    QVERIFY(!answers[0]->repeated);
    QVERIFY(answers[1]->repeated);
    compareLevel("abc", 998, 2, 0);
    const auto fresh = placement({{"abc", 1}});
    const auto later = m_redis.orders.place(std::vector{fresh, place}).value();  // one of them is there already
    QVERIFY(!later[0]->repeated);
    QVERIFY(later[1]->repeated);
    compareLevel("abc", 997, 3, 0);
  }

  void refusedOrderLeavesItsKeyToTheNext() {
    const auto answers =
        m_redis.orders.place(std::vector{placement({{"xyz", 6}}, "key"), placement({{"xyz", 5}}, "key")}).value();
    QVERIFY(!answers[0]);
    QVERIFY(answers[1].has_value() && !answers[1]->repeated);
    compareLevel("xyz", 0, 5, 0);
  }

  void stockThatRunsOutInAChunkIsTakenByWholeOrders() {
    const std::vector batch = {placement({{"abc", 1}, {"xyz", 2}}),
                               placement({{"abc", 10}, {"xyz", 4}}),
                               placement({{"xyz", 1}, {"abc", 100}, {"none", 1}}),
                               placement({{"xyz", 3}}),
                               placement({{"abc", 1}, {"xyz", 1}}),
                               placement({{"abc", 1}})};
    const auto answers = m_redis.orders.place(batch).value();
    const std::vector taken = {true, false, false, true, false, true};
    for (std::size_t i = 0; i < taken.size(); ++i) {
      QCOMPARE(answers[i].has_value(), taken[i]);
      QCOMPARE(m_redis.number({"EXISTS", "order:" + batch[i].order.orderId}), taken[i] ? 1 : 0);
    }
    QVERIFY(answers[1].error().code == ErrorCode::OutOfStock);
    QVERIFY(answers[2].error().code == ErrorCode::UnknownProduct);
    compareLevel("abc", 998, 2, 0);
    compareLevel("xyz", 0, 5, 0);
    QCOMPARE(m_redis.orders.outboxLength().value(), 3);
    QCOMPARE(m_redis.orders.openCount().value(), 3);
  }

  void batchOfManyChunksAnswersInItsOrder() {
    std::vector<ports::PlaceOrder> batch;
    for (int i = 0; i < 500; ++i) batch.push_back(placement({{i % 100 == 99 ? "none" : "abc", 1}}));
    const auto answers = m_redis.orders.place(batch).value();
    std::vector<ports::OrderTransition> moves;
    std::vector<std::string> ids;
    for (std::size_t i = 0; i < batch.size(); ++i) {
      QCOMPARE(answers[i].has_value(), i % 100 != 99);
      ids.push_back(batch[i].order.orderId);
      moves.push_back(movement(ids.back(), {OrderState::Paying}));
    }
    const auto moved = m_redis.orders.transition(moves).value();
    for (std::size_t i = 0; i < batch.size(); ++i) {
      QVERIFY(moved[i].outcome == (i % 100 == 99 ? TransitionOutcome::Unknown : TransitionOutcome::Moved));
      QCOMPARE(moved[i].order.orderId, i % 100 == 99 ? std::string() : ids[i]);
    }
    QCOMPARE(flow("created>paying"), 495);
    QCOMPARE(m_redis.orders.openCount().value(), 495);
    compareLevel("abc", 505, 495, 0);
    QVERIFY(m_redis.orders.place({}).value().empty());
    QVERIFY(m_redis.orders.transition({}).value().empty());
  }

  void sameOrderTwiceInOneCallIsFoundAsTheFirstLeftIt() {
    const auto ids = placed({{{"abc", 2}, {"xyz", 3}}});
    auto pay = movement(ids[0], {OrderState::Paying, OrderState::Paid});
    pay.fields = {{"paymentId", "pay789"}};
    pay.event = "{}";
    auto late = pay;
    late.fields = {{"paymentId", "another"}};
    const auto sell = movement(ids[0], {OrderState::Reserved}, StockEffect::Sell);
    const auto refund = movement(ids[0], {OrderState::Refunding, OrderState::Refunded}, StockEffect::GiveBack);
    const auto moves = m_redis.orders.transition(std::vector{pay, late, sell, sell, refund, sell}).value();
    const std::vector expected = {TransitionOutcome::Moved,   TransitionOutcome::Already, TransitionOutcome::Moved,
                                  TransitionOutcome::Already, TransitionOutcome::Moved,   TransitionOutcome::Already};
    const std::vector states = {OrderState::Paid,     OrderState::Paid,     OrderState::Reserved,
                                OrderState::Reserved, OrderState::Refunded, OrderState::Refunded};
    const std::vector<domain::HoldingWord> stocks = {"reserved", "reserved", "sold", "sold", "returned", "returned"};
    for (std::size_t i = 0; i < moves.size(); ++i) {
      QVERIFY2(moves[i].outcome == expected[i], std::to_string(i).c_str());
      QVERIFY2(moves[i].order.state == states[i], std::to_string(i).c_str());
      QCOMPARE(moves[i].order.stock.text(), stocks[i].text());
      QCOMPARE(moves[i].order.paymentId, std::string("pay789"));
    }
    const auto stored = m_redis.orders.find(ids).value().front().value();
    QVERIFY(stored.state == OrderState::Refunded);
    QCOMPARE(stored.stock.text(), "returned");
    QCOMPARE(stored.paymentId, std::string("pay789"));
    compareLevel("abc", 1'000, 0, 0);
    compareLevel("xyz", 5, 0, 0);
    QCOMPARE(m_redis.orders.outboxLength().value(), 2);
    const std::map<std::string, std::int64_t> counted = {{">created", 1},           {"created>paying", 1},
                                                         {"paying>paid", 1},        {"paid>reserved", 1},
                                                         {"reserved>refunding", 1}, {"refunding>refunded", 1}};
    QVERIFY(m_redis.orders.flowCounters().value() == counted);
  }

  void knownOrderThatMovedComesBackAsItWasKnown() {
    const auto ids = placed({{{"abc", 2}, {"xyz", 3}}});
    domain::Order known;
    known.orderId = ids[0];
    known.userId = "told by an event";
    auto pay = movement(ids[0], {OrderState::Paying, OrderState::Paid});
    pay.fields = {{"paymentId", "pay789"}};
    pay.known = &known;
    auto sell = movement(ids[0], {OrderState::Reserved}, StockEffect::Sell);
    sell.known = &known;
    auto refund = movement(ids[0], {OrderState::Refunding, OrderState::Refunded}, StockEffect::GiveBack);
    refund.known = &known;
    const auto stored = m_redis.orders.find(ids).value().front().value();
    const auto moves = m_redis.orders.transition(std::vector{pay, pay, sell, refund}).value();
    QVERIFY(moves[0].outcome == TransitionOutcome::Moved);
    QCOMPARE(moves[0].order.userId, known.userId);
    QVERIFY(moves[0].order.state == OrderState::Paid);
    QVERIFY(moves[0].order.updatedAt == pay.at);
    QCOMPARE(moves[0].order.paymentId, std::string("pay789"));
    // What did not move is told as the store has it, with what the call changed before.
    QVERIFY(moves[1].outcome == TransitionOutcome::Already);
    QCOMPARE(moves[1].order.userId, stored.userId);
    QVERIFY(moves[1].order.state == OrderState::Paid);
    QCOMPARE(moves[1].order.paymentId, std::string("pay789"));
    QVERIFY(moves[2].outcome == TransitionOutcome::Moved);
    QCOMPARE(moves[2].order.stock.text(), "sold");
    // What it gives back depends on what the store knows.
    QVERIFY(moves[3].outcome == TransitionOutcome::Moved);
    QCOMPARE(moves[3].order.userId, stored.userId);
    QCOMPARE(moves[3].order.stock.text(), "returned");
    compareLevel("abc", 1'000, 0, 0);
    compareLevel("xyz", 5, 0, 0);
    domain::Order stranger;
    auto unknown = movement("nobody", {OrderState::Paying});
    unknown.known = &stranger;
    QVERIFY(m_redis.orders.transition(std::vector{unknown}).value().front().outcome == TransitionOutcome::Unknown);
  }

  void movesOfManyKindsInOneCallEachGetTheirOwn() {
    const auto ids = placed({{{"abc", 1}}, {{"abc", 2}}, {{"abc", 3}}, {{"abc", 4}}});
    std::vector<ports::OrderTransition> moves;
    for (const auto& id : ids) moves.push_back(movement(id, {OrderState::Paying}));
    moves[1].fields = {
        {"paymentId", "pay1"}};  // another field set, another time, another event, another path: never told together
    moves[2].fields = {{"paymentId", "pay2"}};
    moves[2].at += core::Millis{5};
    moves[2].event = "{\"moved\":2}";
    moves[3] = movement(ids[3], {OrderState::Cancelled}, StockEffect::GiveBack);
    moves[3].at = moves[2].at;
    moves[3].event = "{\"moved\":3}";
    const auto moved = m_redis.orders.transition(moves).value();
    for (const auto& move : moved) QVERIFY(move.outcome == TransitionOutcome::Moved);
    const auto orders = m_redis.orders.find(ids).value();
    const std::array payments = {"", "pay1", "pay2", ""};
    for (std::size_t i = 0; i < ids.size(); ++i) {
      QVERIFY(orders[i]->state == (i == 3 ? OrderState::Cancelled : OrderState::Paying));
      QCOMPARE(orders[i]->paymentId, std::string(payments[i]));
      QVERIFY(orders[i]->updatedAt == moves[i].at);
      QCOMPARE(moved[i].order.paymentId, orders[i]->paymentId);
    }
    const auto outbox = m_redis.orders.readOutbox(10).value();
    QCOMPARE(outbox.size(), 6u);
    QCOMPARE(outbox[4].event, moves[2].event);
    QCOMPARE(outbox[5].event, moves[3].event);
    compareLevel("abc", 994, 6, 0);
    QCOMPARE(flow("created>paying"), 3);
    QCOMPARE(flow("created>cancelled"), 1);
  }

  void refusedMoveTakesNothingFromTheOthersOfItsChunk() {
    const auto ids = placed({{{"abc", 2}, {"xyz", 1}}, {{"abc", 3}, {"xyz", 2}}, {{"abc", 5}, {"xyz", 1}}});
    const std::map<std::string, std::int64_t> fences = {{"abc", 4}, {"xyz", 7}}, older = {{"abc", 4}, {"xyz", 6}};
    std::vector<ports::OrderTransition> pays, sales;
    for (const auto& id : ids) {
      pays.push_back(movement(id, {OrderState::Paying, OrderState::Paid}));
      sales.push_back(movement(id, {OrderState::Reserved}, StockEffect::Sell));
      sales.back().fences = &fences;
      sales.back().event = "{}";
    }
    m_redis.orders.transition(pays).value();
    m_redis.raw.run({"HSET", "stock:xyz", "fence", "7"}).value();
    sales[1].fences = &older;
    const auto moves = m_redis.orders.transition(sales).value();
    QVERIFY(moves[0].outcome == TransitionOutcome::Moved);
    QVERIFY(moves[1].outcome == TransitionOutcome::StaleFence);
    QVERIFY(moves[2].outcome == TransitionOutcome::Moved);
    compareLevel("abc", 990, 3, 7);
    compareLevel("xyz", 1, 2, 2);
    QCOMPARE(m_redis.orders.outboxLength().value(), 5);
    QCOMPARE(flow("paid>reserved"), 2);
  }

  void unreadableKeyInAChunkChangesNothing() {
    m_redis.raw.run({"SET", "order:odd", "text"}).value();
    const auto ids = placed({{{"abc", 2}}});
    const std::vector moves = {movement(ids[0], {OrderState::Cancelled}, StockEffect::GiveBack),
                               movement("odd", {OrderState::Paying})};
    QVERIFY(m_redis.orders.transition(moves).error().code == ErrorCode::Corrupt);
    QVERIFY(m_redis.orders.find(ids).value().front()->state == OrderState::Created);
    compareLevel("abc", 998, 2, 0);
    QCOMPARE(flow("created>cancelled"), 0);
  }

  void serverThatFillsUpWritesWholeChunksOrNone() {
    m_redis.reset({{"abc", 1'000'000}});
    const std::int64_t used = std::atoll(
        m_redis.get({"INFO", "memory"}).substr(m_redis.get({"INFO", "memory"}).find("used_memory:") + 12).c_str());
    m_redis.raw.run({"CONFIG", "SET", "maxmemory", std::to_string(used + 3'000'000)}).value();
    bool full = false;
    for (int round = 0; round < 1'000 && !full; ++round) {
      std::vector<ports::PlaceOrder> batch;
      for (int i = 0; i < 64; ++i) {
        batch.push_back(placement({{"abc", 1}}, core::newId()));
        batch.back().event += std::string(2'000, ' ');
      }
      const auto answers = m_redis.orders.place(batch);
      if (!answers) QVERIFY(answers.error().code == ErrorCode::Unavailable);
      full = !answers;
    }
    QVERIFY(full);
    m_redis.raw.run({"CONFIG", "SET", "maxmemory", "0"}).value();
    std::int64_t orders = 0;
    m_redis.orders.scan([&](const domain::Order&) { ++orders; }).value();
    QVERIFY(orders > 0 && orders % 64 == 0);
    compareLevel("abc", 1'000'000 - orders, orders, 0);
    QCOMPARE(m_redis.orders.outboxLength().value(), orders);
    QCOMPARE(m_redis.orders.openCount().value(), orders);
    QCOMPARE(flow(">created"), orders);
    QCOMPARE(m_redis.number({"DBSIZE"}),
             2 * orders + 7);  // hash and key each; stock, products, restocks, outbox, deadlines, flow, epoch
  }
};

ORDERDECK_TEST(RedisOrderChunkTest)
#include "redis_order_chunk_test.moc"
