// Notification: the customer is written to, and nothing is lost between the mail and the event.
#include <QtTest>

#include "services/mail_texts.h"
#include "services/notification_service.h"
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

services::Delivery reserved(const std::string& id) { return deliver(EventKind::InventoryUpdated, id, "items reserved"); }

}  // namespace

class NotificationServiceTest : public QObject {
  Q_OBJECT

 private slots:
  void aReservedOrderIsConfirmedByMail() {
    World w;
    w.store.putOrder(orderIn(Reserved, "o1"));
    const auto events = w.service.process(std::vector{reserved("o1")}).value();
    QCOMPARE(brief(events), (Lines{"NotificationSent o1 order confirmation"}));
    QCOMPARE(events[0].recipient, std::string("user1@customers.orderdeck.local"));
    QCOMPARE(w.mailer.mails.size(), std::size_t{1});
    const auto& mail = w.mailer.mails.at("o1-notified");
    QCOMPARE(mail.to, events[0].recipient);
    QVERIFY(mail.subject.find("o1") != std::string::npos);
    for (const char* part : {"abc", "39.98 EUR", "5.00 EUR", "44.98 EUR"}) QVERIFY2(mail.body.find(part) != std::string::npos, mail.body.c_str());
    QVERIFY(mail.body.ends_with('\n') && mail.body.find('\r') == std::string::npos);
  }

  void aRepeatSendsTheSameMailAndEvent() {
    World w;
    w.store.putOrder(orderIn(Reserved, "o1"));
    const auto first = w.service.process(std::vector{reserved("o1")}).value();
    QCOMPARE(w.service.takeTally().duplicates, 0);
    const auto body = w.mailer.mails.at("o1-notified").body;
    w.store.putOrder(orderIn(Completed, "o2"));
    const auto again = w.service.process(std::vector{reserved("o1"), reserved("o2")}).value();
    QCOMPARE(again.size(), std::size_t{2});
    QCOMPARE(again[0].eventId, first[0].eventId);
    QCOMPARE(w.mailer.mails.size(), std::size_t{2});
    QCOMPARE(w.mailer.mails.at("o1-notified").body, body);
    QCOMPARE(w.service.takeTally().duplicates, 1);
  }

  void aCancelledOrderGetsItsOwnWords() {
    World w;
    auto declined = orderIn(Cancelled, "o1");
    declined.paymentId = domain::kPaymentDeclined;
    w.store.putOrder(declined);
    w.store.putOrder(orderIn(Refunding, "o2", true));
    const auto events = w.service.process(std::vector{deliver(EventKind::InventoryUpdated, "o1", "items released"), reserved("o2")}).value();
    QCOMPARE(brief(events), (Lines{"NotificationSent o1 order cancelled", "NotificationSent o2 order cancelled"}));
    QVERIFY(w.mailer.mails.at("o1-notified").body.find("declined") != std::string::npos);
    QVERIFY(w.mailer.mails.at("o2-notified").body.find("on its way back") != std::string::npos);
    QVERIFY(w.mailer.mails.at("o1-notified").subject.find("cancelled") != std::string::npos);
  }

  void whatIsNoOrdersIsIgnored() {
    World w;
    QVERIFY(w.service.process(std::vector{deliver(EventKind::StockAdded, "r1"), reserved("gone")}).value().empty());
    QCOMPARE(w.mailer.sent, 0);
    QCOMPARE(w.service.takeTally().duplicates, 1);
  }

  void theMailGoesFirstAndFailuresRepeatIt() {
    World w;
    w.store.putOrder(orderIn(Reserved, "o1"));
    w.mailer.failure = timeoutError();
    QVERIFY(!w.service.process(std::vector{reserved("o1")}));
    QCOMPARE(w.store.calls("markDone"), 0);
    w.mailer.failure.reset();
    for (const bool after : {false, true}) {
      w.store.failNext("markDone", 1, timeoutError(), after);
      QVERIFY(!w.service.process(std::vector{reserved("o1")}));
    }
    QCOMPARE(brief(w.service.process(std::vector{reserved("o1")}).value()), (Lines{"NotificationSent o1 order confirmation"}));
    QCOMPARE(w.mailer.mails.size(), std::size_t{1});
    QCOMPARE(w.mailer.sent, 3);
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

QTEST_GUILESS_MAIN(NotificationServiceTest)
#include "notification_service_test.moc"
