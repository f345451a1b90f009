// Notification: the customer is written to, and nothing is lost between the mail and the event.
#include <QtTest>

#include "services/orders/mail_texts.h"
#include "services/orders/notification_service.h"
#include "tests/harness/test_registry.h"
#include "tests/unit/service_world.h"

using namespace orderdeck;
using namespace orderdeck::test;
using domain::EventKind;
using enum domain::OrderState;

namespace {

struct World {
  support::FakeOrderStore store;
  FakeMailer mailer;
  services::NotificationService service{store, mailer, "notification-1"};
};

services::Delivery released(const std::string& id) {
  auto declined = orderIn(Cancelled, id);
  declined.paymentId = domain::kPaymentDeclined;
  return deliver(services::releasedEvent(declined, "test"));
}

}  // namespace

class NotificationServiceTest : public QObject {
  Q_OBJECT

 private slots:
  void aReservedOrderIsConfirmedByMail() {
    World w;
    const auto events = w.service.process(std::vector{deliverReserved("o1")}).value().events;
    QCOMPARE(brief(events), (Lines{"NotificationSent o1 order confirmation"}));
    QCOMPARE(events[0].recipient, std::string("user1@customers.orderdeck.local"));
    QVERIFY(events[0].placedAt == orderIn(Reserved, "o1").createdAt);
    QCOMPARE(w.mailer.mails.size(), std::size_t{1});
    const auto& mail = w.mailer.mails.at("o1-notified");
    QCOMPARE(mail.to, events[0].recipient);
    QVERIFY(mail.subject.find("o1") != std::string::npos);
    for (const char* part : {"abc", "39.98 EUR", "5.00 EUR", "44.98 EUR"})
      QVERIFY2(mail.body.find(part) != std::string::npos, mail.body.c_str());
    QVERIFY(mail.body.ends_with('\n') && mail.body.find('\r') == std::string::npos);
    QCOMPARE(w.store.calls("find"), 0);
  }

  void whatAnEventDoesNotTellIsRead() {
    World w;
    w.store.putOrder(orderIn(Completed, "o1"));
    w.store.putOrder(orderIn(Refunding, "o3", true));
    const std::vector batch = {deliver(EventKind::InventoryUpdated, "o1", "items reserved"), deliverReserved("o2"),
                               deliver(EventKind::InventoryUpdated, "o3", "items reserved")};
    QCOMPARE(brief(w.service.process(batch).value().events),
             (Lines{"NotificationSent o1 order confirmation", "NotificationSent o2 order confirmation",
                    "NotificationSent o3 order cancelled"}));
    QCOMPARE(w.store.calls("find"), 1);
    QVERIFY(w.mailer.mails.at("o1-notified").body.find("44.98 EUR") != std::string::npos);
    QVERIFY(w.mailer.mails.at("o3-notified").body.find("on its way back") != std::string::npos);
  }

  void aRepeatSendsTheSameMailAndEvent() {
    World w;
    const auto first = w.service.process(std::vector{deliverReserved("o1")}).value().events;
    const auto body = w.mailer.mails.at("o1-notified").body;
    const auto again = w.service.process(std::vector{deliverReserved("o1"), deliverReserved("o2")}).value().events;
    QCOMPARE(again.size(), std::size_t{2});
    QCOMPARE(again[0].eventId, first[0].eventId);
    QCOMPARE(w.mailer.mails.size(), std::size_t{2});
    QCOMPARE(w.mailer.mails.at("o1-notified").body, body);
  }

  void aDeclinedOrderGetsItsOwnWords() {
    World w;
    QCOMPARE(brief(w.service.process(std::vector{released("o1")}).value().events),
             (Lines{"NotificationSent o1 order cancelled"}));
    QVERIFY(w.mailer.mails.at("o1-notified").body.find("declined") != std::string::npos);
    QVERIFY(w.mailer.mails.at("o1-notified").subject.find("cancelled") != std::string::npos);
  }

  void anOrderThatIsOutOfStockIsNotSaidToBeDeclined() {
    World w;
    auto order = orderIn(Refunding, "o1");
    order.reason = domain::kReasonOutOfStock;
    const auto events =
        w.service.process(std::vector{deliver(services::outOfStockEvent(order, "test"))}).value().events;
    QCOMPARE(brief(events), (Lines{"NotificationSent o1 order cancelled"}));
    QVERIFY(events[0].deadline == order.deadline);
    const std::string& body = w.mailer.mails.at("o1-notified").body;
    QVERIFY2(body.find("declined") == std::string::npos && body.find("not been charged") == std::string::npos,
             body.c_str());
    QVERIFY2(
        body.find("do not have these items") != std::string::npos && body.find("on its way back") != std::string::npos,
        body.c_str());
    QCOMPARE(w.store.calls("find"), 0);
  }

  void whatIsNoOrdersIsIgnored() {
    World w;
    QVERIFY(w.service
                .process(std::vector{deliver(EventKind::StockAdded, "r1"),
                                     deliver(EventKind::InventoryUpdated, "gone", "items reserved")})
                .value()
                .events.empty());
    QCOMPARE(w.mailer.sent, 0);
    QCOMPARE(w.service.takeTally().duplicates, 1);
  }

  void aMailThatFailsIsSentByTheRepeat() {
    World w;
    w.mailer.failure = timeoutError();
    const auto failed = w.service.process(std::vector{deliverReserved("o1")}).value();
    QCOMPARE(failed.failures.size(), std::size_t{1});
    QVERIFY(failed.failures[0].why.retryable && failed.events.empty());
    w.mailer.failure.reset();
    w.store.failNext("find", 1, timeoutError());
    QVERIFY(!w.service.process(std::vector{deliver(EventKind::InventoryUpdated, "o1", "items reserved")}));
    QVERIFY(w.mailer.mails.empty());
    QCOMPARE(brief(w.service.process(std::vector{deliverReserved("o1")}).value().events),
             (Lines{"NotificationSent o1 order confirmation"}));
    QCOMPARE(w.mailer.sent, 1);
  }

  void aMailThatIsRefusedIsNamedAndTheOthersAreSent() {
    World w;
    w.mailer.refusals["o2-notified"] = {core::ErrorCode::InvalidArgument, "no such user", false};
    const std::vector batch = {deliver(EventKind::StockAdded, "r1"),
                               deliver(EventKind::InventoryUpdated, "gone", "items reserved"), deliverReserved("o1"),
                               deliverReserved("o2"), deliverReserved("o3")};
    const auto outcome = w.service.process(batch).value();
    QCOMPARE(brief(outcome.events),
             (Lines{"NotificationSent o1 order confirmation", "NotificationSent o3 order confirmation"}));
    QCOMPARE(outcome.failures.size(), std::size_t{1});
    QCOMPARE(outcome.failures[0].member, std::size_t{3});
    QCOMPARE(outcome.failures[0].why.what, std::string("no such user"));
    QCOMPARE(w.mailer.sent, 2);
  }

  void longNamesKeepTheTableStraight() {
    auto order = orderIn(Reserved, "o1");
    order.items = {{std::string(64, 'p'), 10'000, 99'999'999}, {"a", 1, 1}};
    order.amountMinor = 10'000LL * 99'999'999 + 1;
    std::set<std::size_t> widths;
    const std::string body = services::mailTextFor(order).body;
    for (std::size_t at = 0; at < body.size();) {
      const std::size_t end = body.find('\n', at);
      const std::string line = body.substr(at, end - at);
      if (line.starts_with("  ")) widths.insert(line.size());
      at = end + 1;
    }
    QCOMPARE(widths.size(), std::size_t{1});
  }
};

ORDERDECK_TEST(NotificationServiceTest)
#include "notification_service_test.moc"
