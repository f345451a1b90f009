// What RedisOrderStore does with orders that are damaged, retired or lost.
#include <QTest>

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

  void unreadableOrderIsAnError() {
    const auto ids = placeMany(1);
    m_redis.raw.run({"HSET", "order:" + ids[0], "state", "nonsense"}).value();
    const auto found = m_redis.orders.find(ids);
    QVERIFY(!found);
    QVERIFY(found.error().code == core::ErrorCode::Corrupt);
    QVERIFY(found.error().what.find(ids[0]) != std::string::npos);
  }

  void retiredOrderLeavesTheIndexAndExpires() {
    const auto ids = placeMany(3);
    QVERIFY(m_redis.orders.retire(std::span(ids).first(1), core::Millis{60'000}).has_value());
    QCOMPARE(m_redis.orders.openCount().value(), 2);
    QVERIFY(m_redis.number({"PTTL", "order:" + ids[0]}) > 50'000);
    QCOMPARE(m_redis.number({"PTTL", "order:" + ids[1]}), -1);
    QVERIFY(m_redis.orders.find(ids).value().front().has_value());
  }

  void openOrdersPassOverAPageOfLostHashes() {
    const auto ids = placeMany(5);
    m_redis.raw.run({"DEL", "order:" + ids[4], "order:" + ids[3]}).value();  // the two that are due first
    const auto page = m_redis.orders.openOrders(0, 2).value();
    QCOMPARE(page.size(), 2u);
    QCOMPARE(page.front().orderId, ids[2]);
  }
};

ORDERDECK_TEST(RedisOrderIndexTest)
#include "redis_order_index_test.moc"
