// The limits of the HTTP server, over real sockets: what it refuses, and that no client can make it wait or grow.
#include <QtTest>

#include <memory>
#include <vector>

#include "adapters/http/http_server.h"
#include "tests/contract/http_handlers.h"
#include "tests/harness/test_registry.h"
#include "tests/support/http_test_client.h"
#include "tests/support/wait_until.h"

using namespace orderdeck;
using namespace orderdeck::support;
using namespace orderdeck::tests;
using namespace std::chrono_literals;
using adapters::http::HttpServer;

namespace {

std::int64_t residentBytes() {
  QFile file("/proc/self/statm");
  if (!file.open(QIODevice::ReadOnly)) return 0;
  return file.readAll().split(' ').at(1).toLongLong() * 4096;
}

}  // namespace

class HttpLimitsTest : public QObject {
  Q_OBJECT

 private slots:
  void aLargeBodyIsRefusedBeforeItIsRead() {
    EchoHandler handler;
    HttpServer server({.bodyLimit = 1'000}, handler, "http");
    HttpTestClient exact(server.port());
    QCOMPARE(exact.request("POST", "/", std::string(1'000, 'x'))->status, 200);
    HttpTestClient client(server.port());
    QVERIFY(
        client.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
                    "1001\r\n\r\n"));  // and nothing of the body
    const auto reply = client.read();
    QVERIFY(reply);
    QCOMPARE(reply->status, 413);
    QCOMPARE(reply->code(), std::string("too_large"));
    QVERIFY(client.closedByPeer());
    HttpTestClient chunked(server.port());
    QVERIFY(
        chunked.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: "
                     "chunked\r\n\r\n3e8\r\n" +
                     std::string(1'000, 'x') + "\r\n1\r\nx\r\n"));
    QCOMPARE(chunked.read()->status, 413);
    HttpTestClient expecting(server.port());
    QVERIFY(
        expecting.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
                       "2000\r\nExpect: 100-continue\r\n\r\n"));
    QCOMPARE(expecting.read()->status, 413);
    QCOMPARE(handler.requests.load(), 1);
  }

  void aClientThatSendsTenMegabytesStillGetsItsAnswer() {
    EchoHandler handler;
    HttpServer server({}, handler, "http");
    const std::int64_t before = residentBytes();
    const std::string body(10 * 1024 * 1024, 'x');
    HttpTestClient client(server.port());
    QVERIFY(client.send(requestText("POST", "/", body)));
    const auto reply = client.read();
    QVERIFY(reply);
    QCOMPARE(reply->status, 413);
    QVERIFY(residentBytes() - before < 24 * 1024 * 1024);               // the test's own two copies
    QVERIFY(waitUntil([&] { return server.connections() == 0; }, 5s));  // also when the client stays
  }

  void aLargeHeaderIsRefused() {
    EchoHandler handler;
    HttpServer server({}, handler, "http");
    HttpTestClient client(server.port());
    QVERIFY(client.send("GET / HTTP/1.1\r\n"));
    client.send("X: " + std::string(20'000, 'x'));
    const auto reply = client.read();
    QVERIFY(reply);
    QCOMPARE(reply->status, 431);
    QCOMPARE(reply->code(), std::string("header_too_large"));
  }

  void aSlowClientIs408AndTheEnd() {
    EchoHandler handler;
    HttpServer server({.receiveTimeout = 100ms}, handler, "http");
    HttpTestClient header(server.port()), body(server.port()), fine(server.port());
    QVERIFY(header.send("GET / HTTP/1.1\r\nHost: x\r\n"));
    QVERIFY(body.send(
        "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 5\r\n\r\nab"));
    for (HttpTestClient* client : {&header, &body}) {
      const auto reply = client->read();
      QVERIFY(reply);
      QCOMPARE(reply->status, 408);
      QVERIFY(client->closedByPeer());
    }
    QCOMPARE(fine.request("GET", "/")->status, 200);  // an idle connection is another matter
    QCOMPARE(handler.requests.load(), 1);
  }

  void tricklingDoesNotBuyTime() {
    EchoHandler handler;
    HttpServer server({.receiveTimeout = 200ms}, handler, "http");
    HttpTestClient client(server.port());
    std::optional<TestReply> reply;
    QElapsedTimer timer;
    timer.start();
    for (int i = 0; i < 200 && !reply && timer.elapsed() < 5'000; ++i) {
      client.send(i == 0 ? "GET / HTTP/1.1\r\nX: " : "x");
      reply = client.read(20ms);
    }
    QVERIFY(reply);
    QCOMPARE(reply->status, 408);
  }

  void anIdleConnectionIsClosed() {
    EchoHandler handler;
    HttpServer server({.idleTimeout = 100ms}, handler, "http");
    HttpTestClient never(server.port()), once(server.port());
    QCOMPARE(once.request("GET", "/")->status, 200);
    QVERIFY(never.closedByPeer());
    QVERIFY(once.closedByPeer());
    QVERIFY(waitUntil([&] { return server.connections() == 0; }));
  }

  void aClientThatDoesNotReadIsClosed() {
    EchoHandler handler;
    handler.instead = [](const ports::HttpRequest&, ports::HttpRespond respond) {
      respond({.status = 200, .body = std::string(16 * 1024 * 1024, 'x'), .contentType = "text/plain", .headers = {}});
    };
    HttpServer server({.idleTimeout = 200ms}, handler, "http");
    HttpTestClient client(server.port());
    QVERIFY(client.send(requestText("GET", "/")));
    QVERIFY(waitUntil([&] { return handler.requests == 1; }));
    QVERIFY(waitUntil([&] { return server.connections() == 0; }));
    QVERIFY(!client.read());
  }

  void aHandlerThatTakesTooLongIs503AndItsReplyIsDropped() {
    EchoHandler handler;
    Shelf shelf;
    handler.instead = [&](const ports::HttpRequest&, ports::HttpRespond respond) { shelf.keep(std::move(respond)); };
    HttpServer server({.requestTimeout = 100ms}, handler, "http");
    HttpTestClient client(server.port());
    const auto reply = client.request("GET", "/");
    QVERIFY(reply);
    QCOMPARE(reply->status, 503);
    QCOMPARE(reply->code(), std::string("busy"));
    QCOMPARE(reply->headers.at("retry-after"), std::string("1"));
    QVERIFY(
        client.send(requestText("GET", "/")));  // the same connection's next request must not get the first one's reply
    QVERIFY(waitUntil([&] { return shelf.size() == 2; }));
    handler.instead = nullptr;
    shelf.answer("late, and in time");
    const auto next = client.read();
    QVERIFY(next);
    QCOMPARE(next->body, std::string("late, and in time"));
    QVERIFY(!client.read(50ms));
  }

  void fiveThousandIdleConnectionsCostLittle() {
    EchoHandler handler;
    HttpServer server({}, handler, "http");
    std::vector<HttpTestClient> clients;
    clients.reserve(5'000);
    const std::int64_t before = residentBytes();
    for (int i = 0; i < 5'000; ++i) {
      clients.emplace_back(server.port());
      QVERIFY(clients.back().connected());
    }
    QVERIFY(waitUntil([&] { return server.connections() == 5'000; }));
    const std::int64_t each = (residentBytes() - before) / 5'000;
    QVERIFY2(each < 4'096, qPrintable(QString("%1 bytes a connection").arg(each)));
    for (std::size_t i = 0; i < clients.size(); i += 100) QCOMPARE(clients[i].request("GET", "/")->status, 200);
    clients.clear();
    QVERIFY(waitUntil([&] { return server.connections() == 0; }));
  }
};

ORDERDECK_TEST(HttpLimitsTest)
#include "http_limits_test.moc"
