// The link to Redis: what happens when the server goes, stalls, forgets its scripts or wants a password.
#include <QElapsedTimer>
#include <QTest>

#include "tests/contract/redis_fixture.h"
#include "tests/harness/test_registry.h"

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
    const auto answers =
        redis.orders.place(std::vector{placement({{"abc", 4}}), placement({{"abc", 4}}), placement({{"abc", 4}})});
    QVERIFY(answers.has_value());
    QVERIFY((*answers)[0].has_value() && (*answers)[1].has_value() && !(*answers)[2]);
    QCOMPARE(redis.stock.level("abc").value()->available, 2);
  }

  void goneServerIsAnErrorAtOnce() {
    RedisFixture redis;
    redis.server.kill();
    const auto answer = redis.orders.ping();
    QVERIFY(!answer);
    QVERIFY(answer.error().code == ErrorCode::Disconnected);
    QVERIFY(answer.error().retryable);
  }

  void stalledServerTimesOutAndItsLateAnswerIsNotTakenForAnother() {
    RedisFixture redis;
    redis.reset({{"abc", 10}});
    adapters::redis::RedisConnection hasty(
        {.endpoint = redis.server.endpoint(), .password = {}, .timeout = core::Millis{200}});
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

  void passwordIsAskedForAndGiven_data() {
    QTest::addColumn<QByteArray>("password");
    for (const char* password : {"secret", "two words", "quote\"d 'too'", "#hash", "back\\slash",
                                 "pass\xc3\xa9 \xe5\xaf\x86\xe7\xa0\x81", "line\nfeed\ttab"}) {
      QTest::newRow(QByteArray(password).toPercentEncoding().constData()) << QByteArray(password);
    }
  }
  void passwordIsAskedForAndGiven() {
    QFETCH(QByteArray, password);
    RedisFixture server({.appendfsync = {}, .password = {}});
    server.raw.run({"CONFIG", "SET", "requirepass", password.toStdString()}).value();
    const std::string endpoint = server.server.endpoint();
    const auto none = adapters::redis::RedisConnection({.endpoint = endpoint, .password = {}}).run({"GET", "x"});
    QVERIFY(none.error().code == ErrorCode::Unavailable && none.error().retryable);
    const auto wrong =
        adapters::redis::RedisConnection({.endpoint = endpoint, .password = password.toStdString() + "guess"})
            .run({"PING"});
    QVERIFY(wrong.error().code == ErrorCode::Unavailable && wrong.error().retryable);
    QVERIFY2(wrong.error().what.contains("refuses the default user") && !wrong.error().what.contains("guess"),
             wrong.error().what.c_str());
    QVERIFY(adapters::redis::RedisConnection({.endpoint = endpoint, .password = password.toStdString()})
                .ping()
                .has_value());
    server.raw.run({"CONFIG", "SET", "requirepass", ""}).value();
  }

  void aUserOfTheAccessControlListCanBeNamed() {
    RedisFixture server({.appendfsync = {}, .password = {}});
    server.raw.run({"ACL", "SETUSER", "shop", "on", ">s3 cret", "~*", "&*", "+@all", "-acl"}).value();
    const std::string endpoint = server.server.endpoint();
    adapters::redis::RedisConnection right(
        {.endpoint = endpoint, .password = "s3 cret", .user = "shop", .database = 0});
    QCOMPARE(right.run({"ACL", "WHOAMI"}).has_value(), false);  // it is forbidden to look
    QVERIFY(right.ping().has_value());
    const auto wrong =
        adapters::redis::RedisConnection({.endpoint = endpoint, .password = "guess", .user = "shop"}).ping();
    QVERIFY2(wrong.error().what.contains("refuses the user 'shop'") && !wrong.error().what.contains("guess"),
             wrong.error().what.c_str());
    adapters::redis::RedisConnection second(
        {.endpoint = endpoint, .password = "s3 cret", .user = "shop", .database = 3});
    second.run({"SET", "where", "third"}).value();
    QVERIFY(right.run({"GET", "where"}).value().view().isNil());
    QVERIFY(
        !adapters::redis::RedisConnection({.endpoint = endpoint, .password = {}, .database = 99}).ping().has_value());
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

ORDERDECK_TEST(RedisConnectionTest)
#include "redis_connection_test.moc"
