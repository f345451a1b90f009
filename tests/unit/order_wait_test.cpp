// What an open order waits for: the rule agrees with the service table and the state machine, and the control API shows
// the processes of that service and the time that is left.
#include <QtTest>

#include "domain/order/order_wait.h"
#include "domain/services.h"
#include "runtime/control/control_api_views.h"
#include "runtime/control/kept_count.h"
#include "tests/harness/test_registry.h"
#include "tests/support/fake_ledger.h"

using namespace orderdeck;
using domain::OrderState;

namespace {

api::NodeView node(const std::string& name, const std::string& service, api::NodeState state) {
  api::NodeView view;
  view.name = name, view.service = service, view.state = state;
  return view;
}

api::OrderView waiting(OrderState state, core::Timestamp deadline, core::Timestamp now) {
  api::OrderView order;
  order.state = state, order.deadline = deadline;
  runtime::addWait(order,
                   {node("payment-1", "payment", api::NodeState::Paused), node("risk-1", "risk", api::NodeState::Up),
                    node("payment-2", "payment", api::NodeState::Up)},
                   now);
  return order;
}

/// A ledger that counts how often it is counted.
class CountedLedger : public support::FakeLedger {
 public:
  int asked = 0;
  core::Result<ports::OrderCount> count(const ports::OrderQuery& query) override {
    ++asked;
    QTest::qSleep(5);  // so that the answer is kept for a tenth of a second
    return FakeLedger::count(query);
  }
};

}  // namespace

class OrderWaitTest : public QObject {
  Q_OBJECT

 private slots:
  void everyOpenStateWaitsForAPromptService() {
    for (const OrderState state : domain::kOrderStates) {
      const domain::OrderWait wait = domain::waitOf(state);
      QCOMPARE(wait.service.empty(), domain::isTerminal(state));
      if (wait.service.empty()) continue;
      const domain::ServiceSpec* const service = domain::findService(wait.service);
      QVERIFY(service != nullptr && service->prompt);
    }
  }

  void theDeadlineEndsWhatCanStillEndSo() {
    using enum domain::AtDeadline;
    for (const OrderState state : domain::kOrderStates) {
      const auto end = domain::waitOf(state).atDeadline;
      if (end == Cancelled) QVERIFY(domain::isTransition(state, OrderState::Cancelled));
      if (end == Refunded) QVERIFY(domain::isTransition(state, OrderState::Refunding));
    }
    QCOMPARE(domain::waitOf(OrderState::Created).atDeadline, Cancelled);
    QCOMPARE(domain::waitOf(OrderState::Paid).atDeadline, Refunded);
    QCOMPARE(domain::waitOf(OrderState::Reserved).atDeadline, Nothing);  // it goes on to its end
  }

  void itSaysWhoseProcessesAndHowLongStill() {
    const core::Timestamp now = core::fromEpochMillis(1'790'000'000'000);
    const auto paying = waiting(OrderState::Paying, now + core::Millis{552'000}, now);
    QVERIFY(paying.waitsFor);
    QCOMPARE(
        *paying.waitsFor,
        (api::OrderWaitView{"payment", {{"payment-1", api::NodeState::Paused}, {"payment-2", api::NodeState::Up}}}));
    QCOMPARE(paying.cancelledIn, std::optional(552.0));
    QCOMPARE(waiting(OrderState::Paying, now - core::Millis{500}, now).cancelledIn, std::optional(-0.5));
    QVERIFY(!waiting(OrderState::Paying, {}, now).cancelledIn);  // not known
    QVERIFY(!waiting(OrderState::Reserved, now, now).cancelledIn);
    QCOMPARE(waiting(OrderState::Reserved, now, now).waitsFor->nodes.size(), std::size_t{0});
    QVERIFY(!waiting(OrderState::Completed, now, now).waitsFor);
  }

  void aCountIsKeptForAsLongAsItWasDear() {
    CountedLedger ledger;
    ports::LedgerOrder order;
    order.order.orderId = "o1";
    ledger.put(order);
    runtime::KeptCount kept;
    QCOMPARE(kept.count(ledger, {}).value().orders, 1);
    QCOMPARE(kept.count(ledger, {}).value().orders, 1);
    QCOMPARE(ledger.asked, 1);
    QCOMPARE(kept.count(ledger, {.text = "x"}).value().orders, 0);  // another filter
    QCOMPARE(ledger.asked, 2);
    QTRY_VERIFY(kept.count(ledger, {.text = "x"}) && ledger.asked == 3);
    ledger.fail(core::Error{core::ErrorCode::Unavailable, "away", true});
    QVERIFY(!kept.count(ledger, {}));
  }
};

ORDERDECK_TEST(OrderWaitTest)
#include "order_wait_test.moc"
