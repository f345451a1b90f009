// The link to Redis: what happens when the server goes, stalls, forgets its scripts or wants a password.
#include <QElapsedTimer>
#include <QTest>

#include "tests/contract/redis_fixture.h"

using namespace orderdeck;
using namespace orderdeck::test;
using core::ErrorCode;

class RedisConnectionTest : public QObject {
  Q_OBJECT

 private slots:
  void serverRestartCostsOneRetryableError() {
    RedisFixture redis({.appendfsync = "always", .password = {}});
    redis.reset({{"abc", 10}});
    QVERIFY(placeOne(redis.orders, placement({{"abc", 1}})).has_value());
    redis.server.restart();
    const auto lost = redis.orders.place(std::vector{placement({{"abc", 1}})});
    QVERIFY(!lost);
    QVERIFY(lost.error().code == ErrorCode::Disconnected);
    QVERIFY(lost.error().retryable);
    QVERIFY(placeOne(redis.orders, placement({{"abc", 1}})).has_value());  // connected and scripts loaded again
  }

  void acceptedOrderOutlivesAKilledServer() {
    RedisFixture redis({.appendfsync = "always", .password = {}});
    redis.reset({{"abc", 10}});
    const auto place = placement({{"abc", 3}});
    QVERIFY(placeOne(redis.orders, place).has_value());
    redis.server.kill();
    redis.server.start();
    adapters::redis::RedisOrderStore after(redis.address);
    QVERIFY(after.find(std::span(&place.order.orderId, 1)).value().front().has_value());
    QCOMPARE(after.outboxLength().value(), 1);
  }

  void forgottenScriptIsLoadedAgain() {
    RedisFixture redis;
    redis.reset({{"abc", 10}});
    redis.raw.run({"SCRIPT", "FLUSH"}).value();
    const auto answers = redis.orders.place(std::vector{placement({{"abc", 4}}), placement({{"abc", 4}}), placement({{"abc", 4}})});
    QVERIFY(answers.has_value());
    QVERIFY((*answers)[0].has_value() && (*answers)[1].has_value() && !(*answers)[2]);
    QCOMPARE(redis.stock.level("abc").value()->available, 2);
  }

  void goneServerIsAnErrorAtOnce() {
    RedisFixture redis;
    redis.server.kill();
    const auto answer = redis.stock.ping();
    QVERIFY(!answer);
    QVERIFY(answer.error().code == ErrorCode::Disconnected);
    QVERIFY(answer.error().retryable);
  }

  void stalledServerTimesOutAndItsLateAnswerIsNotTakenForAnother() {
    RedisFixture redis;
    redis.reset({{"abc", 10}});
    adapters::redis::RedisConnection hasty({.endpoint = redis.server.endpoint(), .password = {}, .timeout = core::Millis{200}});
    QVERIFY(hasty.run({"ECHO", "first"}).has_value());
    redis.server.pause();
    QElapsedTimer timer;
    timer.start();
    const auto answer = hasty.run({"ECHO", "late"});
    redis.server.resume();
    QVERIFY(!answer);
    QVERIFY(answer.error().code == ErrorCode::Timeout);
    QVERIFY(answer.error().retryable);
    QVERIFY(timer.elapsed() >= 150 && timer.elapsed() < 2'000);
    QCOMPARE(hasty.run({"ECHO", "next"})->view().string(), std::string("next"));
  }

  void passwordIsAskedForAndGiven() {
    RedisFixture closed({.appendfsync = {}, .password = "secret"});
    QVERIFY(closed.raw.run({"PING"}).error().code == ErrorCode::Unauthorized);
    adapters::redis::RedisConnection wrong({.endpoint = closed.server.endpoint(), .password = "guess"});
    QVERIFY(wrong.run({"PING"}).error().code == ErrorCode::Unauthorized);
    adapters::redis::RedisConnection right({.endpoint = closed.server.endpoint(), .password = "secret"});
    QVERIFY(right.ping().has_value());
  }

  void fullServerIsUnavailableAndNothingChanges() {
    RedisFixture redis;
    redis.reset({{"abc", 10}});
    redis.raw.run({"CONFIG", "SET", "maxmemory", "1"}).value();
    const auto answer = redis.orders.place(std::vector{placement({{"abc", 1}}, "key")});
    QVERIFY(!answer);
    QVERIFY(answer.error().code == ErrorCode::Unavailable);
    QVERIFY(answer.error().retryable);
    redis.raw.run({"CONFIG", "SET", "maxmemory", "0"}).value();
    QCOMPARE(redis.stock.level("abc").value()->available, 10);
    QCOMPARE(redis.number({"EXISTS", "idem:key", "outbox", "flow"}), 0);
  }

  void aCommandsErrorLeavesTheOthersAndTheConnection() {
    RedisFixture redis;
    adapters::redis::Pipeline pipeline;
    pipeline.add({"SET", "text", "x"});
    pipeline.add({"HGET", "text", "field"});
    pipeline.add({"SET", "after", "y"});
    const auto answer = redis.raw.run(pipeline);
    QVERIFY(!answer);
    QVERIFY(answer.error().code == ErrorCode::Corrupt);
    QCOMPARE(redis.get({"GET", "after"}), std::string("y"));
  }
};

QTEST_GUILESS_MAIN(RedisConnectionTest)
#include "redis_connection_test.moc"
