// SmtpMailer against a mail server of others (aiosmtpd) that speaks TLS and asks for a log-in.
#include <QtTest>

#include "adapters/mail/smtp_mailer.h"
#include "core/circuit_breaker.h"
#include "tests/harness/test_registry.h"
#include "tests/support/tls_mail_server.h"
#include "tests/unit/sent_mails.h"

using namespace orderdeck;
using adapters::mail::SmtpMailer;
using adapters::mail::SmtpSettings;
using ports::MailTls;
using support::TlsMailServer;
using test::allSent;

namespace {

constexpr const char* kPassword = "pass word \xc3\xa9:1";

SmtpSettings settingsOf(const TlsMailServer& server, MailTls tls, const std::string& scheme = "") {
  SmtpSettings made{.server = *ports::parseMailServer(scheme + server.endpoint()), .tls = tls};
  if (tls == MailTls::Required) made.caFile = server.certificate();
  return made;
}

void logIn(SmtpSettings& settings, std::string password) {
  settings.user = "shop";
  settings.password = [password]() -> core::Result<std::string> { return password; };
}

std::vector<ports::Mail> mailsTo(int count) {
  std::vector<ports::Mail> all;
  for (int i = 0; i < count; ++i) {
    const std::string number = std::to_string(i);
    all.push_back({"01JA" + number, "user" + number + "@example.org", "Your order", "Thank you.\n",
                   core::fromEpochMillis(1'790'000'000'000)});
  }
  return all;
}

/// What it says of mails that the server's own state keeps back.
std::string troubleOf(SmtpMailer& mailer) {
  const auto sent = mailer.send(mailsTo(2));
  for (const auto& one : sent) {
    if (one || !one.error().retryable || !core::speaksOfDependency(one.error())) return "not the server's trouble";
  }
  return sent[0].error().what;
}

}  // namespace

class MailTlsTest : public QObject {
  Q_OBJECT

 private slots:
  void goesOverTlsWhereItCan_data() {
    QTest::addColumn<int>("tls");
    QTest::addColumn<bool>("offered");
    QTest::addColumn<bool>("taken");
    QTest::newRow("off") << int(MailTls::Off) << true << false;
    QTest::newRow("optional, offered") << int(MailTls::Optional) << true << true;
    QTest::newRow("optional, not offered") << int(MailTls::Optional) << false << false;
    QTest::newRow("required") << int(MailTls::Required) << true << true;
  }
  void goesOverTlsWhereItCan() {
    QFETCH(int, tls);
    QFETCH(bool, offered);
    QFETCH(bool, taken);
    TlsMailServer server({.starttls = offered});
    SmtpMailer mailer(settingsOf(server, static_cast<MailTls>(tls)));
    QVERIFY(allSent(mailer.send(mailsTo(3))));
    const int client = server.take().client;
    for (int i = 1; i < 3; ++i) {
      const auto mail = server.take();
      QCOMPARE(mail.to, "user" + std::to_string(i) + "@example.org");
      QCOMPARE(mail.tls, taken);
      QCOMPARE(mail.client, client);  // over one connection
    }
    QVERIFY(server.tookNoOther());
  }

  void tlsFromTheFirstByte() {
    TlsMailServer server({.starttls = false, .tlsAtOnce = true, .user = "shop", .password = kPassword});
    auto settings = settingsOf(server, MailTls::Required, "smtps://");
    logIn(settings, kPassword);
    SmtpMailer mailer(std::move(settings));
    QVERIFY(allSent(mailer.send(mailsTo(2))));
    const auto mail = server.take();
    QVERIFY(mail.tls);
    QCOMPARE(mail.user, "shop");
  }

  void requiredRefusesAServerWithoutTls() {
    TlsMailServer server({.starttls = false});
    SmtpMailer mailer(settingsOf(server, MailTls::Required));
    const std::string trouble = troubleOf(mailer);
    QVERIFY2(trouble.find("mail.tls is required, and there is no TLS") != std::string::npos, trouble.c_str());
    QVERIFY(server.tookNoOther());
  }

  void aCertificateThatIsNotRightIsRefused_data() {
    QTest::addColumn<QString>("scheme");
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("trusted");
    for (const char* scheme : {"smtp://", "smtps://"}) {
      QTest::addRow("%s unknown authority", scheme) << scheme << "IP:127.0.0.1" << false;
      QTest::addRow("%s another's name", scheme) << scheme << "DNS:mail.elsewhere.example" << true;
    }
  }
  void aCertificateThatIsNotRightIsRefused() {
    QFETCH(QString, scheme);
    QFETCH(QString, name);
    QFETCH(bool, trusted);
    TlsMailServer server({.starttls = scheme == "smtp://", .tlsAtOnce = scheme == "smtps://", .certificateFor = name});
    auto settings = settingsOf(server, MailTls::Required, scheme.toStdString());
    if (!trusted) settings.caFile.clear();
    SmtpMailer mailer(std::move(settings));
    const std::string trouble = troubleOf(mailer);
    QVERIFY2(trouble.find("SSL") != std::string::npos, trouble.c_str());
    QVERIFY(server.tookNoOther());
  }

  void logsIn() {
    TlsMailServer server({.user = "shop", .password = kPassword});
    auto settings = settingsOf(server, MailTls::Required);
    logIn(settings, kPassword);
    SmtpMailer mailer(std::move(settings));
    QVERIFY(allSent(mailer.send(mailsTo(3))));
    const int client = server.take().client;
    for (int i = 1; i < 3; ++i) {
      const auto mail = server.take();
      QCOMPARE(mail.user, "shop");
      QCOMPARE(mail.client, client);
    }
  }

  void aRefusedLogInIsTheServersTroubleAndTellsNoPassword() {
    TlsMailServer server({.user = "shop", .password = kPassword});
    std::string password = "s3cr3t";
    auto settings = settingsOf(server, MailTls::Required);
    settings.user = "shop";
    settings.password = [&]() -> core::Result<std::string> { return password; };
    SmtpMailer mailer(std::move(settings));
    const std::string trouble = troubleOf(mailer);
    QVERIFY2(trouble.find("log-in as 'shop' refused (535)") != std::string::npos, trouble.c_str());
    QVERIFY2(trouble.find(password) == std::string::npos, trouble.c_str());
    QVERIFY(server.tookNoOther());
    password = kPassword;  // somebody wrote the right one into the file
    QVERIFY(allSent(mailer.send(mailsTo(2))));
    QCOMPARE(server.take().user, "shop");
  }

  void whoDoesNotLogInWaits() {
    TlsMailServer server({.user = "shop", .password = kPassword});
    SmtpMailer mailer(settingsOf(server, MailTls::Required));
    const std::string trouble = troubleOf(mailer);
    QVERIFY2(trouble.find("530") != std::string::npos, trouble.c_str());
  }

  void withoutItsPasswordItWaits() {
    TlsMailServer server({.user = "shop", .password = kPassword});
    auto settings = settingsOf(server, MailTls::Required);
    settings.user = "shop";
    settings.password = []() -> core::Result<std::string> {
      return core::fail(core::ErrorCode::Unavailable, "/run/secrets/mail cannot be read");
    };
    SmtpMailer mailer(std::move(settings));
    const std::string trouble = troubleOf(mailer);
    QVERIFY2(trouble.find("/run/secrets/mail cannot be read") != std::string::npos, trouble.c_str());
    QVERIFY(server.tookNoOther());
  }
};

ORDERDECK_TEST(MailTlsTest)
#include "mail_tls_test.moc"
