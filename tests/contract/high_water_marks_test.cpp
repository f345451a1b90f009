// The hot store's marks: Redis tells them and closes itself when told to; the ledger's database keeps the highest of
// them.
#include <QtTest>

#include "adapters/redis/redis_marked_store.h"
#include "adapters/sql/sql_high_water_mark_store.h"
#include "adapters/sql/sql_ledger.h"
#include "redis_fixture.h"
#include "services/recovery/store_guard.h"
#include "tests/contract/high_water_marks_contract.h"
#include "tests/contract/ledger_databases.h"
#include "tests/harness/test_registry.h"
#include "tests/support/ledger_stories.h"

using namespace orderdeck;
using namespace orderdeck::test;
using adapters::redis::RedisMarkedStore;
using adapters::sql::SqlHighWaterMarkStore;
using core::ErrorCode;
using domain::OrderState;
using ports::HighWaterMarks;

class HighWaterMarksTest : public QObject {
  Q_OBJECT
 private:
  RedisFixture m_redis;
  tests::Databases m_databases;

  ports::StoreLook look() { return RedisMarkedStore(m_redis.address).look().value(); }

 private slots:
  void init() { m_redis.reset({{"abc", 10}, {"xyz", 5}}); }

  void aSeededStoreHasAnEpochAndItsNumbers() {
    const auto first = look();
    QCOMPARE(first.distrust, std::string());
    QCOMPARE(first.marks.epoch.size(), std::size_t{26});
    QVERIFY(first.marks.since > core::now() - std::chrono::minutes(1));
    QVERIFY(first.marks.stocked == (std::map<std::string, std::int64_t>{{"abc", 10}, {"xyz", 5}}));
    QVERIFY(first.marks.flow.empty());
    QVERIFY(placeOne(m_redis.orders, placement({{"abc", 2}})).has_value());
    m_redis.raw.run({"HINCRBY", "stock:abc", "fence", "9"}).value();
    QVERIFY(m_redis.stock.seed({{"abc", product("abc", 10)}, {"new", product("new", 1)}}).has_value());
    const auto second = look();
    QCOMPARE(second.marks.epoch, first.marks.epoch);
    QCOMPARE(second.marks.since, first.marks.since);
    QCOMPARE(second.marks.flow.at(">created"), 1);
    QCOMPARE(second.marks.fences.at("abc"), 9);
    QCOMPARE(second.marks.stocked.at("new"), 1);
  }

  void anEmptyStoreHasNone() {
    m_redis.raw.run({"FLUSHALL"}).value();
    QVERIFY(look().marks == HighWaterMarks{});
  }

  void aClosedStoreTakesAndMovesNothing() {
    const auto place = placement({{"abc", 2}});
    QVERIFY(placeOne(m_redis.orders, place).has_value());
    RedisMarkedStore marks(m_redis.address);
    QVERIFY(marks.distrust("too old").has_value());
    QVERIFY(marks.distrust("another reason").has_value());
    QCOMPARE(look().distrust, std::string("too old"));

    const auto next = placement({{"abc", 1}});
    const auto move = movement(place.order.orderId, {OrderState::Paying});
    const auto placed = m_redis.orders.place({&next, 1});
    const auto moved = m_redis.orders.transition({&move, 1});
    const auto restocked = m_redis.stock.restock("abc", 5);
    const auto seeded = m_redis.stock.seed({{"new", product("new", 1)}});
    for (const auto& error : {placed ? core::Error{} : placed.error(), moved ? core::Error{} : moved.error(),
                              restocked ? core::Error{} : restocked.error(), seeded ? core::Error{} : seeded.error()}) {
      QCOMPARE(error.code, ErrorCode::StoreRolledBack);
      QVERIFY(error.retryable);
      QVERIFY2(error.what.find("too old") != std::string::npos, error.what.c_str());
    }
    QCOMPARE(m_redis.get({"HGET", "stock:abc", "available"}), std::string("8"));
    QCOMPARE(m_redis.number({"EXISTS", "stock:new"}), 0);
    QCOMPARE(m_redis.orders.find(std::vector{place.order.orderId}).value().front()->state, OrderState::Created);
    // What was accepted still leaves by the outbox.
    QCOMPARE(m_redis.orders.readOutbox(10).value().size(), std::size_t{1});
  }

  void theHighestMarksAreKept_data() { tests::Databases::drivers(); }
  void theHighestMarksAreKept() {
    QFETCH(QString, driver);
    const auto config = m_databases.fresh(driver);
    SqlHighWaterMarkStore kept(config), other(config);
    contract::theHighestMarksAreKept(kept, other);
  }

  void theFirstReasonStays() {
    RedisMarkedStore store(m_redis.address);
    contract::theFirstReasonStays(store);
  }

  void ordersOfALedgerWithoutMarksAreItsMark_data() { tests::Databases::drivers(); }
  void ordersOfALedgerWithoutMarksAreItsMark() {
    QFETCH(QString, driver);
    const auto config = m_databases.fresh(driver);
    adapters::sql::SqlLedger ledger(config);
    tests::append(ledger, tests::completedOrder("01JA"));
    tests::append(ledger, tests::completedOrder("01JB"));
    SqlHighWaterMarkStore kept(config);
    QCOMPARE(kept.newest().value()->flow.at(">created"), 2);
    RedisMarkedStore store(m_redis.address);
    QVERIFY(!services::checkStore(kept, store).value().empty());
    m_redis.reset({{"abc", 10}});
    placeOne(m_redis.orders, placement({{"abc", 1}})).value();
    placeOne(m_redis.orders, placement({{"abc", 1}})).value();
    QCOMPARE(services::checkStore(kept, store).value(), std::string());
  }

  void everyOrderOfTheLedgerIsUnderItsMarks() {
    // As the ledger writer does it: marks are read and kept before the batch is appended, while orders go on.
    const auto config = m_databases.fresh("sqlite");
    SqlHighWaterMarkStore kept(config);
    RedisMarkedStore store(m_redis.address);
    for (int i = 0; i < 5; ++i) {
      placeOne(m_redis.orders, placement({{"abc", 1}})).value();
      QVERIFY(kept.raise(look().marks).has_value());
      QCOMPARE(services::checkStore(kept, store).value(), std::string());
      placeOne(m_redis.orders, placement({{"abc", 1}})).value();
      QCOMPARE(services::checkStore(kept, store).value(), std::string());
    }
    m_redis.raw.run({"HINCRBY", "flow", ">created", "-2"}).value();  // one of the last is below the mark
    QVERIFY(!services::checkStore(kept, store).value().empty());
    QVERIFY(!look().distrust.empty());
  }
};

ORDERDECK_TEST(HighWaterMarksTest)
#include "high_water_marks_test.moc"
