// Mails as RFC 5322 text.
#include <sstream>

#include <QtTest>

#include "adapters/mail/mail_message.h"
#include "tests/harness/test_registry.h"

using namespace orderdeck;
using adapters::mail::formatMessage;
using adapters::mail::mailDate;

namespace {

ports::Mail sample() {
  return {"01JA-confirmation", "user1@example.org", "Your order", "Hello,\n\nthank you.\n",
          core::fromEpochMillis(1'795'300'867'123)};
}

struct Parts {
  std::vector<std::string> headers;
  std::string body;
};

Parts split(const std::string& message) {
  Parts parts;
  const std::size_t end = message.find("\n\n");
  std::istringstream lines(message.substr(0, end));
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with(' ')) {
      parts.headers.back() += "\n" + line;
    } else {
      parts.headers.push_back(line);
    }
  }
  parts.body = message.substr(end + 2);
  return parts;
}

std::string headerOf(const std::string& message, const std::string& name) {
  for (const std::string& line : split(message).headers)
    if (line.starts_with(name + ": ")) return line.substr(name.size() + 2);
  return "(none)";
}

/// RFC 2047 words in base64, decoded and joined.
QString decodeWords(const std::string& value) {
  QByteArray bytes;
  for (const QByteArray& word : QByteArray::fromStdString(value).split('\n')) {
    const QByteArray text = word.trimmed();
    if (!text.startsWith("=?UTF-8?B?") || !text.endsWith("?=") || text.size() > 75) return "(not an encoded word)";
    const QByteArray part = QByteArray::fromBase64(text.mid(10, text.size() - 12));
    if (QString::fromUtf8(part).toUtf8() != part) return "(cut within a character)";
    bytes += part;
  }
  return QString::fromUtf8(bytes);
}

}  // namespace

const ports::Mailbox kFrom{.address = "a@b"};

class MailMessageTest : public QObject {
  Q_OBJECT

 private slots:
  void hasEveryHeader() {
    const std::string message = formatMessage(sample(), {.address = "orders@orderdeck.local"});
    QCOMPARE(headerOf(message, "From"), "orders@orderdeck.local");
    QCOMPARE(headerOf(message, "To"), "user1@example.org");
    QCOMPARE(headerOf(message, "Date"), "Sat, 21 Nov 2026 22:41:07 +0000");
    QCOMPARE(headerOf(message, "Message-ID"), "<01JA-confirmation@orderdeck.local>");
    QCOMPARE(headerOf(message, "Subject"), "Your order");
    QCOMPARE(headerOf(message, "MIME-Version"), "1.0");
    QCOMPARE(headerOf(message, "Content-Type"), "text/plain; charset=UTF-8");
    QCOMPARE(headerOf(message, "Content-Transfer-Encoding"), "8bit");
    QCOMPARE(split(message).body, "Hello,\n\nthank you.\n");
  }

  void datesAreRight() {
    QCOMPARE(mailDate(core::fromEpochMillis(0)), "Thu, 01 Jan 1970 00:00:00 +0000");
    QCOMPARE(mailDate(core::fromEpochMillis(1'709'210'096'999)), "Thu, 29 Feb 2024 12:34:56 +0000");
  }

  void valuesAddNoHeaders() {
    ports::Mail mail = sample();
    mail.to = "user1@example.org\nBcc: all@example.org";
    mail.subject = "Hello\r\n\r\nnot the body";
    mail.messageId = "a>\nX-Evil: 1";
    const Parts parts = split(formatMessage(mail, kFrom));
    QCOMPARE(parts.headers.size(), 8u);
    QCOMPARE(parts.body, mail.body);
    QCOMPARE(headerOf(formatMessage(mail, kFrom), "To"), "user1@example.org Bcc: all@example.org");
  }

  void aSubjectThatIsNotAsciiIsEncoded_data() {
    QTest::addColumn<QString>("subject");
    QTest::newRow("short") << "Grüße";
    QTest::newRow("long") << QString("Bestellung bestätigt: ").repeated(12);
    QTest::newRow("wide characters") << QString("漢字😀").repeated(30);
  }
  void aSubjectThatIsNotAsciiIsEncoded() {
    QFETCH(QString, subject);
    ports::Mail mail = sample();
    mail.subject = subject.toStdString();
    QCOMPARE(decodeWords(headerOf(formatMessage(mail, kFrom), "Subject")), subject);
  }

  void aSenderHasAName_data() {
    QTest::addColumn<QString>("setting");
    QTest::addColumn<QString>("header");
    QTest::addColumn<QString>("address");
    QTest::newRow("an address") << "orders@shop.example" << "orders@shop.example" << "orders@shop.example";
    QTest::newRow("in brackets") << "<orders@shop.example>" << "orders@shop.example" << "orders@shop.example";
    QTest::newRow("words") << "Order desk <orders@shop.example>" << "Order desk <orders@shop.example>"
                           << "orders@shop.example";
    QTest::newRow("quotes") << "\"Smith, \\\"Jo\\\" \\\\\" <a.b+c@mail.example>"
                            << "\"Smith, \\\"Jo\\\" \\\\\" <a.b+c@mail.example>" << "a.b+c@mail.example";
    QTest::newRow("a dot") << "Shop Inc. <a@b>" << R"("Shop Inc." <a@b>)" << "a@b";
    QTest::newRow("no ASCII") << "Größe <a@b>" << "=?UTF-8?B?R3LDtsOfZQ==?=\n <a@b>" << "a@b";
  }
  void aSenderHasAName() {
    QFETCH(QString, setting);
    QFETCH(QString, header);
    QFETCH(QString, address);
    const auto from = ports::parseMailbox(setting.toStdString());
    QVERIFY(from.has_value());
    QCOMPARE(QString::fromStdString(from->address), address);
    const std::string message = formatMessage(sample(), *from);
    QVERIFY2(message.starts_with("From: " + header.toStdString() + "\nTo: "), message.c_str());
    QVERIFY(headerOf(message, "Message-ID").ends_with("@" + address.section(QLatin1Char('@'), 1).toStdString() + ">"));
  }

  void whatIsNoSenderIsRefused() {
    for (const char* wrong : {"",
                              "orders",
                              "@b",
                              "a@",
                              "a@b@c d",
                              "a b@c",
                              "a@b c",
                              "<a@b",
                              "a@b>",
                              "Name a@b",
                              "Name <a@b> more",
                              "a@b, c@d",
                              "\"Name <a@b>",
                              "a@b..c",
                              ".a@b",
                              "a..b@c",
                              "a@b:25",
                              "a@b:",
                              "\xc3\xa4@b",
                              "a@\xc3\xa4.example",
                              "A, B <a@b>",
                              "x@y <a@b>",
                              "a\nb <a@b>",
                              "a>\nRCPT TO:<b",
                              "\"a\"b <a@b>"}) {
      QVERIFY2(!ports::parseMailbox(wrong).has_value(), wrong);
    }
    QVERIFY(!ports::parseMailbox(std::string(201, 'x') + " <a@b>").has_value());
  }

  void longLinesAndZerosGoInBase64() {
    for (const std::string& body : {std::string(5'000, 'x') + "\nshort\n", std::string("a\0b\n", 4)}) {
      ports::Mail mail = sample();
      mail.body = body;
      const std::string message = formatMessage(mail, kFrom);
      QCOMPARE(headerOf(message, "Content-Transfer-Encoding"), "base64");
      QCOMPARE(QByteArray::fromBase64(QByteArray::fromStdString(split(message).body)).toStdString(), body);
      std::istringstream lines(message);
      for (std::string line; std::getline(lines, line);) QVERIFY(line.size() <= 998);
    }
  }

  void lineEndsAreOneKind() {
    ports::Mail mail = sample();
    mail.body = "one\r\ntwo\rthree\nfour";
    QCOMPARE(split(formatMessage(mail, kFrom)).body, "one\ntwo\nthree\nfour\n");
    const std::string wire = formatMessage(mail, kFrom, {.lineEnd = "\r\n"});
    QVERIFY(wire.ends_with("\r\n\r\none\r\ntwo\r\nthree\r\nfour\r\n"));
    for (std::size_t i = 0; i < wire.size(); ++i) QCOMPARE(wire[i] == '\n', i > 0 && wire[i - 1] == '\r');
  }

  void withoutEightBitsTheBodyIsAscii() {
    ports::Mail mail = sample();
    QCOMPARE(headerOf(formatMessage(mail, kFrom, {.allow8bit = false}), "Content-Transfer-Encoding"), "7bit");
    mail.body = "Grüße\n";
    const std::string message = formatMessage(mail, kFrom, {.allow8bit = false});
    QCOMPARE(headerOf(message, "Content-Transfer-Encoding"), "base64");
    QCOMPARE(QByteArray::fromBase64(QByteArray::fromStdString(split(message).body)).toStdString(), mail.body);
  }
};

ORDERDECK_TEST(MailMessageTest)
#include "mail_message_test.moc"
