// Hosts in one form: what is the same compares equal, what is no host is none.
#include <QtTest>

#include "ports/http_authority.h"
#include "tests/harness/test_registry.h"

using namespace orderdeck::ports;

class HttpAuthorityTest : public QObject {
  Q_OBJECT

 private slots:
  void theSameHostHasOneForm_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("form");
    const auto row = [](const char* text, const char* form) {
      QTest::newRow(text) << QByteArray(text) << QByteArray(form);
    };
    row("localhost", "localhost");
    row("LocalHost:8480", "localhost:8480");
    row("a_b-c.Example.:1", "a_b-c.example:1");
    row("a:", "a");
    row("a:080", "a:80");
    row("a:65535", "a:65535");
    row("127.0.0.1:80", "127.0.0.1:80");
    row("[::1]", "[::1]");
    row("[0:0:0:0:0:0:0:1]:7", "[::1]:7");
    row("[2001:DB8::0:1]", "[2001:db8::1]");
    row("[::ffff:127.0.0.1]:7", "127.0.0.1:7");
    row("[::ffff:7f00:1]", "127.0.0.1");
  }
  void theSameHostHasOneForm() {
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, form);
    const auto authority = parseAuthority(text.toStdString());
    QVERIFY(authority);
    QCOMPARE(QByteArray::fromStdString(toString(*authority)), form);
    QVERIFY(parseAuthority(form.toStdString()) == authority);
  }

  void whatIsNoHostIsNone() {
    for (const std::string& text : {std::string(),
                                    std::string("."),
                                    std::string("a..b"),
                                    std::string(".a"),
                                    std::string("a.."),
                                    std::string("a b"),
                                    std::string("a/b"),
                                    std::string("a@b"),
                                    std::string("a:b:1"),
                                    std::string("a:1:2"),
                                    std::string("a:0"),
                                    std::string("a:65536"),
                                    std::string("a:99999999999"),
                                    std::string("a: 1"),
                                    std::string("a:+1"),
                                    std::string("::1"),
                                    std::string("[::1"),
                                    std::string("[::1]x"),
                                    std::string("[::1%lo]"),
                                    std::string("[]"),
                                    std::string("[1.2.3.4]"),
                                    std::string("*"),
                                    std::string("a\0b", 3),
                                    std::string("\xc3\xa4"),
                                    std::string(254, 'a')}) {
      QVERIFY2(!parseAuthority(text), text.c_str());
    }
    QVERIFY(parseAuthority(std::string(253, 'a')));
    QVERIFY(isAllowedHost("*") && isAllowedHost("a:1") && !isAllowedHost("*.a") && !isAllowedHost(""));
  }
};

ORDERDECK_TEST(HttpAuthorityTest)
#include "http_authority_test.moc"
