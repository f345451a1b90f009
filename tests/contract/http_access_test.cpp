// Which requests the HTTP server takes: the names it answers to, where a change may come from, and the type of a body.
// Over real sockets.
#include <QtTest>

#include "adapters/http/http_server.h"
#include "tests/contract/http_handlers.h"
#include "tests/harness/test_registry.h"
#include "tests/support/http_test_client.h"

using namespace orderdeck;
using namespace orderdeck::support;
using namespace orderdeck::tests;
using adapters::http::HttpServer;

namespace {

QByteArray withPort(QByteArray text, int port) { return text.replace("PORT", QByteArray::number(port)); }

}  // namespace

class HttpAccessTest : public QObject {
  Q_OBJECT

 private slots:
  void aHostIsOneOfTheServersNames_data() {
    QTest::addColumn<QByteArray>("head");  // after the method; PORT stands for the server's
    QTest::addColumn<int>("status");
    const auto host = [](const char* value, int status) {
      QTest::newRow(value) << QByteArray("/ HTTP/1.1\r\nHost: ") + value + "\r\n" << status;
    };
    for (const char* ours :
         {"127.0.0.1:PORT", "localhost:PORT", "localhost", "127.0.0.1", "[::1]:PORT", "[::1]", "LOCALHOST:PORT",
          "localhost.:PORT", "[0:0:0:0:0:0:0:1]:PORT", "[::FFFF:127.0.0.1]:PORT", "localhost:80",
          "localhost:", "shop.example", "Shop.Example:PORT", "shop.example:443", "proxy.example:9000"}) {
      host(ours, 200);
    }
    for (const char* others : {"evil.test", "evil.test:PORT", "localhost:1", "127.0.0.1:1", "localhost.evil.test:PORT",
                               "evil.localhost:PORT", "127.0.0.2:PORT", "0.0.0.0:PORT", "[::2]:PORT", "127.1:PORT",
                               "2130706433:PORT", "0x7f.0.0.1:PORT", "localhost:443", "shop.example:1", "proxy.example",
                               "proxy.example:PORT", "xshop.example:PORT", "shop.example.evil.test:PORT"}) {
      host(others, 421);
    }
    for (const char* broken : {"",
                               " ",
                               "localhost:PORT:1",
                               "localhost:0",
                               "localhost:99999",
                               "localhost:-1",
                               "localhost:+80",
                               "localhost:8 0",
                               "localhost:x",
                               "localhost/",
                               "user@localhost:PORT",
                               "localhost:PORT@evil.test",
                               "localhost:PORT, evil.test",
                               "localhost evil.test",
                               "[::1",
                               "[::1]PORT",
                               "[::1%25lo]:PORT",
                               "[localhost]:PORT",
                               "::1",
                               "localhost..",
                               ".localhost",
                               "http://localhost:PORT",
                               "loc%61lhost:PORT",
                               "l\xc3\xb6"
                               "calhost:PORT",
                               "localhost\\@evil.test",
                               "\"localhost\""}) {
      host(broken, 400);
    }
    const auto row = [](const char* name, const char* head, int status) {
      QTest::newRow(name) << QByteArray(head) << status;
    };
    row("absent", "/ HTTP/1.1\r\n", 400);
    row("absent in HTTP/1.0", "/ HTTP/1.0\r\n", 200);
    row("another in HTTP/1.0", "/ HTTP/1.0\r\nHost: evil.test\r\n", 421);
    row("two", "/ HTTP/1.1\r\nHost: localhost\r\nHost: evil.test\r\n", 400);
    row("the same twice", "/ HTTP/1.1\r\nHost: localhost\r\nhost: localhost\r\n", 400);
    row("folded", "/ HTTP/1.1\r\nHost: localhost\r\n evil.test\r\n", 400);
    row("absolute form", "http://localhost:PORT/ HTTP/1.1\r\nHost: localhost:PORT\r\n", 200);
    row("absolute form without a path", "HTTP://127.0.0.1:PORT HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n", 200);
    row("absolute form of another", "http://evil.test/ HTTP/1.1\r\nHost: localhost:PORT\r\n", 421);
    row("absolute form, host of another", "http://localhost:PORT/ HTTP/1.1\r\nHost: evil.test\r\n", 421);
    row("absolute form without a host", "http://localhost:PORT/ HTTP/1.1\r\n", 400);
    row("absolute form with a user", "http://localhost:PORT@evil.test/ HTTP/1.1\r\nHost: localhost:PORT\r\n", 400);
    row("absolute form of nobody", "http:/// HTTP/1.1\r\nHost: localhost:PORT\r\n", 400);
    row("another scheme", "ftp://localhost:PORT/ HTTP/1.1\r\nHost: localhost:PORT\r\n", 400);
  }
  void aHostIsOneOfTheServersNames() {
    QFETCH(QByteArray, head);
    QFETCH(int, status);
    EchoHandler handler;
    HttpServer server({.allowedHosts = {"shop.example", "proxy.example:9000"}}, handler, "http");
    for (const char* method : {"GET", "POST"}) {
      HttpTestClient client(server.port());
      QVERIFY(client.send((QByteArray(method) + ' ' + withPort(head, server.port()) + "\r\n").toStdString()));
      const auto reply = client.read();
      QVERIFY(reply);
      QCOMPARE(reply->status, status);
      if (status == 421) {
        QCOMPARE(reply->code(), std::string("misdirected"));
        QVERIFY2(reply->body.contains("localhost:" + std::to_string(server.port()) + ", 127.0.0.1:"),
                 reply->body.c_str());
      }
      if (status != 200) QVERIFY(client.closedByPeer());
    }
    QCOMPARE(handler.requests.load(), status == 200 ? 2 : 0);
  }

  void anyHostIsTakenOnlyWhenThatIsSaid() {
    EchoHandler handler;
    HttpServer server({.allowedHosts = {"*"}}, handler, "http");
    HttpTestClient client(server.port());
    QVERIFY(client.send("GET / HTTP/1.1\r\nHost: evil.test\r\n\r\n"));
    QCOMPARE(client.read()->status, 200);
    QVERIFY(client.send("POST / HTTP/1.1\r\nHost: any.test:1\r\nOrigin: http://any.test:1\r\n\r\n"));
    QCOMPARE(client.read()->status, 200);
    QVERIFY(client.send("POST / HTTP/1.1\r\nHost: any.test:1\r\nOrigin: http://evil.test:1\r\n\r\n"));
    QCOMPARE(client.read()->status, 403);
  }

  void theAddressItListensOnIsAName() {
    EchoHandler handler;
    HttpServer server({.host = "0.0.0.0"}, handler, "http");
    for (const auto& [host, status] : {std::pair("0.0.0.0", 200), {"localhost", 200}, {"192.0.2.1", 421}}) {
      HttpTestClient client(server.port());
      QVERIFY(client.send(std::string("GET / HTTP/1.1\r\nHost: ") + host + "\r\n\r\n"));
      QCOMPARE(client.read()->status, status);
    }
  }

  void aChangeComesFromNoOtherPage_data() {
    QTest::addColumn<QByteArray>("fields");
    QTest::addColumn<bool>("taken");
    const auto row = [](const char* fields, bool taken) { QTest::newRow(fields) << QByteArray(fields) << taken; };
    row("", true);
    for (const char* ours :
         {"http://127.0.0.1:PORT", "http://localhost:PORT", "HTTP://LOCALHOST:PORT", "http://[::1]:PORT",
          "https://shop.example", "http://shop.example:PORT", "https://proxy.example:9000"}) {
      QTest::newRow(ours) << QByteArray("Origin: ") + ours + "\r\n" << true;
    }
    for (const char* others :
         {"null", "", "http://evil.test", "http://127.0.0.1:1", "http://127.0.0.1", "http://localhost",
          "https://localhost", "http://evil.test:PORT", "http://localhost.evil.test:PORT",
          "http://localhost:PORT http://evil.test", "http://localhost:PORT/", "localhost:PORT", "file://",
          "chrome-extension://localhost:PORT", "http://user@localhost:PORT", "http://localhost:PORT@evil.test",
          "http://proxy.example"}) {
      QTest::newRow(qPrintable(QString("not ") + others)) << QByteArray("Origin: ") + others + "\r\n" << false;
    }
    row("Sec-Fetch-Site: same-origin\r\n", true);
    row("Sec-Fetch-Site: none\r\n", true);
    row("Sec-Fetch-Site: cross-site\r\n", false);
    row("Sec-Fetch-Site: same-site\r\n", false);
    row("Sec-Fetch-Site: cross-site\r\nOrigin: http://127.0.0.1:PORT\r\n", false);
    row("Sec-Fetch-Site: same-origin\r\nOrigin: http://evil.test\r\n", false);
  }
  void aChangeComesFromNoOtherPage() {
    QFETCH(QByteArray, fields);
    QFETCH(bool, taken);
    EchoHandler handler;
    HttpServer server({.allowedHosts = {"shop.example", "proxy.example:9000"}}, handler, "http");
    for (const char* method : {"POST", "PUT", "PATCH", "DELETE", "BREW"}) {
      HttpTestClient client(server.port());
      QVERIFY(client.send(
          withPort(QByteArray(method) + " / HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n" + fields + "\r\n", server.port())
              .toStdString()));
      const auto reply = client.read();
      QVERIFY(reply);
      QCOMPARE(reply->status, taken ? 200 : 403);
      if (!taken) QCOMPARE(reply->code(), std::string("forbidden_origin"));
    }
    QCOMPARE(handler.requests.load(), taken ? 5 : 0);
    for (const char* method : {"GET", "HEAD", "OPTIONS"}) {  // changes nothing; and no page is let in on the answer
      HttpTestClient client(server.port());
      QVERIFY(client.send(
          withPort(QByteArray(method) + " / HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n" + fields + "\r\n", server.port())
              .toStdString()));
      const auto reply = client.read(std::chrono::seconds{10}, QByteArray(method) == "HEAD");
      QVERIFY(reply);
      QCOMPARE(reply->status, 200);
      for (const auto& [name, value] : reply->headers) QVERIFY2(!name.starts_with("access-control"), name.c_str());
    }
  }

  void aBodyIsJson_data() {
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<bool>("taken");
    for (const char* json :
         {"application/json", "Application/JSON", "application/json; charset=utf-8", "application/json;charset=utf-8",
          "application/json ;x=y", "application/merge-patch+json", "application/vnd.api+JSON; version=1"}) {
      QTest::newRow(json) << QByteArray(json) << true;
    }
    for (const char* other :
         {"text/plain", "text/plain; application/json", "text/plain, application/json", "application/json, text/plain",
          "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/jsonx", "json", "+json",
          "/x+json, text/plain", "text/plain +json", "application/xml", "", ";"}) {
      QTest::newRow(qPrintable(QString("not ") + other)) << QByteArray(other) << false;
    }
  }
  void aBodyIsJson() {
    QFETCH(QByteArray, type);
    QFETCH(bool, taken);
    EchoHandler handler;
    HttpServer server({}, handler, "http");
    const std::string field = "Content-Type: " + type.toStdString() + "\r\n";
    for (const char* method : {"POST", "PATCH", "PUT", "DELETE", "GET"}) {
      HttpTestClient client(server.port());
      const auto reply = client.request(method, "/", "{}", field);
      QVERIFY(reply);
      QCOMPARE(reply->status, taken ? 200 : 415);
      if (!taken) QCOMPARE(reply->code(), std::string("unsupported_media_type"));
    }
    HttpTestClient chunked(server.port());
    QVERIFY(chunked.send("POST / HTTP/1.1\r\nHost: localhost\r\n" + field +
                         "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"));
    QCOMPARE(chunked.read()->status, taken ? 200 : 415);
    HttpTestClient none(server.port());  // what has no body needs no type
    QVERIFY(none.send("POST / HTTP/1.1\r\nHost: localhost\r\n" + field + "Content-Length: 0\r\n\r\n"));
    QCOMPARE(none.read()->status, 200);
  }

  void aBodyWithoutATypeIsRefused() {
    EchoHandler handler;
    HttpServer server({}, handler, "http");
    HttpTestClient client(server.port());
    QVERIFY(client.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}"));
    QCOMPARE(client.read()->status, 415);
    QVERIFY(client.closedByPeer());
    QCOMPARE(handler.requests.load(), 0);
  }

  void anUpgradeIsNotMade() {
    EchoHandler handler;
    HttpServer server({}, handler, "http");
    HttpTestClient client(server.port());
    for (const char* upgrade : {"websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13",
                                "h2c\r\nHTTP2-Settings: AAMAAABk"}) {
      const auto reply =
          client.request("GET", "/x", {}, std::string("Connection: Upgrade\r\nUpgrade: ") + upgrade + "\r\n");
      QVERIFY(reply);
      QCOMPARE(reply->status, 200);
      QVERIFY(!reply->headers.contains("upgrade"));
    }
  }
};

ORDERDECK_TEST(HttpAccessTest)
#include "http_access_test.moc"
