// Faults: the catalogue's rules, their JSON, and who is struck how often.
#include <QtTest>

#include <cmath>
#include <set>

#include <QTemporaryDir>

#include "core/ids.h"
#include "faults/inject/crash_points.h"
#include "faults/inject/fault_registry.h"
#include "faults/inject/payment_faults.h"
#include "tests/harness/test_registry.h"

using namespace orderdeck;
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

class FaultRegistryTest : public QObject {
  Q_OBJECT

 private slots:
  void absentParametersGetTheirStandard() {
    QCOMPARE(armed("payment-declines").params.at("share"), 0.3);
    QCOMPARE(armed("payment-slow").params.at("latencyMs"), 400.0);
    QCOMPARE(armed("payment-slow").params.at("jitterMs"), 100.0);
    QCOMPARE(armed("messages-poison").choice("kind"), std::string_view("any"));
    QCOMPARE(armed("link-latency").choice("dependency"), std::string_view("redis"));
  }

  void theCatalogueIsSound() {
    std::set<std::string> names;
    for (const domain::FaultKind& kind : domain::kFaults) {
      const std::string name(kind.name);
      QVERIFY(orderdeck::core::isLegalId(name) && names.insert(name).second);
      QVERIFY(std::string_view(kind.summary).ends_with('.') && !domain::targetsOf(kind).empty());
      for (const domain::FaultParam& param : kind.params)
        QVERIFY(param.least <= param.standard && param.standard <= param.most);
      for (const domain::FaultChoice& choice : kind.choices) QVERIFY(!choice.options.empty());
      QVERIFY(!kind.counted || armed(name).param("times") >= 1);
      QVERIFY(!kind.byDaemon() || kind.counted);
    }
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
    QVERIFY(refused([](ArmedFault& f) { f.params["probability"] = 1; }).find("probability") != std::string::npos);
    QVERIFY(refused([](ArmedFault& f) { f.params["share"] = 1; }).empty());
    QVERIFY(refused([](ArmedFault& f) { f.choices["kind"] = "huge"; }).find("kind") != std::string::npos);
    QVERIFY(refused([](ArmedFault& f) { f = armed("messages-poison"), f.choices["kind"] = "enormous"; }).find("huge") !=
            std::string::npos);
    QVERIFY(refused([](ArmedFault& f) { f = armed("messages-poison"), f.choices["kind"] = "huge"; }).empty());
  }

  void faultsReadBackTheSame() {
    ArmedFault slow = armed("payment-slow", "f2");
    slow.target = "payment-1";
    slow.params["share"] = 0.25;
    slow.from = slow.until - 1min;
    slow.params["latencyMs"] = 12;
    slow.seed = 99;
    slow.by = "operator";
    ArmedFault poison = armed("messages-poison", "f3");
    poison.choices["kind"] = "huge";
    const auto read = decodeFaults(encodeFaults(std::vector{armed("payment-declines"), slow, poison}));
    QVERIFY2(read.has_value(), read ? "" : read.error().what.c_str());
    QCOMPARE(read->size(), std::size_t{3});
    QCOMPARE((*read)[2].choice("kind"), std::string_view("huge"));
    const ArmedFault& second = (*read)[1];
    QCOMPARE(second.id, slow.id);
    QCOMPARE(second.target, slow.target);
    QCOMPARE(second.share(), 0.25);
    QVERIFY(second.from == slow.from);
    QVERIFY(second.params == slow.params);
    QVERIFY(second.until == slow.until);
    QCOMPARE(second.seed, slow.seed);
    QCOMPARE(second.by, slow.by);
    QVERIFY(decodeFaults("[]")->empty());
  }

  void malformedFaultsAreRefused() {
    for (const char* bad :
         {"", "{}", "[1]", "[{}]", "nonsense", R"([{"id":1,"name":"payment-slow","until":"2024-01-01T00:00:00Z"}])",
          R"([{"id":"a","name":"payment-slow","until":"tomorrow"}])",
          R"([{"id":"a","name":"nothing","until":"2024-01-01T00:00:00Z"}])",
          R"([{"id":"a","name":"payment-slow","until":"2024-01-01T00:00:00Z","params":{"latencyMs":"x"}}])",
          R"([{"id":"a","name":"payment-slow","until":"2024-01-01T00:00:00Z","params":{"latencyMs":-5}}])",
          R"([{"id":"a","name":"messages-poison","until":"2024-01-01T00:00:00Z","choices":{"kind":"enormous"}}])",
          R"([{"id":"a","name":"messages-poison","until":"2024-01-01T00:00:00Z","choices":{"kind":3}}])"})
      QVERIFY2(!decodeFaults(bad), bad);
  }

  void onlyWhatIsArmedHereAndNowStrikes() {
    FaultRegistry registry("payment-1");
    QVERIFY(!registry.strike("payment-slow"));
    ArmedFault here = armed("payment-slow", "here");
    here.target = "payment-1";
    ArmedFault elsewhere = armed("payment-declines", "elsewhere");
    elsewhere.target = "payment-2";
    registry.replace({here, elsewhere});
    QCOMPARE(registry.strike("payment-slow")->fault.id, std::string("here"));
    QVERIFY(!registry.strike("payment-declines"));
    ArmedFault later = here;
    later.from = orderdeck::core::now() + 1h;
    later.until = later.from + 1h;
    registry.replace({later});
    QVERIFY(!registry.strike("payment-slow"));
    ArmedFault over = here;
    over.until = orderdeck::core::now() - 1ms;
    registry.replace({over});
    QVERIFY(!registry.strike("payment-slow"));
  }

  void aTargetMayBeTheService() {
    FaultRegistry registry("payment-2", "payment");
    ArmedFault service = armed("payment-slow", "a");
    service.target = "payment";
    ArmedFault other = armed("payment-declines", "b");
    other.target = "ledger";
    registry.replace({service, other});
    QVERIFY(registry.strike("payment-slow"));
    QVERIFY(!registry.strike("payment-declines"));
  }

  void aDependencyIsStruckOnlyIfItWasChosen() {
    FaultRegistry registry("payment-1", "payment");
    ArmedFault fault = armed("link-reset", "a");
    fault.choices["dependency"] = "ledger";
    registry.replace({fault});
    QVERIFY(!registry.strike("link-reset", "redis"));
    QVERIFY(registry.strike("link-reset", "ledger"));
  }

  void aLookCountsNothingUntilTheCallerDoes() {
    FaultRegistry registry("n");
    QVERIFY(registry.empty());
    registry.replace({armed("messages-duplicate", "a")});
    QVERIFY(!registry.empty());
    QVERIFY(registry.look("messages-duplicate"));
    QCOMPARE(registry.hits().at("a"), std::int64_t{0});
    registry.count("a", 5);
    registry.count("gone", 5);
    QCOMPARE(registry.hits().at("a"), std::int64_t{5});
  }

  void aCountedFaultStrikesSoManyTimesInAll() {
    QTemporaryDir folder;
    const HitCounter hits(folder.filePath("run").toStdString());
    ArmedFault crash = armed("crash-after-emit", "f77");
    crash.params["times"] = 3;
    FaultRegistry one("payment-1", "payment", hits), two("payment-2", "payment", hits);
    one.replace({crash});
    two.replace({crash});
    QVERIFY(one.strike("crash-after-emit"));
    QVERIFY(two.strike("crash-after-emit"));
    FaultRegistry again("payment-1", "payment", hits);  // the process died and came back
    again.replace({crash});
    QVERIFY(again.strike("crash-after-emit"));
    QVERIFY(!again.strike("crash-after-emit"));
    QVERIFY(!two.strike("crash-after-emit"));
    QCOMPARE(hits.count("f77"), std::int64_t{3});
    QCOMPARE(hits.count("f78"), std::int64_t{0});
    hits.clear();
    QCOMPARE(hits.count("f77"), std::int64_t{0});

    FaultRegistry alone("payment-1", "payment");
    alone.replace({crash});
    for (int i = 0; i < 3; ++i) QVERIFY(alone.strike("crash-after-emit"));
    QVERIFY(!alone.strike("crash-after-emit"));
  }

  void aTallyThatCannotBeWrittenStrikesNobody() {
    const HitCounter hits("/proc/nowhere");
    QVERIFY(!hits.take("f1", 5));
    QTemporaryDir folder;
    QVERIFY(!HitCounter(folder.path().toStdString()).take("../f1", 5));
  }

  void crashPointsStrikeAtTheirPoint() {
    FaultRegistry registry("payment-1", "payment");
    std::vector<std::string> deaths;
    const CrashPoints points(registry, [&](std::string_view point, const Strike& strike) {
      deaths.push_back(std::string(point) + " " + strike.fault.id);
    });
    points.reached("after-effect");
    registry.replace({armed("crash-after-emit", "f1")});
    points.reached("after-effect");
    QVERIFY(deaths.empty());
    points.reached("after-emit");
    points.reached("after-emit");  // once was asked for
    QCOMPARE(deaths, std::vector<std::string>{"after-emit f1"});
  }

  void hitsAreCountedAndKept() {
    FaultRegistry registry("payment-1");
    registry.replace({armed("payment-slow", "a")});
    QCOMPARE(registry.hits().at("a"), std::int64_t{0});
    registry.strike("payment-slow");
    registry.strike("payment-slow");
    registry.replace({armed("payment-slow", "a"), armed("payment-declines", "b")});
    registry.strike("payment-slow");
    QCOMPARE(registry.hits().at("a"), std::int64_t{3});
    QCOMPARE(registry.hits().at("b"), std::int64_t{0});
    registry.replace({armed("payment-declines", "b")});
    QVERIFY(!registry.hits().contains("a"));
  }

  void shareAndSeedDecideTheThrows() {
    const auto throws = [](double share, std::uint64_t seed) {
      FaultRegistry registry("n");
      ArmedFault fault = armed("payment-slow");
      fault.params["share"] = share;
      fault.seed = seed;
      registry.replace({fault});
      std::string outcome;
      for (int i = 0; i < 2'000; ++i) outcome += registry.strike("payment-slow") ? '1' : '0';
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
    FaultRegistry registry("payment-1");
    PaymentFaults faults(registry);
    QCOMPARE(faults.next(5).declineShare, 0.0);
    QCOMPARE(faults.next(5).latency.count(), 0);
    ArmedFault slow = armed("payment-slow", "a");
    slow.params["latencyMs"] = 50;
    registry.replace({slow, armed("payment-declines", "b")});
    const PaymentConditions conditions = faults.next(5);
    QCOMPARE(conditions.declineShare, 0.3);
    QCOMPARE(conditions.latency.count(), 50);
    QCOMPARE(conditions.jitter.count(), 100);
    QCOMPARE(registry.hits().at("a"), std::int64_t{5});  // charges
    QCOMPARE(registry.hits().at("b"), std::int64_t{0});  // until the provider says how many it declined
    conditions.declined(2);
    QCOMPARE(registry.hits().at("b"), std::int64_t{2});
  }
};

ORDERDECK_TEST(FaultRegistryTest)
#include "fault_registry_test.moc"
