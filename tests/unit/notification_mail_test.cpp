// From an event to an SMTP server: one refused mail is a dead letter, the others go out once, whatever the server says
// to that one.
#include <QtTest>

#include <map>
#include <mutex>

#include "adapters/mail/smtp_mailer.h"
#include "services/loop/batch_loop.h"
#include "services/loop/dead_letter.h"
#include "services/orders/notification_service.h"
#include "tests/harness/test_registry.h"
#include "tests/support/fake_bus.h"
#include "tests/support/fake_metrics.h"
#include "tests/support/smtp_server.h"
#include "tests/support/wait_until.h"
#include "tests/unit/service_world.h"

using namespace orderdeck;
using namespace orderdeck::test;
using support::waitUntil;

namespace {

constexpr int kMails = 30;

struct World {
  support::FakeBus bus;
  support::FakeMetrics metrics;
  support::FakeOrderStore store;
  support::SmtpServer server;
  adapters::mail::SmtpMailer mailer{{.server = *ports::parseMailServer(server.endpoint()),
                                     .user = "shop",
                                     .password = [] { return core::Result<std::string>("s3cr3t"); }}};
  services::NotificationService service{store, mailer, "notification-1"};
  services::BatchLoop loop{service,
                           bus,
                           metrics,
                           {.pollWait = core::Millis{5},
                            .firstRetry = core::Millis{1},
                            .lastRetry = core::Millis{20},
                            .firstAlone = core::Millis{5},
                            .lastAlone = core::Millis{20}}};

  void place() {
    for (int i = 0; i < kMails; ++i) {
      auto order = orderIn(domain::OrderState::Reserved, "o" + std::to_string(i));
      order.userId = "user" + std::to_string(i);
      bus.put("inventory-updated", order.orderId, domain::encodeEvent(services::reservedEvent(order, "test")));
    }
  }
  bool drained() const { return bus.lag("notification", "inventory-updated") == 0; }
  bool eachOnce(int mails) const {
    std::map<std::string, int> copies;
    for (const auto& mail : server.received()) ++copies[mail.to];
    return static_cast<int>(copies.size()) == mails &&
           std::ranges::all_of(copies, [](const auto& one) { return one.second == 1; });
  }
};

}  // namespace

class NotificationMailTest : public QObject {
  Q_OBJECT

 private slots:
  void oneRefusedMailIsOneDeadLetter_data() {
    QTest::addColumn<QString>("reply");
    QTest::addColumn<int>("tries");
    QTest::newRow("for good") << "550 no such user" << 1;
    QTest::newRow("for now, and for ever") << "451 mailbox busy" << 5;
  }
  void oneRefusedMailIsOneDeadLetter() {
    QFETCH(QString, reply);
    QFETCH(int, tries);
    World w;
    w.server.answer = [&](const std::string& line) {
      return line.find("<user13@") != std::string::npos ? reply.toStdString() : "";
    };
    w.place();
    w.loop.start();
    QVERIFY(waitUntil([&] { return w.drained(); }));
    w.loop.stop();
    QVERIFY(w.eachOnce(kMails - 1));
    QCOMPARE(w.bus.messages("order-notified").size(), std::size_t{kMails - 1});
    const auto letters = w.bus.messages("inventory-updated.dlq");
    QCOMPARE(letters.size(), std::size_t{1});
    const auto letter = services::fromDeadLetter(letters[0]);
    QCOMPARE(letter.orderId, std::string("o13"));
    QCOMPARE(letter.attempts, tries);
    QVERIFY2(letter.why.find(reply.toStdString()) != std::string::npos, letter.why.c_str());
  }

  void aServerThatServesNobodyForAWhileLosesNoMail_data() {
    QTest::addColumn<QString>("at");
    QTest::addColumn<QString>("reply");
    QTest::newRow("closing") << "MAIL" << "421 shutting down";
    QTest::newRow("closing in the middle") << "DATA" << "421 shutting down";
    QTest::newRow("greylisting") << "RCPT" << "451 greylisted";
    QTest::newRow("hanging up") << "RCPT" << "hang up";
    QTest::newRow("no space") << "MAIL" << "452 no space";
    QTest::newRow("a wrong password") << "AUTH" << "535 wrong password";
  }
  void aServerThatServesNobodyForAWhileLosesNoMail() {
    QFETCH(QString, at);
    QFETCH(QString, reply);
    World w;
    if (at == "AUTH") w.server.extensions += "250-AUTH PLAIN\r\n";
    std::atomic<int> refusals{0};
    w.server.answer = [&](const std::string& line) {
      return line.starts_with(at.toStdString()) && ++refusals <= 40 ? reply.toStdString() : "";
    };
    w.place();
    w.loop.start();
    QVERIFY(waitUntil([&] { return w.drained(); }, std::chrono::seconds{30}));
    w.loop.stop();
    QVERIFY(w.eachOnce(kMails));
    QVERIFY(w.bus.messages("inventory-updated.dlq").empty());
    QCOMPARE(w.bus.messages("order-notified").size(), std::size_t{kMails});
  }
};

ORDERDECK_TEST(NotificationMailTest)
#include "notification_mail_test.moc"
