// SmtpMailer against a small server that speaks SMTP over a real socket.
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <functional>
#include <mutex>
#include <stdexcept>
#include <thread>

#include <QtTest>

#include "adapters/mail/smtp_mailer.h"

using namespace orderdeck;
using adapters::mail::parseSmtpEndpoint;
using adapters::mail::SmtpMailer;
using adapters::mail::SmtpSettings;
using core::ErrorCode;

namespace {

struct Received {
  std::string from, to, text;  // text with the dots unstuffed
};

/// One client at a time. Knobs are set before the client connects.
class SmtpServer {
 public:
  SmtpServer() {
    m_listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(m_listener, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(m_listener, 5) != 0) throw std::runtime_error("bind");
    ::getsockname(m_listener, reinterpret_cast<sockaddr*>(&address), &size);
    m_port = ntohs(address.sin_port);
    m_thread = std::jthread([this](std::stop_token stop) { serve(stop); });
  }
  ~SmtpServer() {
    m_thread.request_stop();
    m_thread.join();
    ::close(m_listener);
  }

  std::string extensions = "250-PIPELINING\r\n250-8BITMIME\r\n";
  std::function<std::string(const std::string& line)> answer;  // empty: the usual answer
  std::atomic<bool> mute{false};
  std::atomic<int> mailsAConnection{1'000'000};

  SmtpSettings settings(int timeoutMs = 5'000) const {
    SmtpSettings made = parseSmtpEndpoint("127.0.0.1:" + std::to_string(m_port), "orders@orderdeck.local");
    made.timeout = core::Millis{timeoutMs};
    return made;
  }
  std::vector<Received> received() const {
    const std::lock_guard lock(m_mutex);
    return m_received;
  }
  int connections() const { return m_connections; }

 private:
  void serve(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      pollfd waited{m_listener, POLLIN, 0};
      if (::poll(&waited, 1, 20) <= 0) continue;
      const int client = ::accept(m_listener, nullptr, nullptr);
      ++m_connections;
      talk(client, stop);
      ::close(client);
    }
  }

  static void say(int client, const std::string& text) { static_cast<void>(::send(client, text.data(), text.size(), MSG_NOSIGNAL)); }

  bool readLine(int client, const std::stop_token& stop, std::string& line) {
    for (;;) {
      if (const std::size_t end = m_buffer.find("\r\n"); end != std::string::npos) {
        line = m_buffer.substr(0, end);
        m_buffer.erase(0, end + 2);
        return true;
      }
      pollfd waited{client, POLLIN, 0};
      if (stop.stop_requested()) return false;
      if (::poll(&waited, 1, 20) <= 0) continue;
      char part[4'096];
      const ssize_t count = ::recv(client, part, sizeof part, 0);
      if (count <= 0) return false;
      m_buffer.append(part, static_cast<std::size_t>(count));
    }
  }

  void talk(int client, const std::stop_token& stop) {
    m_buffer.clear();
    if (!mute) say(client, "220 test server\r\n");
    Received mail;
    int left = mailsAConnection;
    for (std::string line; readLine(client, stop, line);) {
      if (mute) continue;
      std::string reply = answer ? answer(line) : "";
      const bool isUsual = reply.empty();
      if (line.starts_with("EHLO") && isUsual) reply = "250-test.server\r\n" + extensions + "250 HELP";
      if (line.starts_with("MAIL FROM:")) mail.from = line.substr(10);
      if (line.starts_with("RCPT TO:")) mail.to = line.substr(8);
      if (line == "QUIT") return;
      if (line == "DATA" && isUsual) {
        say(client, "354 go on\r\n");
        mail.text.clear();
        while (readLine(client, stop, line) && line != ".") mail.text += (line.starts_with('.') ? line.substr(1) : line) + "\r\n";
        if (line != ".") return;
        reply = answer ? answer(".") : "";
        if (reply.empty()) {
          const std::lock_guard lock(m_mutex);
          m_received.push_back(mail);
        }
      }
      if (reply == "hang up") return;
      say(client, (reply.empty() ? "250 fine" : reply) + "\r\n");
      if (line == "." && --left == 0) return;
    }
  }

  int m_listener = -1;
  int m_port = 0;
  std::string m_buffer;
  mutable std::mutex m_mutex;
  std::vector<Received> m_received;
  std::atomic<int> m_connections{0};
  std::jthread m_thread;
};

ports::Mail mailTo(const std::string& to, const std::string& body = "Thank you.\n") {
  return {"01JA-confirmation", to, "Your order", body, core::fromEpochMillis(1'790'000'000'000)};
}

std::vector<ports::Mail> mailsTo(int count) {
  std::vector<ports::Mail> all;
  for (int i = 0; i < count; ++i) all.push_back(mailTo("user" + std::to_string(i) + "@example.org"));
  return all;
}

std::string bodyOf(const Received& mail) { return mail.text.substr(mail.text.find("\r\n\r\n") + 4); }

}  // namespace

class MailSmtpTest : public QObject {
  Q_OBJECT

 private slots:
  void sendsOverOneConnection_data() {
    QTest::addColumn<QString>("extensions");
    QTest::newRow("pipelining") << "250-PIPELINING\r\n250-8BITMIME\r\n";
    QTest::newRow("plain") << "";
  }
  void sendsOverOneConnection() {
    QFETCH(QString, extensions);
    SmtpServer server;
    server.extensions = extensions.toStdString();
    SmtpMailer mailer(server.settings());
    QVERIFY(mailer.send(mailsTo(20)));
    QVERIFY(mailer.send(mailsTo(20)));
    const auto mails = server.received();
    QCOMPARE(mails.size(), 40u);
    QCOMPARE(server.connections(), 1);
    QCOMPARE(mails[7].from, extensions.isEmpty() ? "<orders@orderdeck.local>" : "<orders@orderdeck.local> BODY=8BITMIME");
    QCOMPARE(mails[7].to, "<user7@example.org>");
    QVERIFY(mails[7].text.starts_with("From: orders@orderdeck.local\r\nTo: user7@example.org\r\n"));
    QCOMPARE(bodyOf(mails[7]), "Thank you.\r\n");
  }

  void dotsArriveAsTheyWere() {
    SmtpServer server;
    SmtpMailer mailer(server.settings());
    const ports::Mail mail = mailTo("user1@example.org", ".\n..\n.hidden\nmid.dle\n.\nRCPT TO:<evil@example.org>\n");
    QVERIFY(mailer.send(std::span(&mail, 1)));
    QCOMPARE(server.received().size(), 1u);
    QCOMPARE(bodyOf(server.received()[0]), ".\r\n..\r\n.hidden\r\nmid.dle\r\n.\r\nRCPT TO:<evil@example.org>\r\n");
  }

  void aServerOfSevenBitsGetsBase64() {
    SmtpServer server;
    server.extensions = "250-PIPELINING\r\n";
    SmtpMailer mailer(server.settings());
    const ports::Mail mail = mailTo("user1@example.org", "Grüße\n");
    QVERIFY(mailer.send(std::span(&mail, 1)));
    QCOMPARE(QByteArray::fromBase64(QByteArray::fromStdString(bodyOf(server.received().at(0)))), QByteArray("Grüße\n"));
  }

  void aRefusalForGoodStopsNoOther() {
    for (const std::string extensions : {"250-PIPELINING\r\n", ""}) {
      SmtpServer server;
      server.extensions = extensions;
      server.answer = [](const std::string& line) { return line.find("user1@") != std::string::npos ? "550 no such user" : ""; };
      SmtpMailer mailer(server.settings());
      const auto refused = mailer.send(mailsTo(4));
      QVERIFY(!refused);
      QVERIFY(!refused.error().retryable);
      QVERIFY(refused.error().what.find("550 no such user") != std::string::npos);
      QVERIFY(refused.error().what.find("user1@example.org") != std::string::npos);
      const auto mails = server.received();
      QCOMPARE(mails.size(), 3u);
      QCOMPARE(mails[1].to, "<user2@example.org>");
    }
  }

  void aPassingRefusalIsRetryable_data() {
    QTest::addColumn<QString>("at");
    for (const char* at : {"EHLO", "MAIL", "RCPT", "DATA", "."}) QTest::newRow(at) << at;
  }
  void aPassingRefusalIsRetryable() {
    QFETCH(QString, at);
    SmtpServer server;
    std::atomic<bool> isBusy{true};
    server.answer = [&](const std::string& line) { return isBusy && line.starts_with(at.toStdString()) ? "451 busy" : ""; };
    SmtpMailer mailer(server.settings());
    const auto refused = mailer.send(mailsTo(2));
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::Unavailable);
    QVERIFY(refused.error().retryable);
    QVERIFY(server.received().empty());
    isBusy = false;
    QVERIFY(mailer.send(mailsTo(2)));
    QCOMPARE(server.received().size(), 2u);
  }

  void aClosedConnectionIsMadeAgain() {
    SmtpServer server;
    server.mailsAConnection = 3;
    SmtpMailer mailer(server.settings());
    QVERIFY(mailer.send(mailsTo(10)));
    QCOMPARE(server.received().size(), 10u);
    QCOMPARE(server.connections(), 4);
  }

  void aServerThatHangsUpIsRetryable() {
    SmtpServer server;
    server.answer = [](const std::string& line) { return line.starts_with("RCPT") ? "hang up" : ""; };
    SmtpMailer mailer(server.settings());
    const auto refused = mailer.send(mailsTo(1));
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::Disconnected);
    QVERIFY(refused.error().retryable);
  }

  void aMuteServerTimesOut() {
    SmtpServer server;
    server.mute = true;
    SmtpMailer mailer(server.settings(100));
    QElapsedTimer timer;
    timer.start();
    const auto refused = mailer.send(mailsTo(3));
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::Timeout);
    QVERIFY(refused.error().retryable);
    QVERIFY(timer.elapsed() < 2'000);
  }

  void noServerIsRetryable() {
    SmtpSettings settings;
    {
      SmtpServer server;
      settings = server.settings();
    }
    SmtpMailer mailer(settings);
    const auto refused = mailer.send(mailsTo(1));
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::Disconnected);
    QVERIFY(refused.error().retryable);
  }

  void addressesAddNoCommands() {
    SmtpServer server;
    SmtpMailer mailer(server.settings());
    for (const char* to : {"a@b>\r\nRCPT TO:<evil@b", "", "a b@c", "<a@b>"}) {
      const ports::Mail mail = mailTo(to);
      const auto refused = mailer.send(std::span(&mail, 1));
      QVERIFY(!refused);
      QVERIFY(!refused.error().retryable);
    }
    QVERIFY(server.received().empty());
  }

  void endpointsAreRead() {
    QCOMPARE(parseSmtpEndpoint("mail.example.org", "a@b").port, "25");
    QCOMPARE(parseSmtpEndpoint("mail.example.org:587", "a@b").host, "mail.example.org");
    QCOMPARE(parseSmtpEndpoint("mail.example.org:587", "a@b").port, "587");
    QCOMPARE(parseSmtpEndpoint("[::1]:2525", "a@b").host, "::1");
    QCOMPARE(parseSmtpEndpoint("[::1]", "a@b").port, "25");
    for (const char* bad : {"", ":25", "host:", "host:0", "host:70000", "host:mail"})
      QVERIFY_EXCEPTION_THROWN(parseSmtpEndpoint(bad, "a@b"), std::invalid_argument);
  }
};

QTEST_GUILESS_MAIN(MailSmtpTest)
#include "mail_smtp_test.moc"
