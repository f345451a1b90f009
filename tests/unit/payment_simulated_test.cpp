// The simulated payment provider.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <functional>
#include <ranges>
#include <stop_token>
#include <thread>

#include <QtTest>

#include "adapters/payment/simulated_payments.h"
#include "core/ids.h"
#include "tests/harness/test_registry.h"

using namespace orderdeck;
using adapters::payment::PaymentConditions;
using adapters::payment::SimulatedPayments;
using adapters::payment::SimulatedPaymentsSettings;
using core::Millis;

namespace {

std::vector<ports::Charge> charges(int count) {
  std::vector<ports::Charge> all;
  for (int i = 0; i < count; ++i) all.push_back({core::newId(), "user1", 1'999});
  return all;
}

SimulatedPaymentsSettings instant(double declineShare) {
  return {.declineShare = declineShare, .latency = Millis{0}, .jitter = Millis{0}};
}

double declined(const std::vector<ports::ChargeAnswer>& answers) {
  const auto count = std::ranges::count_if(answers, [](const auto& answer) { return !answer.confirmed; });
  return static_cast<double>(count) / static_cast<double>(answers.size());
}

Millis timeOf(const std::function<void()>& call) {
  const auto start = std::chrono::steady_clock::now();
  call();
  return std::chrono::duration_cast<Millis>(std::chrono::steady_clock::now() - start);
}

}  // namespace

class PaymentSimulatedTest : public QObject {
  Q_OBJECT

 private slots:
  void declinesItsShare_data() {
    QTest::addColumn<double>("share");
    for (const double share : {0.0, 0.05, 0.5, 1.0}) QTest::addRow("%g", share) << share;
  }
  void declinesItsShare() {
    QFETCH(double, share);
    SimulatedPayments payments(instant(share));
    const auto answers = payments.charge(charges(20'000));
    QVERIFY(answers);
    QVERIFY2(std::abs(declined(*answers) - share) <= 0.01, qPrintable(QString::number(declined(*answers))));
    for (const auto& answer : *answers) QCOMPARE(answer.reason.empty(), answer.confirmed);
  }

  void neighbouringIdsAreIndependent() {
    SimulatedPayments payments(instant(0.3));
    std::vector<ports::Charge> neighbours;
    for (int i = 0; i < 5'000; ++i) neighbours.push_back({QString("order-%1").arg(i).toStdString(), "user1", 1});
    const auto answers = payments.charge(neighbours);
    QVERIFY(answers);
    QVERIFY(std::abs(declined(*answers) - 0.3) <= 0.03);
  }

  void anotherProcessAnswersTheSame() {
    const auto asked = charges(2'000);
    SimulatedPayments first(instant(0.4)), second(instant(0.4));
    const auto one = first.charge(asked), other = second.charge(asked);
    QVERIFY(one && other);
    for (std::size_t i = 0; i < asked.size(); ++i) {
      QCOMPARE((*one)[i].confirmed, (*other)[i].confirmed);
      QCOMPARE((*one)[i].paymentId, "pay" + asked[i].orderId);
    }
    SimulatedPayments seeded({.declineShare = 0.4, .latency = Millis{0}, .jitter = Millis{0}, .seed = 2});
    const auto differing = seeded.charge(asked);
    QVERIFY(differing);
    QVERIFY(std::ranges::any_of(std::views::iota(std::size_t{0}, asked.size()),
                                [&](std::size_t i) { return (*one)[i].confirmed != (*differing)[i].confirmed; }));
  }

  void theFirstAnswerStandsWhenConditionsChange() {
    PaymentConditions conditions;
    SimulatedPayments payments(instant(0), [&](std::size_t) { return conditions; });
    const auto asked = charges(1'000);
    QCOMPARE(declined(*payments.charge(asked)), 0.0);
    conditions.declineShare = 1;
    QCOMPARE(declined(*payments.charge(asked)), 0.0);
    QCOMPARE(declined(*payments.charge(charges(1'000))), 1.0);
  }

  void whatIsDeclinedForTheConditionIsToldOnce() {
    std::size_t struck = 0;
    PaymentConditions conditions{.declineShare = 0.5, .declined = [&](std::size_t charges) { struck += charges; }};
    SimulatedPayments payments(instant(0.2), [&](std::size_t) { return conditions; });
    const auto asked = charges(1'000);
    const auto answers = payments.charge(asked).value();
    const auto all = std::ranges::count(answers, false, &ports::ChargeAnswer::confirmed);
    QVERIFY(struck > 400 && struck < 600);  // not those that the provider declines anyway
    QVERIFY(static_cast<std::size_t>(all) > struck + 100);
    const std::size_t once = struck;
    QVERIFY(payments.charge(asked));  // asked again: the same answers, nobody is declined anew
    QCOMPARE(struck, once);
  }

  void aCallTakesAsLongAsItsSlowestAnswer() {
    SimulatedPayments payments({.latency = Millis{30}, .jitter = Millis{40}});
    const Millis many = timeOf([&] { QVERIFY(payments.charge(charges(500))); });
    QVERIFY2(many >= Millis{60},
             qPrintable(QString::number(many.count())));  // the slowest of 500 is near the end of the jitter
    QVERIFY(many < Millis{500});
    const Millis one = timeOf([&] { QVERIFY(payments.refund(std::vector<std::string>{"pay1"})); });
    QVERIFY(one >= Millis{30});
    QVERIFY(timeOf([&] { QVERIFY(payments.charge({})); }) < Millis{30});
  }

  void conditionsAddLatency() {
    SimulatedPayments payments(instant(0), [](std::size_t) { return PaymentConditions{.latency = Millis{50}}; });
    QVERIFY(timeOf([&] { QVERIFY(payments.charge(charges(1))); }) >= Millis{50});
  }

  void aStopCutsTheWaitShort() {
    std::stop_source stop;
    SimulatedPayments payments({.latency = Millis{60'000}}, {}, stop.get_token());
    std::jthread stopper([&] { stop.request_stop(); });
    const auto answers = payments.charge(charges(1));
    QVERIFY(!answers);
    QCOMPARE(answers.error().code, core::ErrorCode::Unavailable);
    QVERIFY(answers.error().retryable);
  }
};

ORDERDECK_TEST(PaymentSimulatedTest)
#include "payment_simulated_test.moc"
