// The HTTP server over real sockets: what it answers, and that replies are never mixed up.
#include <QtTest>

#include <thread>
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

class HttpServerTest : public QObject {
  Q_OBJECT

 private slots:
  void aConnectionServesManyRequests() {
    EchoHandler handler;
    HttpServer server({}, handler, "http");
    HttpTestClient client(server.port());
    for (int i = 0; i < 3; ++i) {
      const auto reply = client.request("POST", "/x", "body" + std::to_string(i));
      QVERIFY(reply);
      QCOMPARE(reply->status, 200);
      QCOMPARE(reply->body, "POST /x body" + std::to_string(i));
      QVERIFY(reply->headers.contains("date"));
    }
    QCOMPARE(server.connections(), 1u);
  }

  void fieldsThatHandlersSee() {
    EchoHandler handler;
    handler.instead = [](const ports::HttpRequest& r, ports::HttpRespond respond) {
      respond({.status = 200,
               .body = r.idempotencyKey.value_or("") + "|" + r.authorization + "|" + r.contentType + "|" +
                       r.query.at("ids"),
               .contentType = "text/plain",
               .headers = {}});
    };
    HttpServer server({}, handler, "http");
    HttpTestClient client(server.port());
    const auto reply =
        client.request("POST", "/x?ids=a%2Cb", "{}",
                       "idempotency-KEY: k-1\r\nAuthorization: Bearer t\r\nContent-Type: application/json\r\n");
    QVERIFY(reply);
    QCOMPARE(reply->body, std::string("k-1|Bearer t|application/json|a,b"));
  }

  void pipelinedRequestsAreAnsweredInOrder() {
    EchoHandler handler;
    HttpServer server({}, handler, "http");
    HttpTestClient client(server.port());
    std::string all;
    for (int i = 0; i < 500; ++i)
      all += (i % 7 == 0 ? "\r\n" : "") + requestText("POST", "/p", "n" + std::to_string(i));
    QVERIFY(client.send(all));
    for (int i = 0; i < 500; ++i) {
      const auto reply = client.read();
      QVERIFY(reply);
      QCOMPARE(reply->status, 200);
      QCOMPARE(reply->body, "POST /p n" + std::to_string(i));
    }
  }

  void aRequestMayComeInAnyPieces() {
    EchoHandler handler;
    HttpServer server({}, handler, "http");
    HttpTestClient client(server.port());
    for (const char c : requestText("POST", "/slow", "hello")) QVERIFY(client.send({&c, 1}));
    const auto plain = client.read();
    QVERIFY(plain);
    QCOMPARE(plain->body, std::string("POST /slow hello"));
    for (const std::string_view piece :
         {"\r", "\nPOST /c HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chu",
          "nked\r\n\r\n3\r\nab", "c\r\n2;x=y\r\nde\r\n0\r\n\r\n"}) {
      QVERIFY(client.send(piece));
      QTest::qWait(5);
    }
    const auto chunked = client.read();
    QVERIFY(chunked);
    QCOMPARE(chunked->body, std::string("POST /c abcde"));
  }

  void headHasNoBody() {
    EchoHandler handler;
    HttpServer server({}, handler, "http");
    HttpTestClient client(server.port());
    const auto head = client.request("HEAD", "/x");
    QVERIFY(head);
    QCOMPARE(head->headers.at("content-length"), std::string("8"));
    const auto next = client.request("GET", "/x");
    QVERIFY(next);
    QCOMPARE(next->body, std::string("GET /x "));
  }

  void aRefusalAfterAHeadHasItsBody() {
    EchoHandler handler;
    HttpServer server({}, handler, "http");
    HttpTestClient client(server.port());
    QVERIFY(client.request("HEAD", "/x"));
    QVERIFY(client.send("no request\r\n\r\n"));
    const auto reply = client.read();
    QVERIFY(reply);
    QCOMPARE(reply->code(), std::string("invalid_argument"));
  }

  void closeIsKept() {
    EchoHandler handler;
    HttpServer server({}, handler, "http");
    HttpTestClient client(server.port());
    QCOMPARE(client.request("GET", "/x", {}, "Connection: close\r\n")->headers.at("connection"), std::string("close"));
    QVERIFY(client.closedByPeer());
    HttpTestClient old(server.port());
    QVERIFY(old.send("GET /x HTTP/1.0\r\n\r\n"));
    QCOMPARE(old.read()->status, 200);
    QVERIFY(old.closedByPeer());
    HttpTestClient kept(server.port());
    QVERIFY(kept.send("GET /x HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"));
    QCOMPARE(kept.read()->headers.at("connection"), std::string("keep-alive"));
  }

  void brokenHttpIs400AndTheEnd_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("garbage") << QByteArray("\x16\x03\x01\x02hello\r\n\r\n");
    QTest::newRow("no version") << QByteArray("GET /\r\n\r\n");
    QTest::newRow("field") << QByteArray("GET / HTTP/1.1\r\nHost: localhost\r\nno colon\r\n\r\n");
    QTest::newRow("length") << QByteArray(
        "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: x\r\n\r\n");
    QTest::newRow("two lengths") << QByteArray(
        "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1\r\nContent-Length: "
        "2\r\n\r\nab");
    const auto post = [](const char* name, const QByteArray& fields, const QByteArray& body) {
      QTest::newRow(name) << "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" + fields +
                                 "\r\n" + body;
    };
    post("negative length", "Content-Length: -1\r\n", "");
    post("signed length", "Content-Length: +2\r\n", "{}");
    post("hexadecimal length", "Content-Length: 0x2\r\n", "{}");
    post("length over 64 bit", "Content-Length: 18446744073709551616\r\n", "");
    post("lengths in one", "Content-Length: 2, 3\r\n", "{}");
    post("chunks and length", "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n", "0\r\n\r\n");
    post("another coding", "Transfer-Encoding: gzip\r\n", "GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n");
    post("chunks inside", "Transfer-Encoding: chunked, gzip\r\n", "GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n");
    post("nearly chunked", "Transfer-Encoding: xchunked\r\n", "0\r\n\r\n");
    post("chunked twice", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n");
    post("identity, then chunked", "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n");
    post("space before the colon", "Transfer-Encoding : chunked\r\n", "0\r\n\r\n");
    post("chunk without a size", "Transfer-Encoding: chunked\r\n", "\r\n\r\nGET / HTTP/1.1\r\n\r\n");
    post("negative chunk", "Transfer-Encoding: chunked\r\n", "-1\r\nx\r\n0\r\n\r\n");
    post("chunk over 64 bit", "Transfer-Encoding: chunked\r\n", "10000000000000000\r\nx\r\n0\r\n\r\n");
    post("chunk longer than it says", "Transfer-Encoding: chunked\r\n", "1\r\nxyz\r\n0\r\n\r\n");
    post("bare line feed in chunks", "Transfer-Encoding: chunked\r\n", "1\nx\n0\n\n\r\n\r\n");
    post("two types", "Content-Type: text/plain\r\nContent-Length: 2\r\n", "{}");
    post("two tokens", "Authorization: Bearer a\r\nAuthorization: Bearer b\r\n", "");
    QTest::newRow("chunks in HTTP/1.0") << QByteArray("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
    QTest::newRow("bare line feeds") << QByteArray("GET / HTTP/1.1\nHost: localhost\n\n\r\n\r\n");
    QTest::newRow("bare line feed in a field") << QByteArray("GET / HTTP/1.1\r\nHost: localhost\nX: y\r\n\r\n");
    QTest::newRow("NUL in a field") << QByteArray("GET / HTTP/1.1\r\nHost: localhost\r\nX: a\0b\r\n\r\n", 44);
    QTest::newRow("a proxy's method") << QByteArray("CONNECT example.com:443 HTTP/1.1\r\nHost: localhost\r\n\r\n");
    QTest::newRow("asterisk") << QByteArray("GET * HTTP/1.1\r\nHost: localhost\r\n\r\n");
    QByteArray many;
    for (int i = 0; i < 200; ++i) many += QByteArray::number(i) + "=&";
    QTest::newRow("too many parameters") << "GET /?" + many + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    QTest::newRow("length and chunks") << QByteArray(
        "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
        "4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
  }

  void brokenHttpIs400AndTheEnd() {
    QFETCH(QByteArray, bytes);
    EchoHandler handler;
    HttpServer server({}, handler, "http");
    HttpTestClient client(server.port());
    QVERIFY(client.send(bytes.toStdString()));
    const auto reply = client.read();
    QVERIFY(reply);
    QCOMPARE(reply->status, 400);
    QCOMPARE(reply->code(), std::string("invalid_argument"));
    QVERIFY(client.closedByPeer());
    QCOMPARE(handler.requests.load(), 0);
  }

  void expectContinueIsAnswered() {
    EchoHandler handler;
    HttpServer server({}, handler, "http");
    HttpTestClient client(server.port());
    QVERIFY(
        client.send("POST /e HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
                    "3\r\nExpect: 100-continue\r\n\r\n"));
    QCOMPARE(client.read()->status, 100);
    QVERIFY(client.send("abc"));
    QCOMPARE(client.read()->body, std::string("POST /e abc"));
  }

  void aLargeReplyArrivesWhole() {
    EchoHandler handler;
    const std::string large(16 * 1024 * 1024, 'x');
    handler.instead = [&](const ports::HttpRequest&, ports::HttpRespond respond) {
      respond({.status = 200, .body = large, .contentType = "text/plain", .headers = {}});
    };
    HttpServer server({}, handler, "http");
    HttpTestClient client(server.port());
    for (int i = 0; i < 2; ++i) {
      const auto reply = client.request("GET", "/");
      QVERIFY(reply);
      QVERIFY(reply->body == large);
    }
  }

  void repliesComeFromAnyThread() {
    EchoHandler handler;
    std::vector<std::jthread> threads;
    std::mutex mutex;
    handler.instead = [&](ports::HttpRequest request, ports::HttpRespond respond) {
      const std::lock_guard lock(mutex);
      threads.emplace_back([body = std::move(request.body), respond = std::move(respond)]() mutable {
        respond({.status = 200, .body = std::move(body), .contentType = "text/plain", .headers = {}});
      });
    };
    HttpServer server({}, handler, "http");
    std::vector<HttpTestClient> clients;
    for (int i = 0; i < 50; ++i) clients.emplace_back(server.port());
    for (int round = 0; round < 5; ++round) {
      for (std::size_t i = 0; i < clients.size(); ++i)
        QVERIFY(clients[i].send(requestText("POST", "/", "c" + std::to_string(i))));
      for (std::size_t i = 0; i < clients.size(); ++i) QCOMPARE(clients[i].read()->body, "c" + std::to_string(i));
    }
    server.stop();
  }

  void aHandlerThatThrowsCostsOneRequest() {
    EchoHandler handler;
    handler.instead = [](const ports::HttpRequest&, const ports::HttpRespond&) { throw std::runtime_error("secret"); };
    HttpServer server({}, handler, "http");
    HttpTestClient client(server.port());
    const auto reply = client.request("GET", "/");
    QVERIFY(reply);
    QCOMPARE(reply->status, 500);
    QVERIFY(!reply->body.contains("secret"));
    QCOMPARE(client.request("GET", "/")->status, 500);
  }

  void aTakenPortIsReplacedOnlyIfThatIsWanted() {
    EchoHandler handler;
    HttpServer first({}, handler, "http");
    QVERIFY_EXCEPTION_THROWN(HttpServer({.port = first.port()}, handler, "http"), std::runtime_error);
    HttpServer second({.port = first.port(), .fallback = true}, handler, "http");
    QVERIFY(second.port() != first.port());
    HttpTestClient client(second.port());
    QCOMPARE(client.request("GET", "/")->status, 200);
    QVERIFY_EXCEPTION_THROWN(HttpServer({.host = "nowhere"}, handler, "http"), std::runtime_error);
  }

  void stopLetsARunningRequestEnd() {
    EchoHandler handler;
    Shelf shelf;
    handler.instead = [&](const ports::HttpRequest&, ports::HttpRespond respond) { shelf.keep(std::move(respond)); };
    HttpServer server({}, handler, "http");
    HttpTestClient running(server.port()), idle(server.port());
    QVERIFY(running.send(requestText("GET", "/")));
    QVERIFY(waitUntil([&] { return shelf.size() == 1 && server.connections() == 2; }));
    std::jthread stopper([&] { server.stop(); });
    QVERIFY(idle.closedByPeer());
    shelf.answer("done");
    const auto reply = running.read();
    QVERIFY(reply);
    QCOMPARE(reply->body, std::string("done"));
    QCOMPARE(reply->headers.at("connection"), std::string("close"));
    stopper.join();
    server.stop();
    QVERIFY(!HttpTestClient(server.port()).connected());
  }

  void stopDoesNotWaitForever() {
    EchoHandler handler;
    Shelf shelf;
    handler.instead = [&](const ports::HttpRequest&, ports::HttpRespond respond) { shelf.keep(std::move(respond)); };
    {
      HttpServer server({.stopTimeout = 100ms}, handler, "http");
      HttpTestClient client(server.port());
      QVERIFY(client.send(requestText("GET", "/")));
      QVERIFY(waitUntil([&] { return shelf.size() == 1; }));
      QElapsedTimer timer;
      timer.start();
      server.stop();
      QVERIFY(timer.elapsed() < 2'000);
    }
    shelf.answer("after the server is gone");  // must do nothing
  }
};

ORDERDECK_TEST(HttpServerTest)
#include "http_server_test.moc"
