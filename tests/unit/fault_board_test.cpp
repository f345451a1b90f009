// Faults: the catalogue's rules, their JSON, and who is struck how often.
#include <QtTest>

#include <cmath>

#include "faults/fault.h"
#include "faults/payment_faults.h"

using namespace orderdeck::faults;
using orderdeck::core::ErrorCode;
using namespace std::chrono_literals;

namespace {

ArmedFault armed(std::string name, std::string id = "f1") {
  ArmedFault fault;
  fault.id = std::move(id);
  fault.name = std::move(name);
  fault.until = orderdeck::core::now() + 1h;
  return checkFault(std::move(fault)).value();
}

}  // namespace

class FaultBoardTest : public QObject {
  Q_OBJECT

 private slots:
  void absentParametersGetTheirStandard() {
    QCOMPARE(armed("payment-declines").params.at("share"), 0.3);
    QCOMPARE(armed("payment-slow").params.at("latencyMs"), 400.0);
    QCOMPARE(armed("payment-slow").params.at("jitterMs"), 100.0);
    for (const FaultKind& kind : faultKinds())
      for (const FaultParam& param : kind.params) QVERIFY(param.least <= param.standard && param.standard <= param.most);
  }

  void illegalFaultsAreNamed() {
    const auto refused = [](auto change) {
      ArmedFault fault = armed("payment-declines");
      change(fault);
      const auto checked = checkFault(std::move(fault));
      return checked ? std::string() : checked.error().what;
    };
    QVERIFY(refused([](ArmedFault& f) { f.name = "earthquake"; }).find("earthquake") != std::string::npos);
    QVERIFY(refused([](ArmedFault& f) { f.params["share"] = 1.01; }).find("share") != std::string::npos);
    QVERIFY(refused([](ArmedFault& f) { f.params["share"] = -0.1; }).find("share") != std::string::npos);
    QVERIFY(refused([](ArmedFault& f) { f.params["share"] = std::nan(""); }).find("share") != std::string::npos);
    QVERIFY(refused([](ArmedFault& f) { f.params["colour"] = 1; }).find("colour") != std::string::npos);
    QVERIFY(refused([](ArmedFault& f) { f.probability = 2; }).find("probability") != std::string::npos);
    QVERIFY(refused([](ArmedFault& f) { f.probability = std::nan(""); }).find("probability") != std::string::npos);
    QVERIFY(refused([](ArmedFault& f) { f.params["share"] = 1; }).empty());
  }

  void faultsReadBackTheSame() {
    ArmedFault slow = armed("payment-slow", "f2");
    slow.target = "payment-1";
    slow.probability = 0.25;
    slow.params["latencyMs"] = 12;
    slow.seed = 99;
    slow.by = "operator";
    const auto read = decodeFaults(encodeFaults(std::vector{armed("payment-declines"), slow}));
    QVERIFY2(read.has_value(), read ? "" : read.error().what.c_str());
    QCOMPARE(read->size(), std::size_t{2});
    const ArmedFault& second = (*read)[1];
    QCOMPARE(second.id, slow.id);
    QCOMPARE(second.target, slow.target);
    QCOMPARE(second.probability, slow.probability);
    QVERIFY(second.params == slow.params);
    QVERIFY(second.until == slow.until);
    QCOMPARE(second.seed, slow.seed);
    QCOMPARE(second.by, slow.by);
    QVERIFY(decodeFaults("[]")->empty());
  }

  void malformedFaultsAreRefused() {
    for (const char* bad : {"", "{}", "[1]", "[{}]", "nonsense", R"([{"id":1,"name":"payment-slow","until":"2024-01-01T00:00:00Z"}])",
                            R"([{"id":"a","name":"payment-slow","until":"tomorrow"}])", R"([{"id":"a","name":"nothing","until":"2024-01-01T00:00:00Z"}])",
                            R"([{"id":"a","name":"payment-slow","until":"2024-01-01T00:00:00Z","params":{"latencyMs":"x"}}])",
                            R"([{"id":"a","name":"payment-slow","until":"2024-01-01T00:00:00Z","params":{"latencyMs":-5}}])"})
      QVERIFY2(!decodeFaults(bad), bad);
  }

  void onlyWhatIsArmedHereAndNowStrikes() {
    FaultBoard board("payment-1");
    QVERIFY(!board.strike("payment-slow"));
    ArmedFault here = armed("payment-slow", "here");
    here.target = "payment-1";
    ArmedFault elsewhere = armed("payment-declines", "elsewhere");
    elsewhere.target = "payment-2";
    board.replace({here, elsewhere});
    QCOMPARE(board.strike("payment-slow")->id, std::string("here"));
    QVERIFY(!board.strike("payment-declines"));
    ArmedFault over = here;
    over.until = orderdeck::core::now() - 1ms;
    board.replace({over});
    QVERIFY(!board.strike("payment-slow"));
  }

  void hitsAreCountedAndKept() {
    FaultBoard board("payment-1");
    board.replace({armed("payment-slow", "a")});
    QCOMPARE(board.hits().at("a"), std::int64_t{0});
    board.strike("payment-slow");
    board.strike("payment-slow");
    board.replace({armed("payment-slow", "a"), armed("payment-declines", "b")});
    board.strike("payment-slow");
    QCOMPARE(board.hits().at("a"), std::int64_t{3});
    QCOMPARE(board.hits().at("b"), std::int64_t{0});
    board.replace({armed("payment-declines", "b")});
    QVERIFY(!board.hits().contains("a"));
  }

  void probabilityAndSeedDecideTheThrows() {
    const auto throws = [](double probability, std::uint64_t seed) {
      FaultBoard board("n");
      ArmedFault fault = armed("payment-slow");
      fault.probability = probability;
      fault.seed = seed;
      board.replace({fault});
      std::string outcome;
      for (int i = 0; i < 2'000; ++i) outcome += board.strike("payment-slow") ? '1' : '0';
      return outcome;
    };
    QCOMPARE(std::ranges::count(throws(0, 1), '1'), 0);
    QCOMPARE(std::ranges::count(throws(1, 1), '1'), 2'000);
    const auto some = std::ranges::count(throws(0.3, 1), '1');
    QVERIFY(some > 500 && some < 700);
    QCOMPARE(throws(0.3, 7), throws(0.3, 7));
    QVERIFY(throws(0.3, 7) != throws(0.3, 8));
  }

  void paymentFaultsBecomeConditions() {
    FaultBoard board("payment-1");
    PaymentFaults faults(board);
    QCOMPARE(faults.next().declineShare, 0.0);
    QCOMPARE(faults.next().latency.count(), 0);
    ArmedFault slow = armed("payment-slow", "a");
    slow.params["latencyMs"] = 50;
    board.replace({slow, armed("payment-declines", "b")});
    const PaymentConditions conditions = faults.next();
    QCOMPARE(conditions.declineShare, 0.3);
    QCOMPARE(conditions.latency.count(), 50);
    QCOMPARE(conditions.jitter.count(), 100);
    QCOMPARE(board.hits().at("a"), std::int64_t{1});
  }
};

QTEST_GUILESS_MAIN(FaultBoardTest)
#include "fault_board_test.moc"
