// A load is what it says: as many orders as planned, at the intended times, the same ones for the same seed; latencies
// are right within 2 %.
#include <QtTest>

#include <cmath>
#include <set>

#include "runtime/load/load_histogram.h"
#include "runtime/load/load_orders.h"
#include "runtime/load/load_plan.h"
#include "tests/harness/test_registry.h"

using namespace orderdeck;
using api::LoadSpec;
using runtime::LoadHistogram;
using runtime::LoadOrder;
using runtime::LoadOrders;
using runtime::LoadPlan;

namespace {

LoadSpec specOf(api::LoadShapeWord shape, double rate, std::optional<double> seconds,
                std::optional<std::int64_t> count = {}) {
  LoadSpec spec;
  spec.shape = shape;
  spec.rate = rate;
  spec.seconds = seconds;
  spec.count = count;
  return spec;
}

std::vector<double> timesUntil(LoadPlan& plan, double until, double every = 0.013) {
  std::vector<double> times;
  for (double now = 0; now < until + every && !plan.over(); now += every) {
    plan.advance(std::min(now, until), [&](double at) { times.push_back(at); });
  }
  return times;
}

std::int64_t between(const std::vector<double>& times, double from, double to) {
  return std::ranges::count_if(times, [&](double t) { return t >= from && t < to; });
}

domain::Catalogue catalogue() {
  return {{"abc", {"abc", "A", 100, 1'000'000}},
          {"rare", {"rare", "R", 100, 10}},
          {"two", {"two", "T", 100, 500'000}},
          {"xyz", {"xyz", "X", 100, 500'000}}};
}

std::vector<std::string> bodies(LoadOrders& orders, int n) {
  std::vector<std::string> all;
  LoadOrder order;
  for (int i = 0; i < n; ++i) {
    orders.next(order);
    all.push_back(order.body);
  }
  return all;
}

}  // namespace

class LoadPlanTest : public QObject {
  Q_OBJECT
 private slots:
  void steadyIsEvenAndExact() {
    LoadPlan plan(specOf("steady", 100, 10));
    QCOMPARE(plan.planned(), 1000);
    const auto times = timesUntil(plan, 11);
    QVERIFY(plan.over());
    QCOMPARE(std::ssize(times), 1000);
    QVERIFY(times.front() < 0.002);
    for (std::size_t i = 1; i < times.size(); ++i) QVERIFY(std::abs(times[i] - times[i - 1] - 0.01) < 1e-6);
  }

  void everyShapeGivesWhatItPlans_data() {
    QTest::addColumn<api::LoadShape>("shape");
    QTest::addColumn<qint64>("planned");
    QTest::newRow("ramp") << api::LoadShape::Ramp << qint64{5000};
    QTest::newRow("spike") << api::LoadShape::Spike << qint64{2800};
    QTest::newRow("sine") << api::LoadShape::Sine << qint64{5500};
    QTest::newRow("step") << api::LoadShape::Step << qint64{6000};
  }

  void everyShapeGivesWhatItPlans() {
    QFETCH(api::LoadShape, shape);
    QFETCH(qint64, planned);
    LoadPlan plan(specOf(shape, 1000, 10));
    QVERIFY(std::abs(plan.planned() - planned) <= 1);
    QCOMPARE(std::ssize(timesUntil(plan, 10.1)), plan.planned());
    QVERIFY(plan.over());
  }

  void shapesHaveTheirForm() {
    LoadPlan ramp(specOf("ramp", 1000, 10)), spike(specOf("spike", 1000, 10)), step(specOf("step", 1000, 10));
    const auto up = timesUntil(ramp, 10.1), burst = timesUntil(spike, 10.1), stairs = timesUntil(step, 10.1);
    QVERIFY(std::abs(between(up, 0, 2) - 200) < 5);
    QVERIFY(std::abs(between(up, 8, 10) - 1800) < 5);
    QVERIFY(std::abs(between(burst, 0, 4) - 400) < 5);
    QVERIFY(std::abs(between(burst, 4, 6) - 2000) < 5);
    QVERIFY(std::abs(between(stairs, 0, 2) - 400) < 5);
    QVERIFY(std::abs(between(stairs, 6, 8) - 1600) < 5);
  }

  void poissonIsRandomWithTheRightMeanAndTheSameForOneSeed() {
    LoadPlan plan(specOf("poisson", 1000, 20)), again(specOf("poisson", 1000, 20));
    const auto times = timesUntil(plan, 20.1);
    QVERIFY(std::abs(std::ssize(times) - 20'000) < 700);  // 5 standard deviations
    QVERIFY(times == timesUntil(again, 20.1));
    double squares = 0;  // the coefficient of variation of exponential gaps is 1
    for (std::size_t i = 1; i < times.size(); ++i) squares += std::pow((times[i] - times[i - 1]) * 1000 - 1, 2);
    QVERIFY(std::abs(squares / static_cast<double>(times.size()) - 1) < 0.1);
  }

  void aCountEndsIt() {
    LoadPlan plan(specOf("steady", 500, {}, 42));
    QCOMPARE(std::ssize(timesUntil(plan, 60)), 42);
    QVERIFY(plan.over());
    LoadPlan both(specOf("steady", 500, 10, 42));
    QCOMPARE(both.planned(), 42);
    LoadPlan endless(specOf("steady", 500, {}));
    QCOMPARE(endless.planned(), 0);
    QCOMPARE(std::ssize(timesUntil(endless, 4)), 2000);
    QVERIFY(!endless.over());
  }

  void aSleptOverTimeIsMadeUpFor() {
    LoadPlan plan(specOf("steady", 1000, {}));
    std::int64_t due = 0;
    plan.advance(0.5, [&](double) { ++due; });
    plan.advance(5.5, [&](double) { ++due; });  // as after a pause of the machine
    QVERIFY(std::abs(due - 5500) <= 1);
  }

  void theRateChangesFromNowOn() {
    LoadPlan plan(specOf("steady", 100, 10));
    std::vector<double> times;
    const auto take = [&](double at) { times.push_back(at); };
    plan.advance(5, take);
    plan.setRate(1000);
    QVERIFY(std::abs(plan.planned() - 5500) <= 1);
    plan.advance(10, take);
    QVERIFY(std::abs(between(times, 0, 5) - 500) <= 1);
    QVERIFY(std::abs(between(times, 5, 10) - 5000) <= 2);
  }

  void refusesWhatIsOutOfRange() {
    QVERIFY(runtime::checkLoadSpec(specOf("steady", 100, 10)).has_value());
    const auto member = [](const LoadSpec& spec) {
      const auto checked = runtime::checkLoadSpec(spec);
      return checked ? QString() : QString::fromStdString(checked.error().what).section(' ', 0, 0);
    };
    QCOMPARE(member(specOf("steady", 0, 10)), "rate");
    QCOMPARE(member(specOf("steady", std::nan(""), 10)), "rate");
    QCOMPARE(member(specOf("steady", 100, -1)), "seconds");
    QCOMPARE(member(specOf("steady", 100, {}, 0)), "count");
    QCOMPARE(member(specOf("file", 100, 10)), "file");
    LoadSpec spec;
    spec.hotSku = 1.5;
    QCOMPARE(member(spec), "hotSku");
    spec = {};
    spec.connections = 0;
    QCOMPARE(member(spec), "connections");
  }

  void ordersAreLegalAndTheSameForOneSeed() {
    LoadSpec spec;
    spec.seed = 7;
    LoadOrders one(spec, catalogue(), {}, "L"), two(spec, catalogue(), {}, "L");
    const auto first = bodies(one, 2000);
    QVERIFY(first == bodies(two, 2000));
    spec.seed = 8;
    LoadOrders other(spec, catalogue(), {}, "L");
    QVERIFY(first != bodies(other, 2000));
    std::set<std::string> products;
    std::set<std::size_t> sizes;
    for (const auto& body : first) {
      const auto order = domain::parseOrderRequest(body);
      QVERIFY2(order.has_value(), body.c_str());
      sizes.insert(order->items.size());
      for (const auto& item : order->items) {
        products.insert(item.productId);
        QVERIFY(item.quantity >= 1 && item.quantity <= 3);
      }
    }
    QCOMPARE(products, (std::set<std::string>{"abc", "two", "xyz"}));  // never the scarce one
    QCOMPARE(sizes, (std::set<std::size_t>{1, 2, 3}));
  }

  void theHotProductGetsItsShare() {
    LoadSpec spec;
    spec.hotSku = 1;
    LoadOrders orders(spec, catalogue(), {}, "L");
    for (const auto& body : bodies(orders, 50))
      QCOMPARE(domain::parseOrderRequest(body)->items.front().productId, "abc");
  }

  void repeatsBringKeyBodyAndTheIdThatMustComeBack() {
    LoadSpec spec;
    spec.duplicates = 0.5;
    LoadOrders orders(spec, catalogue(), {}, "L");
    std::map<std::string, LoadOrder> known;  // by key
    int repeats = 0, forged = 0;
    LoadOrder order;
    for (int i = 0; i < 1000; ++i) {
      orders.next(order);
      QVERIFY(!order.idempotencyKey.empty());
      if (order.mustMismatch) {
        ++forged;
        QVERIFY(order.mustBe.empty());
        QVERIFY(order.body != known.at(order.idempotencyKey).body);
        QVERIFY(domain::parseOrderRequest(order.body).has_value());
      } else if (order.mustBe.empty()) {
        QVERIFY(!known.contains(order.idempotencyKey));
        orders.accepted(order, "id-" + order.idempotencyKey);
        known[order.idempotencyKey] = order;
      } else {
        ++repeats;
        QCOMPARE(order.body, known.at(order.idempotencyKey).body);
        QCOMPARE(order.mustBe, "id-" + order.idempotencyKey);
      }
    }
    QVERIFY(repeats > 400 && repeats < 600);
    QVERIFY(forged > 10 && forged < 80);
  }

  void percentilesAreRightWithinTwoPercent() {
    LoadHistogram histogram;
    QVERIFY(!histogram.percentileMillis(0.5));
    for (int micros = 1; micros <= 1'000'000; ++micros) histogram.add(micros);
    for (const double share : {0.0001, 0.01, 0.5, 0.9, 0.99, 0.999, 1.0}) {
      const double truth = share * 1000;
      QVERIFY2(std::abs(*histogram.percentileMillis(share) - truth) <= 0.02 * truth,
               qPrintable(QString::number(share)));
    }
    LoadHistogram extremes;
    extremes.add(-5);
    extremes.add(std::int64_t{1} << 60);
    QCOMPARE(*extremes.percentileMillis(0.1), 0.0);
    QVERIFY(*extremes.percentileMillis(1.0) > 1e9);
  }
};

ORDERDECK_TEST(LoadPlanTest)
#include "load_plan_test.moc"
