// What stands between a node and its dependencies when a fault is armed: a payment provider whose answers get lost or
// come late, and links.
#include <QtTest>

#include "faults/inject/fault_interceptors.h"
#include "faults/inject/faulty_payments.h"
#include "tests/harness/test_registry.h"

using namespace orderdeck;
using namespace orderdeck::faults;
using namespace std::chrono_literals;
using core::ErrorCode;

namespace {

ArmedFault armed(std::string name, std::map<std::string, double> params = {},
                 std::map<std::string, std::string> choices = {}) {
  ArmedFault fault;
  fault.id = name;
  fault.name = std::move(name);
  fault.params = std::move(params);
  fault.choices = std::move(choices);
  fault.until = core::now() + 1h;
  return checkFault(std::move(fault)).value();
}

struct Provider : ports::PaymentGateway {
  int charges = 0, refunds = 0;
  core::Result<std::vector<ports::ChargeAnswer>> charge(std::span<const ports::Charge> orders) override {
    ++charges;
    return std::vector<ports::ChargeAnswer>(orders.size(), {true, "pay1", ""});
  }
  core::Result<void> refund(std::span<const std::string>) override {
    ++refunds;
    return {};
  }
};

struct Watching : ports::Interceptor {
  struct Seen {
    int begun = 0, ended = 0, failed = 0;
  };
  explicit Watching(Seen& what) : seen(what) {}
  core::Result<void> begin() override {
    ++seen.begun;
    return {};
  }
  void end(const core::Error* error) override {
    ++seen.ended;
    seen.failed += error ? 1 : 0;
  }
  Seen& seen;
};

struct InterceptorWorld {
  FaultRegistry registry{"payment-1", "payment"};
  Watching::Seen seen;
  int calls = 0;
  std::unique_ptr<ports::Interceptor> link = ports::makeInterceptor(
      faultInterceptors(registry, "redis", 60ms, [this] { return std::make_unique<Watching>(seen); }));

  core::Result<int> call() {
    return ports::over(link.get(), [this]() -> core::Result<int> { return ++calls; });
  }
};

const std::vector<ports::Charge> kCharges = {{"o1", "user1", 100}, {"o2", "user1", 200}};

std::chrono::steady_clock::duration timeOf(auto&& what) {
  const auto begun = std::chrono::steady_clock::now();
  what();
  return std::chrono::steady_clock::now() - begun;
}

}  // namespace

class FaultyDependencyTest : public QObject {
  Q_OBJECT

 private slots:
  void aLostAnswerComesAfterTheCharge() {
    Provider provider;
    FaultRegistry registry("payment-1", "payment");
    FaultyPayments payments(provider, registry);
    QCOMPARE(payments.charge(kCharges)->size(), std::size_t{2});
    registry.replace({armed("payment-unknown", {{"share", 1}})});
    const auto charged = payments.charge(kCharges);
    QVERIFY(!charged && charged.error().code == ErrorCode::Timeout && charged.error().retryable);
    const auto refunded = payments.refund(std::vector<std::string>{"pay1"});
    QVERIFY(!refunded && refunded.error().code == ErrorCode::Timeout);
    QCOMPARE(provider.charges, 2);
    QCOMPARE(provider.refunds, 1);
    QCOMPARE(registry.hits().at("payment-unknown"), std::int64_t{3});  // two charges and a refund
    registry.replace({armed("payment-unknown", {{"share", 0}})});
    QVERIFY(payments.charge(kCharges));
    QCOMPARE(registry.hits().at("payment-unknown"), std::int64_t{3});  // the same fault, not struck again
  }

  void aLateAnswerIsTheTrueOne() {
    Provider provider;
    FaultRegistry registry("payment-1", "payment");
    std::stop_source stop;
    FaultyPayments payments(provider, registry, stop.get_token());
    registry.replace({armed("payment-late", {{"latencyMs", 80}, {"share", 1}})});
    QVERIFY(timeOf([&] { QVERIFY(payments.charge(kCharges)->front().confirmed); }) >= 80ms);
    registry.replace({armed("payment-late", {{"latencyMs", 100'000}, {"share", 1}})});
    stop.request_stop();
    const auto cut = payments.charge(kCharges);
    QVERIFY(!cut && cut.error().code == ErrorCode::Unavailable && cut.error().retryable);
  }

  void aLinkWithoutFaultsIsTheInnerOne() {
    InterceptorWorld world;
    QVERIFY(world.call());
    ArmedFault elsewhere = armed("link-reset", {}, {{"dependency", "ledger"}});
    world.registry.replace({elsewhere});
    QVERIFY(world.call());
    QCOMPARE(world.seen.begun, 2);
    QCOMPARE(world.seen.ended, 2);
    QCOMPARE(world.seen.failed, 0);
    QCOMPARE(world.registry.hits().at("link-reset"), std::int64_t{0});
  }

  void faultsOnTheWayThereReachNobodyAndAreSeen_data() {
    QTest::addColumn<QString>("fault");
    QTest::addColumn<int>("code");
    QTest::newRow("reset") << "link-reset" << static_cast<int>(ErrorCode::Disconnected);
    QTest::newRow("black hole") << "link-blackhole" << static_cast<int>(ErrorCode::Timeout);
  }
  void faultsOnTheWayThereReachNobodyAndAreSeen() {
    QFETCH(QString, fault);
    QFETCH(int, code);
    InterceptorWorld world;
    world.registry.replace({armed(fault.toStdString())});
    core::Result<int> answer;
    const auto took = timeOf([&] { answer = world.call(); });
    QVERIFY(!answer && answer.error().retryable);
    QCOMPARE(static_cast<int>(answer.error().code), code);
    if (fault == "link-blackhole") QVERIFY(took >= 60ms);
    QCOMPARE(world.calls, 0);
    QCOMPARE(world.seen.begun, 1);
    QCOMPARE(world.seen.failed, 1);  // a breaker must see it
    QCOMPARE(world.registry.hits().at(fault.toStdString()), std::int64_t{1});
  }

  void aLostReplyComesAfterTheCall() {
    InterceptorWorld world;
    world.registry.replace({armed("link-reply-lost")});
    const auto answer = world.call();
    QVERIFY(!answer && answer.error().code == ErrorCode::Timeout);
    QCOMPARE(world.calls, 1);
    QCOMPARE(world.seen.failed, 1);
  }

  void latencyEndsWithItsFault() {
    InterceptorWorld world;
    world.registry.replace({armed("link-latency", {{"latencyMs", 50}, {"jitterMs", 0}})});
    QVERIFY(timeOf([&] { QVERIFY(world.call()); }) >= 50ms);
    world.registry.replace({armed("link-latency", {{"latencyMs", 10'000}, {"jitterMs", 0}})});
    std::jthread clears([&] {
      std::this_thread::sleep_for(50ms);
      world.registry.replace({});
    });
    QVERIFY(timeOf([&] { QVERIFY(world.call()); }) < 5s);
  }
};

ORDERDECK_TEST(FaultyDependencyTest)
#include "faulty_dependency_test.moc"
