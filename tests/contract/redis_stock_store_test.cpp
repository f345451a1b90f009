// What RedisStockStore promises, on a real server.
#include <QTest>

#include "domain/events/event.h"
#include "tests/contract/redis_fixture.h"
#include "tests/harness/test_registry.h"

using namespace orderdeck;
using namespace orderdeck::test;

class RedisStockStoreTest : public QObject {
  Q_OBJECT

  RedisFixture m_redis;

  std::vector<domain::Event> outbox() {
    std::vector<domain::Event> events;
    const auto entries = m_redis.orders.readOutbox(100).value();
    for (const auto& entry : entries) events.push_back(domain::decodeEvent(entry.event).value());
    return events;
  }

 private slots:
  void init() { m_redis.raw.run({"FLUSHALL"}).value(); }

  void seedingCreatesOnlyWhatIsNew() {
    QVERIFY(m_redis.stock.seed({{"xyz", product("xyz", 5)}}).has_value());
    QVERIFY(placeOne(m_redis.orders, placement({{"xyz", 2}})).has_value());
    m_redis.raw.run({"DEL", "outbox"}).value();
    QVERIFY(m_redis.stock
                .seed({{"xyz", product("xyz", 900)}, {"abc", product("abc", 1'000'000)}, {"none", product("none", 0)}})
                .has_value());

    const std::vector<ports::StockLevel> expected = {
        {"abc", 1'000'000, 0, 0, 1'000'000, 0}, {"none", 0, 0, 0, 0, 0}, {"xyz", 3, 2, 0, 5, 0}};
    QVERIFY(m_redis.stock.levels().value() == expected);
    const auto events = outbox();
    QCOMPARE(events.size(), 1u);
    QVERIFY(events[0].kind == domain::EventKind::StockAdded);
    QCOMPARE(events[0].orderId, std::string("seed-abc"));
    QCOMPARE(events[0].node, std::string("test-1"));
    QCOMPARE(events[0].items.at(0).productId, std::string("abc"));
    QCOMPARE(events[0].items.at(0).quantity, 1'000'000);
  }

  void restockingAddsWithAnEventOfItsOwn() {
    m_redis.reset({{"abc", 10}});
    const auto first = m_redis.stock.restock("abc", 5);
    QVERIFY(first.has_value());
    QVERIFY((first.value() == ports::StockLevel{"abc", 15, 0, 0, 15, 0}));
    QVERIFY(m_redis.stock.restock("abc", 1'000'000'000).has_value());
    const auto events = outbox();
    QCOMPARE(events.size(), 2u);
    QCOMPARE(events[1].items.at(0).quantity, 1'000'000'000);
    QVERIFY(events[0].eventId != events[1].eventId);
  }

  void restockingRefusesWhatIsWrong() {
    m_redis.reset({{"abc", 10}});
    QVERIFY(m_redis.stock.restock("abc", 0).error().code == core::ErrorCode::InvalidArgument);
    QVERIFY(m_redis.stock.restock("abc", 1'000'000'001).error().code == core::ErrorCode::InvalidArgument);
    QVERIFY(m_redis.stock.restock("none", 1).error().code == core::ErrorCode::NotFound);
    QCOMPARE(m_redis.number({"EXISTS", "stock:none", "outbox"}), 0);
    QVERIFY(!m_redis.stock.level("none").value());
    QCOMPARE(m_redis.stock.level("abc").value()->available, 10);
  }

  void pingTakesTime() {
    const auto millis = m_redis.orders.ping();
    QVERIFY(millis.has_value());
    QVERIFY(*millis > 0);
    QVERIFY(*millis < 2'000);
  }
};

ORDERDECK_TEST(RedisStockStoreTest)
#include "redis_stock_store_test.moc"
