// The circuit breaker with a clock of the test's own: every way from one state to another, and what counts as a
// failure.
#include <QtTest>

#include <thread>

#include "core/circuit_breaker.h"
#include "tests/harness/test_registry.h"

using namespace orderdeck;
using namespace std::chrono_literals;
using core::BreakerForce;
using core::BreakerState;
using core::ErrorCode;

namespace {

const core::Error kTimeout{ErrorCode::Timeout, "no answer", true};
constexpr core::BreakerSettings kSettings{.window = 10'000ms,
                                          .leastCalls = 10,
                                          .failureShare = 0.5,
                                          .errors = 3,
                                          .errorSpan = 5'000ms,
                                          .openFor = 1'000ms,
                                          .probes = 2};
// Neither rule gets in the way of the other one's test.
constexpr core::BreakerSettings kByShare{.window = 10'000ms,
                                         .leastCalls = 10,
                                         .failureShare = 0.5,
                                         .errors = 1'000,
                                         .errorSpan = 5'000ms,
                                         .openFor = 1'000ms};

struct World {
  explicit World(core::BreakerSettings settings = kSettings) : breaker("redis", settings, [this] { return now; }) {}

  /// One call with that end; false when the breaker refused it.
  bool call(const core::Error* error = nullptr) {
    const auto permit = breaker.begin();
    if (permit) breaker.end(*permit, error);
    return permit.has_value();
  }
  void trip() {
    while (breaker.isClosed()) call(&kTimeout);
  }
  BreakerState state() const { return breaker.figures().state; }

  core::CircuitBreaker::Steady::time_point now{std::chrono::hours{1}};
  core::CircuitBreaker breaker;
};

}  // namespace

class CircuitBreakerTest : public QObject {
  Q_OBJECT

 private slots:
  void opensByErrorsInATime() {
    World w;
    for (int i = 0; i < 100; ++i) QVERIFY(w.call());  // a small share of failures
    w.call(&kTimeout);
    w.now += 2'500ms;
    w.call(&kTimeout);
    w.now += 2'501ms;
    w.call(&kTimeout);  // the first of the three is too long ago
    QVERIFY(w.breaker.isClosed());
    w.now += 2'499ms;
    w.call(&kTimeout);
    QVERIFY(!w.breaker.isClosed());
    const auto refused = w.breaker.begin();
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::Unavailable);
    QVERIFY(refused.error().retryable);
    QVERIFY(refused.error().what.contains("redis"));
    QCOMPARE(w.breaker.figures().opened, 1);
    QCOMPARE(w.breaker.figures().why, "no answer");
    w.breaker.force(BreakerForce::Open);
    QCOMPARE(w.breaker.figures().why, "");
  }

  void opensByShareOnceThereAreCallsEnough() {
    World w(kByShare);
    for (int i = 0; i < 9; ++i) w.call(&kTimeout);
    QVERIFY(w.breaker.isClosed());
    w.call(&kTimeout);
    QVERIFY(!w.breaker.isClosed());
  }

  void theShareIsOfTheWindow() {
    World w(kByShare);
    for (int i = 0; i < 30; ++i) w.call();
    for (int i = 0; i < 9; ++i) w.call(&kTimeout);
    QVERIFY(w.breaker.isClosed());
    QCOMPARE(w.breaker.figures().failureShare, 9.0 / 39);
    w.now += 5s;
    for (int i = 0; i < 10; ++i) w.call();
    w.now += 6s;  // the first 39 are out of it, the last 10 are not
    QCOMPARE(w.breaker.figures().failureShare, 0.0);
    for (int i = 0; i < 9; ++i) w.call(&kTimeout);
    QVERIFY(w.breaker.isClosed());
    w.call(&kTimeout);  // 10 of 20
    QVERIFY(!w.breaker.isClosed());
  }

  void onlyWhatSpeaksOfTheDependencyCounts_data() {
    QTest::addColumn<int>("code");
    QTest::addColumn<bool>("retryable");
    QTest::addColumn<bool>("counts");
    const auto row = [](ErrorCode code, bool retryable, bool counts) {
      QTest::addRow("%s%s", std::string(core::codeName(code)).c_str(), retryable ? ", retryable" : "")
          << static_cast<int>(code) << retryable << counts;
    };
    for (const auto code : {ErrorCode::Disconnected, ErrorCode::Timeout, ErrorCode::Unavailable}) row(code, true, true);
    for (const auto code : {ErrorCode::OutOfStock, ErrorCode::UnknownProduct, ErrorCode::IdempotencyMismatch,
                            ErrorCode::StaleFence, ErrorCode::NotFound, ErrorCode::Conflict, ErrorCode::Busy,
                            ErrorCode::Corrupt, ErrorCode::TooLarge, ErrorCode::InvalidArgument}) {
      row(code, true, false);
    }
    row(ErrorCode::Unavailable, false, false);  // a mail that the server refuses for good
  }
  void onlyWhatSpeaksOfTheDependencyCounts() {
    QFETCH(int, code);
    QFETCH(bool, retryable);
    QFETCH(bool, counts);
    World w;
    const core::Error error{static_cast<ErrorCode>(code), "", retryable};
    for (int i = 0; i < 20; ++i) w.call(&error);
    QCOMPARE(w.breaker.isClosed(), !counts);
    w.now += 1s;
    if (!counts) return;
    const core::Error answer{ErrorCode::OutOfStock, "", false};  // who answers is well
    QVERIFY(w.call(&answer));
    QVERIFY(w.call(&answer));
    QCOMPARE(w.state(), BreakerState::Closed);
  }

  void probesCloseIt() {
    World w;
    w.trip();
    QCOMPARE(w.state(), BreakerState::Open);
    QCOMPARE(w.breaker.figures().untilProbe, std::optional<core::Millis>(1'000ms));
    w.now += 999ms;
    QVERIFY(!w.call());
    w.now += 1ms;
    QCOMPARE(w.state(), BreakerState::HalfOpen);
    QVERIFY(!w.breaker.figures().untilProbe);
    const auto first = w.breaker.begin(), second = w.breaker.begin();
    QVERIFY(first && second);
    QVERIFY(!w.breaker.begin());  // two probes and no more
    QVERIFY(!w.breaker.isClosed());
    w.breaker.end(*first, nullptr);
    QCOMPARE(w.state(), BreakerState::HalfOpen);
    w.breaker.end(*second, nullptr);
    QCOMPARE(w.state(), BreakerState::Closed);
    QVERIFY(w.breaker.isClosed());
    QCOMPARE(w.breaker.figures().failureShare, 0.0);
    w.call(&kTimeout);
    w.call(&kTimeout);
    QVERIFY(w.breaker.isClosed());  // what was before it opened is forgotten
  }

  void aFailedProbeKeepsItOpenAsLongAgain() {
    World w;
    w.trip();
    w.now += 1s;
    const auto first = w.breaker.begin(), second = w.breaker.begin();
    w.breaker.end(*first, &kTimeout);
    QCOMPARE(w.state(), BreakerState::Open);
    w.breaker.end(*second, nullptr);  // of a round that was decided already
    QCOMPARE(w.state(), BreakerState::Open);
    w.now += 999ms;
    QVERIFY(!w.call());
    w.now += 1ms;
    QVERIFY(w.call());
    QVERIFY(w.call());
    QVERIFY(w.breaker.isClosed());
    QCOMPARE(w.breaker.figures().opened, 1);  // one outage
  }

  void callsFromBeforeItOpenedDecideNothing() {
    World w;
    const auto early = w.breaker.begin(), late = w.breaker.begin();
    w.trip();
    w.now += 1s;
    const auto probe = w.breaker.begin();
    QVERIFY(probe);
    w.breaker.end(*early, nullptr);
    w.breaker.end(*late, &kTimeout);
    QCOMPARE(w.state(), BreakerState::HalfOpen);
    w.breaker.end(*probe, nullptr);
    QVERIFY(w.call());
    QVERIFY(w.breaker.isClosed());
  }

  void anOperatorHoldsItOpen() {
    World w;
    w.breaker.force(BreakerForce::Open);
    QCOMPARE(w.state(), BreakerState::Open);
    QVERIFY(!w.breaker.isClosed());
    w.now += 1h;
    QVERIFY(!w.call());  // not even a probe
    QVERIFY(!w.breaker.figures().untilProbe);
    QCOMPARE(w.breaker.figures().opened, 0);
    w.breaker.force(BreakerForce::Auto);
    QVERIFY(!w.breaker.isClosed());
    QVERIFY(w.call());
    QVERIFY(w.call());
    QVERIFY(w.breaker.isClosed());
    w.breaker.force(BreakerForce::Open);
    w.breaker.force(BreakerForce::Auto);
    QVERIFY(w.call());  // let go, its probe is due at once
  }

  void anOperatorHoldsItClosed() {
    World w;
    w.trip();
    w.breaker.force(BreakerForce::Closed);
    QVERIFY(w.breaker.isClosed());
    for (int i = 0; i < 50; ++i) QVERIFY(w.call(&kTimeout));
    QCOMPARE(w.state(), BreakerState::Closed);
    QCOMPARE(w.breaker.figures().failureShare, 1.0);
    w.breaker.force(BreakerForce::Auto);
    QVERIFY(w.breaker.isClosed());
    w.call(&kTimeout);
    QVERIFY(!w.breaker.isClosed());
    QCOMPARE(w.breaker.figures().opened, 2);
  }

  void whoListensHearsOfItOnce() {
    World w;
    int heard = 0;
    w.breaker.onOpen([&] { ++heard; });
    w.trip();
    QCOMPARE(heard, 1);
    w.now += 1s;
    w.call(&kTimeout);
    QCOMPARE(heard, 1);  // it was not closed
    w.breaker.force(BreakerForce::Open);
    QCOMPARE(heard, 2);
    w.breaker.onOpen({});
    w.breaker.force(BreakerForce::Closed);
    w.breaker.force(BreakerForce::Auto);
    w.trip();
    QCOMPARE(heard, 2);
  }

  void manyThreadsShareIt() {
    core::CircuitBreaker breaker("redis", {.errors = 50, .openFor = 1ms});
    std::atomic<int> done = 0;
    {
      std::vector<std::jthread> threads;
      for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&, t] {
          for (int i = 0; i < 5'000; ++i) {
            if (const auto permit = breaker.begin())
              breaker.end(*permit, (i + t) % 3 == 0 ? &kTimeout : nullptr), ++done;
            if (i % 1'000 == 0) static_cast<void>(breaker.figures());
          }
        });
      }
    }
    QVERIFY(done > 0);
    QVERIFY(breaker.figures().opened > 0);
  }

  void wordsAreReadBack() {
    for (const auto force : {BreakerForce::Auto, BreakerForce::Open, BreakerForce::Closed})
      QCOMPARE(core::named<BreakerForce>(core::nameOf(force)), force);
    QVERIFY(!core::named<BreakerForce>("half-open"));
    QCOMPARE(core::nameOf(BreakerState::HalfOpen), std::string_view("half-open"));
  }
};

ORDERDECK_TEST(CircuitBreakerTest)
#include "circuit_breaker_test.moc"
