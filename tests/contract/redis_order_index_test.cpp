// What RedisOrderStore promises besides moves: effects marked once, the outbox, the index of open orders, the walk over
// everything.
#include <QTest>

#include <set>

#include "tests/contract/redis_fixture.h"
#include "tests/harness/test_registry.h"

using namespace orderdeck;
using namespace orderdeck::test;

class RedisOrderIndexTest : public QObject {
  Q_OBJECT

  RedisFixture m_redis;

  std::vector<std::string> placeMany(int count) {
    std::vector<ports::PlaceOrder> batch;
    std::vector<std::string> ids;
    for (int i = 0; i < count; ++i) {
      batch.push_back(placement({{"abc", 1}}));
      batch.back().order.deadline += core::Millis{count - i};  // the last one is due first
      ids.push_back(batch.back().order.orderId);
    }
    const auto answers = m_redis.orders.place(batch).value();
    for (const auto& answer : answers) answer.value();
    return ids;
  }

 private slots:
  void init() { m_redis.reset({{"abc", 100'000}}); }

  void findAnswersInTheOrderAsked() {
    const auto ids = placeMany(2);
    const std::vector asked = {ids[1], std::string("nobody"), ids[0]};
    const auto found = m_redis.orders.find(asked).value();
    QCOMPARE(found.size(), 3u);
    QCOMPARE(found[0]->orderId, ids[1]);
    QVERIFY(!found[1]);
    QCOMPARE(found[2]->orderId, ids[0]);
  }

  void unreadableOrderIsAnError() {
    const auto ids = placeMany(1);
    m_redis.raw.run({"HSET", "order:" + ids[0], "state", "nonsense"}).value();
    const auto found = m_redis.orders.find(ids);
    QVERIFY(!found);
    QVERIFY(found.error().code == core::ErrorCode::Corrupt);
    QVERIFY(found.error().what.find(ids[0]) != std::string::npos);
  }

  void outboxIsReadInOrderAndDropped() {
    placeMany(5);
    const auto all = m_redis.orders.readOutbox(10).value();
    QCOMPARE(all.size(), 5u);
    const auto first = m_redis.orders.readOutbox(3).value();
    QCOMPARE(first.size(), 3u);
    QCOMPARE(first.back().id, all[2].id);
    QVERIFY(std::chrono::abs(core::now() - first.front().at) < core::Millis{60'000});
    std::vector<std::string> published;
    for (const auto& entry : first) published.push_back(entry.id);
    QVERIFY(m_redis.orders.dropOutbox(published).has_value());
    QCOMPARE(m_redis.orders.outboxLength().value(), 2);
    QCOMPARE(m_redis.orders.readOutbox(10).value().front().event, all[3].event);
    QVERIFY(m_redis.orders.dropOutbox({}).has_value());
  }

  void retiredOrderLeavesTheIndexAndExpires() {
    const auto ids = placeMany(3);
    QVERIFY(m_redis.orders.retire(std::span(ids).first(1), core::Millis{60'000}).has_value());
    QCOMPARE(m_redis.orders.openCount().value(), 2);
    QVERIFY(m_redis.number({"PTTL", "order:" + ids[0]}) > 50'000);
    QCOMPARE(m_redis.number({"PTTL", "order:" + ids[1]}), -1);
    QVERIFY(m_redis.orders.find(ids).value().front().has_value());
  }

  void openOrdersComeByDeadlineInPages() {
    const auto ids = placeMany(5);
    std::vector<std::string> walked;
    for (std::size_t from = 0;; from += 2) {
      const auto page = m_redis.orders.openOrders(from, 2).value();
      if (page.empty()) break;
      for (const auto& order : page) walked.push_back(order.orderId);
    }
    QVERIFY(walked == std::vector<std::string>(ids.rbegin(), ids.rend()));
  }

  void openOrdersPassOverAPageOfLostHashes() {
    const auto ids = placeMany(5);
    m_redis.raw.run({"DEL", "order:" + ids[4], "order:" + ids[3]}).value();  // the two that are due first
    const auto page = m_redis.orders.openOrders(0, 2).value();
    QCOMPARE(page.size(), 2u);
    QCOMPARE(page.front().orderId, ids[2]);
  }

  void scanVisitsEveryOrderOnce() {
    const auto ids = placeMany(5'000);
    std::multiset<std::string> visited;
    QVERIFY(m_redis.orders.scan([&](const domain::Order& order) { visited.insert(order.orderId); }).has_value());
    QVERIFY(visited == std::multiset<std::string>(ids.begin(), ids.end()));
  }
};

ORDERDECK_TEST(RedisOrderIndexTest)
#include "redis_order_index_test.moc"
