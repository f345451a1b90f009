// The breaker in front of a real Redis: a server that is killed or stopped costs the first calls their time, then
// nobody waits; a server that is back is used again by itself.
#include <QElapsedTimer>
#include <QTest>

#include "runtime/node/node_breakers.h"
#include "tests/contract/redis_fixture.h"
#include "tests/harness/test_registry.h"
#include "tests/support/fake_metrics.h"
#include "tests/support/wait_until.h"

using namespace orderdeck;
using namespace orderdeck::test;
using namespace std::chrono_literals;

namespace {

constexpr std::chrono::milliseconds kTimeout{300};

struct World : RedisFixture {
  support::FakeMetrics metrics;
  runtime::NodeBreakers breakers{metrics};
  adapters::redis::RedisAddress through{
      .endpoint = server.endpoint(), .password = {}, .timeout = kTimeout, .link = breakers.links("redis")};
  adapters::redis::RedisOrderStore store{through}, other{through};

  World() : RedisFixture({.appendfsync = "always", .password = {}}) {
    reset({{"abc", 1'000}});
    if (!store.outboxLength() || !other.outboxLength()) qFatal("no Redis");
  }

  bool isClosed() { return breakers.breaker("redis").isClosed(); }
  /// Calls until the breaker is open; how many it took.
  int callUntilOpen() {
    int calls = 0;
    for (; isClosed() && calls < 20; ++calls) static_cast<void>(store.outboxLength());
    return calls;
  }
  /// How long twenty calls over two connections take; all of them must fail.
  qint64 millisOfRefusals() {
    QElapsedTimer timer;
    timer.start();
    for (int i = 0; i < 10; ++i) {
      if (store.outboxLength() || other.place(std::vector{placement({{"abc", 1}})})) return -1;
    }
    return timer.elapsed();
  }
};

}  // namespace

class RedisBreakerTest : public QObject {
  Q_OBJECT

 private slots:
  void aKilledServerIsRefusedAtOnceAndUsedAgain() {
    World w;
    w.server.kill();
    QVERIFY(w.callUntilOpen() <= 3);
    const qint64 taken = w.millisOfRefusals();
    QVERIFY2(taken >= 0 && taken < 10 * kTimeout.count(), qPrintable(QString::number(taken)));  // half of what they may
    w.server.start();
    QElapsedTimer timer;
    timer.start();
    QVERIFY(support::waitUntil([&] { return w.store.outboxLength().has_value(); }, 5s));
    qInfo() << "used again after" << timer.elapsed() << "ms";
    QVERIFY(w.isClosed());
    QVERIFY(placeOne(w.other, placement({{"abc", 1}})).has_value());
    QCOMPARE(w.stock.level("abc").error().code,
             core::ErrorCode::Disconnected);              // that one was connected to the old server
    QCOMPARE(w.stock.level("abc").value()->reserved, 1);  // of what was refused nothing got through
  }

  void aStoppedServerCostsTheFirstCallsTheirTimeout() {
    World w;
    w.server.pause();
    QVERIFY(w.callUntilOpen() <= 3);
    QElapsedTimer timer;
    timer.start();
    for (int i = 0; i < 10; ++i) QVERIFY(!w.other.outboxLength());
    QVERIFY2(timer.elapsed() < 5 * kTimeout.count(), qPrintable(QString::number(timer.elapsed())));  // half as well
    adapters::redis::RedisConnection bare(w.through);  // the system takes its connection though nobody will answer
    for (int probe = 0; probe < 2; ++probe) {
      QVERIFY(support::waitUntil(
          [&] { return w.breakers.breaker("redis").figures().state == core::BreakerState::HalfOpen; },
          5s));  // the next call is the probe
      const bool answered = probe == 0 ? w.store.outboxLength().has_value() : bare.run({"PING"}).has_value();
      QVERIFY(!answered);
      QVERIFY(!w.isClosed());  // the probe waited in vain
    }
    w.server.resume();
    QVERIFY(support::waitUntil([&] { return w.store.outboxLength().has_value(); }, 5s));
    QVERIFY(w.isClosed());
  }

  void whatTheServerAnswersIsNoFailure() {
    World w;
    w.reset({{"abc", 0}});
    for (int i = 0; i < 50; ++i) QVERIFY(!placeOne(w.store, placement({{"abc", 1}})).has_value());  // out of stock
    QVERIFY(w.isClosed());
    QCOMPARE(w.breakers.views().at(0).failureShare, 0.0);
  }

  void aServerThatRefusesToWriteIsAFailure() {
    World w;
    w.raw.run({"CONFIG", "SET", "maxmemory", "1"}).value();
    for (int i = 0; i < 3; ++i) QVERIFY(!w.store.place(std::vector{placement({{"abc", 1}})}));
    QVERIFY(!w.isClosed());
    w.raw.run({"CONFIG", "SET", "maxmemory", "0"}).value();
    QVERIFY(support::waitUntil([&] { return w.store.place(std::vector{placement({{"abc", 1}})}).has_value(); }, 5s));
  }
};

ORDERDECK_TEST(RedisBreakerTest)
#include "redis_breaker_test.moc"
