// host:port and URLs as people write them: what is taken, what it means, and that no error shows a secret.
#include <QtTest>

#include "core/address.h"
#include "tests/harness/test_registry.h"

using namespace orderdeck::core;

class AddressTest : public QObject {
  Q_OBJECT
 private slots:
  void aPlaceIsTaken_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("host");
    QTest::addColumn<int>("port");
    QTest::newRow("name") << "shop" << "shop" << 25;
    QTest::newRow("name and port") << "mail.shop.example:2525" << "mail.shop.example" << 2525;
    QTest::newRow("IPv4") << "127.0.0.1:1" << "127.0.0.1" << 1;
    QTest::newRow("IPv6") << "[::1]:65535" << "::1" << 65'535;
    QTest::newRow("IPv6 alone") << "[2001:db8::7]" << "2001:db8::7" << 25;
    QTest::newRow("underscore") << "my_redis:6379" << "my_redis" << 6379;
  }
  void aPlaceIsTaken() {
    QFETCH(QString, text);
    QFETCH(QString, host);
    QFETCH(int, port);
    const auto address = parseHostPort(text.toStdString(), 25);
    QVERIFY2(address.has_value(), address ? "" : address.error().what.c_str());
    QCOMPARE(QString::fromStdString(address->host), host);
    QCOMPARE(address->port, port);
    QVERIFY(parseHostPort(toString(*address)).value() == *address);
  }

  void thisMachineIsKnown() {
    for (const char* host : {"localhost", "127.0.0.1", "127.9.8.7", "::1"}) QVERIFY2(isLoopback(host), host);
    for (const char* host :
         {"", "shop", "127.example.org", "localhost.example.org", "10.0.0.1", "0.0.0.0", "::", "::2"})
      QVERIFY2(!isLoopback(host), host);
  }

  void anythingElseIsRefused_data() {
    QTest::addColumn<QString>("text");
    for (const char* bad : {"",        ":",        ":25",      "a:0",      "a:65536",    "a:99999999999999999999",
                            "a:x",     "a:-1",     "a:+1",     "a:1:2",    "::1",        "::1:25",
                            "[::1",    "::1]",     "[]",       "[]:25",    "[::1]x",     "[::1]25",
                            "[::g]:1", "[v1.a]:1", "a b",      " a",       "a ",         "a\t",
                            "a/b",     "a?b",      "a#b",      "user@a:1", "u:p@a",      "smtp://a",
                            "a%20b",   "%61",      "\xc3\xa4", "a\n",      "unix:/tmp/x"})
      QTest::newRow(bad) << QString::fromUtf8(bad);
  }
  void anythingElseIsRefused() {
    QFETCH(QString, text);
    QVERIFY(!parseHostPort(text.toStdString(), 25));
  }

  void thePortMustBeThereWhereNoneIsMeant() {
    QVERIFY(!parseHostPort("shop"));
    QVERIFY(!parseHostPort("[::1]"));
    QVERIFY(parseHostPort("shop:1"));
    const std::string what = parseHostPort("shop").error().what;
    QVERIFY2(what.find("'shop' is not host:port") != std::string::npos, what.c_str());
  }

  void noErrorShowsALogin() {
    for (const char* text : {"user:s3cr3t@", "user:s3cr3t@h:0", "user:s3cr3t@h:1"})
      QVERIFY(parseHostPort(text).error().what.find("s3cr3t") == std::string::npos);
    QVERIFY(parseUrl("redis://user:s3cr3t%zz@h").error().what.find("s3cr3t") == std::string::npos);
  }

  void aUrlIsTakenApart() {
    const std::string text = "Redis://a%40b:p%3A@w@[::1]:1/2/3?x=y&z";
    const auto url = parseUrl(text).value();
    QCOMPARE(url.scheme, std::string("redis"));
    QCOMPARE(url.user, std::string("a@b"));
    QCOMPARE(url.password, std::string("p:@w"));
    QCOMPARE(url.place, std::string_view("[::1]:1"));
    QCOMPARE(url.path, std::string_view("2/3"));
    QCOMPARE(url.query, std::string_view("x=y&z"));
    for (const char* bad : {"", "://", "://h", "h", "redis:h", "redis://%@h", "redis://%00@h"})
      QVERIFY2(!parseUrl(bad), bad);
  }

  void anHttpUrlNamesAPlace() {
    QVERIFY((parseHttpUrl("http://h").value() == HostPort{"h", 80}));
    QVERIFY((parseHttpUrl("http://[::1]:8480/orders?x").value() == HostPort{"::1", 8480}));
    for (const char* bad : {"", "h:1", "https://h", "http://", "http:///x", "http://h:x"})
      QVERIFY2(!parseHttpUrl(bad), bad);
  }
};

ORDERDECK_TEST(AddressTest)
#include "address_test.moc"
