// SmtpMailer against a small server that speaks SMTP over a real socket.
#include <atomic>

#include <QtTest>

#include "adapters/mail/smtp_mailer.h"
#include "core/circuit_breaker.h"
#include "tests/harness/test_registry.h"
#include "tests/support/smtp_server.h"
#include "tests/unit/sent_mails.h"

using namespace orderdeck;
using adapters::mail::SmtpMailer;
using adapters::mail::SmtpSettings;
using core::ErrorCode;
using support::SmtpServer;
using test::allSent;

namespace {

SmtpSettings settingsOf(const SmtpServer& server, int timeoutMs = 5'000) {
  return {.server = *ports::parseMailServer(server.endpoint()), .timeout = core::Millis{timeoutMs}};
}

ports::Mail mailTo(const std::string& to, const std::string& body = "Thank you.\n") {
  static int count = 0;
  return {"01JA" + std::to_string(++count), to, "Your order", body, core::fromEpochMillis(1'790'000'000'000)};
}

std::vector<ports::Mail> mailsTo(int count) {
  std::vector<ports::Mail> all;
  for (int i = 0; i < count; ++i) all.push_back(mailTo("user" + std::to_string(i) + "@example.org"));
  return all;
}

std::string bodyOf(const support::Received& mail) { return mail.text.substr(mail.text.find("\r\n\r\n") + 4); }

}  // namespace

class MailSmtpTest : public QObject {
  Q_OBJECT

 private slots:
  void sendsOverOneConnection_data() {
    QTest::addColumn<QString>("extensions");
    QTest::newRow("pipelining") << "250-PIPELINING\r\n250-8BITMIME\r\n";
    QTest::newRow("size") << "250-SIZE 35000000\r\n";
    QTest::newRow("plain") << "";
  }
  void sendsOverOneConnection() {
    QFETCH(QString, extensions);
    SmtpServer server;
    server.extensions = extensions.toStdString();
    SmtpMailer mailer(settingsOf(server));
    QVERIFY(allSent(mailer.send(mailsTo(20))));
    QVERIFY(allSent(mailer.send(mailsTo(20))));
    const auto mails = server.received();
    QCOMPARE(mails.size(), 40u);
    QCOMPARE(server.connections(), 1);
    QVERIFY(mails[7].from.starts_with("<orders@orderdeck.local>"));
    QCOMPARE(mails[7].to, "<user7@example.org>");
    QVERIFY(mails[7].text.starts_with("From: orders@orderdeck.local\r\nTo: user7@example.org\r\n"));
    QCOMPARE(bodyOf(mails[7]), "Thank you.\r\n");
  }

  void dotsArriveAsTheyWere() {
    SmtpServer server;
    SmtpMailer mailer(settingsOf(server));
    const ports::Mail mail = mailTo("user1@example.org", ".\n..\n.hidden\nmid.dle\n.\nRCPT TO:<evil@example.org>\n");
    QVERIFY(allSent(mailer.send(std::span(&mail, 1))));
    QCOMPARE(server.received().size(), 1u);
    QCOMPARE(bodyOf(server.received()[0]), ".\r\n..\r\n.hidden\r\nmid.dle\r\n.\r\nRCPT TO:<evil@example.org>\r\n");
  }

  void whatIsNotAsciiGoesInBase64() {
    SmtpServer server;
    SmtpMailer mailer(settingsOf(server));
    const ports::Mail mail = mailTo("user1@example.org", "Grüße\n");
    QVERIFY(allSent(mailer.send(std::span(&mail, 1))));
    QCOMPARE(QByteArray::fromBase64(QByteArray::fromStdString(bodyOf(server.received().at(0)))), QByteArray("Grüße\n"));
  }

  void whatTheServerSaysToOneMail_data() {
    QTest::addColumn<QString>("at");
    QTest::addColumn<QString>("reply");
    QTest::addColumn<QString>("kind");  // of the error: good (refused for good), own, server
    QTest::addColumn<QString>("extensions");
    for (const char* extensions : {"250-PIPELINING\r\n", ""}) {
      const auto row = [&](const char* at, const char* reply, const char* kind) {
        QTest::addRow("%s %s%s", at, reply, *extensions ? " pipelined" : "") << at << reply << kind << extensions;
      };
      for (const char* at : {"RCPT", "DATA", "."}) {
        row(at, "550 no such user", "good");
        row(at, "552 mailbox is full", "good");
        row(at, "554 looks like spam", "good");
        row(at, "450 mailbox is busy", "own");
        row(at, "451 greylisted", "own");
        row(at, "452 mailbox is full", "own");
        row(at, "421 shutting down", "server");
      }
      row("MAIL", "550 never of you", "good");
      row("MAIL", "451 try later", "server");
      row("MAIL", "452 no space", "server");
      row("MAIL", "421 shutting down", "server");
      row("MAIL", "530 log in first", "server");
      row("RCPT", "354 what?", "server");
    }
  }
  void whatTheServerSaysToOneMail() {
    QFETCH(QString, at);
    QFETCH(QString, reply);
    QFETCH(QString, kind);
    QFETCH(QString, extensions);
    SmtpServer server;
    server.extensions = extensions.toStdString();
    std::atomic<bool> refuses{true};
    int mails = 0;  // of the server's thread
    server.answer = [&](const std::string& line) {
      if (line.starts_with("MAIL")) ++mails;
      return refuses && mails >= 3 && line.starts_with(at.toStdString()) ? reply.toStdString() : "";
    };
    const auto all = mailsTo(5);
    SmtpMailer mailer(settingsOf(server));
    // Only the third is refused: what comes after it begins anew.
    server.answer = [&, inner = server.answer](const std::string& line) {
      const bool isTold = inner(line) != "";
      if (isTold && kind != "server") refuses = false;
      return isTold ? reply.toStdString() : "";
    };
    const auto sent = mailer.send(all);
    QVERIFY(sent[0] && sent[1] && !sent[2]);
    const core::Error error = sent[2].error();
    QVERIFY2(error.what.find(reply.toStdString()) != std::string::npos, error.what.c_str());
    QCOMPARE(error.retryable, kind != "good");
    QCOMPARE(core::speaksOfDependency(error), kind == "server");
    for (const std::size_t after : {3u, 4u}) {
      QCOMPARE(sent[after].has_value(), kind != "server");
      if (kind == "server") QCOMPARE(sent[after].error().what, error.what);
    }
    refuses = false;
    QVERIFY(allSent(mailer.send(all)));
    std::map<std::string, int> copies;
    for (const auto& mail : server.received()) ++copies[mail.to];
    QCOMPARE(copies.size(), 5u);  // what had been sent was not sent again
    for (const auto& [to, count] : copies) QVERIFY2(count == 1, to.c_str());
  }

  void aServerThatServesNobodyIsWaitedFor_data() {
    QTest::addColumn<QString>("greeting");
    for (const char* greeting : {"554 no service here", "421 too busy", "500 what?", "hello"})
      QTest::newRow(greeting) << greeting;
  }
  void aServerThatServesNobodyIsWaitedFor() {
    QFETCH(QString, greeting);
    SmtpServer server;
    server.greeting = greeting.toStdString();
    SmtpMailer mailer(settingsOf(server));
    for (const auto& refused : mailer.send(mailsTo(2))) QVERIFY(!refused && core::speaksOfDependency(refused.error()));
    QVERIFY(server.received().empty());
  }

  void aMailIsNotSentAgainUnderTheSameId() {
    SmtpServer server;
    SmtpMailer mailer(settingsOf(server));
    const auto all = mailsTo(3);
    QVERIFY(allSent(mailer.send(all)));
    QVERIFY(allSent(mailer.send(all)));
    QCOMPARE(server.received().size(), 3u);
  }

  void aClosedConnectionWithA421IsMadeAgain() {
    SmtpServer server;
    server.farewell = "421 idle for too long\r\n";
    server.mailsAConnection = 2;
    SmtpMailer mailer(settingsOf(server));
    QVERIFY(allSent(mailer.send(mailsTo(5))));
    QCOMPARE(server.received().size(), 5u);
    QCOMPARE(server.connections(), 3);
  }

  void aClosedConnectionIsMadeAgain() {
    SmtpServer server;
    server.mailsAConnection = 3;
    SmtpMailer mailer(settingsOf(server));
    QVERIFY(allSent(mailer.send(mailsTo(10))));
    QCOMPARE(server.received().size(), 10u);
    QCOMPARE(server.connections(), 4);
  }

  void aServerThatHangsUpIsRetryable() {
    SmtpServer server;
    server.answer = [](const std::string& line) { return line.starts_with("RCPT") ? "hang up" : ""; };
    SmtpMailer mailer(settingsOf(server));
    const auto refused = mailer.send(mailsTo(1)).at(0);
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::Disconnected);
    QVERIFY(refused.error().retryable);
  }

  void aMuteServerTimesOut() {
    SmtpServer server;
    server.mute = true;
    SmtpMailer mailer(settingsOf(server, 100));
    QElapsedTimer timer;
    timer.start();
    const auto refused = mailer.send(mailsTo(3)).at(0);
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::Timeout);
    QVERIFY(refused.error().retryable);
    QVERIFY(timer.elapsed() < 2'000);
  }

  void noServerIsRetryable() {
    SmtpSettings settings;
    {
      SmtpServer server;
      settings = settingsOf(server);
    }
    SmtpMailer mailer(settings);
    const auto refused = mailer.send(mailsTo(1)).at(0);
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::Disconnected);
    QVERIFY(refused.error().retryable);
  }

  void addressesAddNoCommands() {
    SmtpServer server;
    SmtpMailer mailer(settingsOf(server));
    for (const char* to : {"a@b>\r\nRCPT TO:<evil@b", "", "a b@c", "<a@b>"}) {
      const ports::Mail mail = mailTo(to);
      const auto refused = mailer.send(std::span(&mail, 1)).at(0);
      QVERIFY(!refused);
      QVERIFY(!refused.error().retryable);
    }
    QVERIFY(server.received().empty());
  }

  void serversAreRead() {
    const auto read = [](const char* text) {
      const auto server = ports::parseMailServer(text);
      return server ? core::toString(server->address) + (server->tlsAtOnce ? " TLS" : "") : "refused";
    };
    QCOMPARE(read("mail.example.org"), "mail.example.org:25");
    QCOMPARE(read("mail.example.org:587"), "mail.example.org:587");
    QCOMPARE(read("[::1]:2525"), "[::1]:2525");
    QCOMPARE(read("[::1]"), "[::1]:25");
    QCOMPARE(read("smtp://mail.example.org"), "mail.example.org:25");
    QCOMPARE(read("smtps://mail.example.org"), "mail.example.org:465 TLS");
    QCOMPARE(read("smtps://[::1]:2465"), "[::1]:2465 TLS");
    for (const char* bad : {"", ":25", "host:", "host:0", "host:70000", "host:mail", "host:25:26", "::1", "[::1",
                            "::1]:25", "[]:25", "[::1]x:25", "http://host:25", "smtp://", "smtps://a@host", "a b"})
      QCOMPARE(read(bad), "refused");
  }

  /// Neither a mail nor the node's end waits for a server that says nothing any more.
  void aServerThatFallsSilentHoldsNothingUp() {
    SmtpServer server;
    QElapsedTimer timer;
    {
      SmtpMailer mailer(settingsOf(server, 300));
      QVERIFY(allSent(mailer.send(mailsTo(1))));
      server.mute = true;
      const auto refused = mailer.send(mailsTo(1)).at(0);
      QVERIFY(!refused);
      QCOMPARE(refused.error().code, ErrorCode::Timeout);
      server.mute = false;
      QVERIFY(allSent(mailer.send(mailsTo(1))));
      server.mute = true;
      timer.start();
    }
    QVERIFY(timer.elapsed() < 2'000);
  }

  void aReplyWithoutEndIsGivenUp() {
    SmtpServer server;
    server.answer = [](const std::string& line) {
      return line.starts_with("MAIL") ? [] {
        std::string reply;
        for (int i = 0; i < 20'000; ++i) reply += "250-and\r\n";
        return reply + "250 so on";
      }()
                                      : "";
    };
    SmtpMailer mailer(settingsOf(server));
    const auto refused = mailer.send(mailsTo(1)).at(0);
    QVERIFY(!refused && core::speaksOfDependency(refused.error()));
    QVERIFY(server.received().empty());
  }
};

ORDERDECK_TEST(MailSmtpTest)
#include "mail_smtp_test.moc"
