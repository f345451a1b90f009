// The HTTP server over real sockets: what it answers, what it refuses, and that no client can make it wait, grow or mix up replies.
#include <QtTest>

#include <atomic>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "adapters/http/http_server.h"
#include "tests/support/http_test_client.h"
#include "tests/support/wait_until.h"

using namespace orderdeck;
using namespace orderdeck::support;
using namespace std::chrono_literals;
using adapters::http::HttpServer;
using adapters::http::HttpServerSettings;

namespace {

/// Answers at once with what it was asked, unless a test says otherwise; counts.
class EchoHandler : public ports::HttpHandler {
 public:
  std::function<void(ports::HttpRequest, ports::HttpRespond)> instead;
  std::atomic<int> requests = 0;

  void handle(ports::HttpRequest request, ports::HttpRespond respond) override {
    ++requests;
    if (instead) return instead(std::move(request), std::move(respond));
    respond({.status = 200, .body = request.method + " " + request.path + " " + request.body, .contentType = "text/plain", .headers = {}});
  }
};

/// Keeps replies until a test sends them.
class Shelf {
 public:
  void keep(ports::HttpRespond respond) {
    const std::lock_guard lock(m_mutex);
    m_kept.push_back(std::move(respond));
  }
  std::size_t size() {
    const std::lock_guard lock(m_mutex);
    return m_kept.size();
  }
  void answer(const std::string& body) {
    std::vector<ports::HttpRespond> kept;
    {
      const std::lock_guard lock(m_mutex);
      kept.swap(m_kept);
    }
    for (auto& respond : kept) respond({.status = 200, .body = body, .contentType = "text/plain", .headers = {}});
  }

 private:
  std::mutex m_mutex;
  std::vector<ports::HttpRespond> m_kept;
};

std::int64_t residentBytes() {
  QFile file("/proc/self/statm");
  if (!file.open(QIODevice::ReadOnly)) return 0;
  return file.readAll().split(' ').at(1).toLongLong() * 4096;
}

}  // namespace

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
      respond({.status = 200, .body = r.idempotencyKey + "|" + r.authorization + "|" + r.contentType + "|" + r.query.at("ids"), .contentType = "text/plain", .headers = {}});
    };
    HttpServer server({}, handler, "http");
    HttpTestClient client(server.port());
    const auto reply = client.request("POST", "/x?ids=a%2Cb", "{}", "idempotency-KEY: k-1\r\nAuthorization: Bearer t\r\nContent-Type: application/json\r\n");
    QVERIFY(reply);
    QCOMPARE(reply->body, std::string("k-1|Bearer t|application/json|a,b"));
  }

  void pipelinedRequestsAreAnsweredInOrder() {
    EchoHandler handler;
    HttpServer server({}, handler, "http");
    HttpTestClient client(server.port());
    std::string all;
    for (int i = 0; i < 500; ++i) all += (i % 7 == 0 ? "\r\n" : "") + requestText("POST", i % 50 == 3 ? "/%zz" : "/p", "n" + std::to_string(i));
    QVERIFY(client.send(all));
    for (int i = 0; i < 500; ++i) {
      const auto reply = client.read();
      QVERIFY(reply);
      QCOMPARE(reply->status, i % 50 == 3 ? 400 : 200);
      if (reply->status == 200) QCOMPARE(reply->body, "POST /p n" + std::to_string(i));
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
    for (const std::string_view piece : {"POST /c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chu", "nked\r\n\r\n3\r\nab", "c\r\n2;x=y\r\nde\r\n0\r\n\r\n"}) {
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
    QTest::newRow("version") << QByteArray("GET / HTTP/9.9\r\n\r\n");
    QTest::newRow("field") << QByteArray("GET / HTTP/1.1\r\nno colon\r\n\r\n");
    QTest::newRow("length") << QByteArray("POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n");
    QTest::newRow("two lengths") << QByteArray("POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab");
    QTest::newRow("length and chunks") << QByteArray("POST / HTTP/1.1\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
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

  void aLargeBodyIsRefusedBeforeItIsRead() {
    EchoHandler handler;
    HttpServer server({.bodyLimit = 1'000}, handler, "http");
    HttpTestClient exact(server.port());
    QCOMPARE(exact.request("POST", "/", std::string(1'000, 'x'))->status, 200);
    HttpTestClient client(server.port());
    QVERIFY(client.send("POST / HTTP/1.1\r\nContent-Length: 1001\r\n\r\n"));  // and nothing of the body
    const auto reply = client.read();
    QVERIFY(reply);
    QCOMPARE(reply->status, 413);
    QCOMPARE(reply->code(), std::string("too_large"));
    QVERIFY(client.closedByPeer());
    HttpTestClient chunked(server.port());
    QVERIFY(chunked.send("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3e8\r\n" + std::string(1'000, 'x') + "\r\n1\r\nx\r\n"));
    QCOMPARE(chunked.read()->status, 413);
    HttpTestClient expecting(server.port());
    QVERIFY(expecting.send("POST / HTTP/1.1\r\nContent-Length: 2000\r\nExpect: 100-continue\r\n\r\n"));
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
    QVERIFY(residentBytes() - before < 24 * 1024 * 1024);  // the test's own two copies
    QVERIFY(waitUntil([&] { return server.connections() == 0; }, 5s));  // also when the client stays
  }

  void expectContinueIsAnswered() {
    EchoHandler handler;
    HttpServer server({}, handler, "http");
    HttpTestClient client(server.port());
    QVERIFY(client.send("POST /e HTTP/1.1\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n"));
    QCOMPARE(client.read()->status, 100);
    QVERIFY(client.send("abc"));
    QCOMPARE(client.read()->body, std::string("POST /e abc"));
  }

  void aLargeHeaderIsRefused() {
    EchoHandler handler;
    HttpServer server({}, handler, "http");
    HttpTestClient client(server.port());
    QVERIFY(client.send("GET / HTTP/1.1\r\n"));
    client.send("X: " + std::string(20'000, 'x'));
    const auto reply = client.read();
    QVERIFY(reply);
    QCOMPARE(reply->status, 413);
    QCOMPARE(reply->code(), std::string("too_large"));
  }

  void aSlowClientIs408AndTheEnd() {
    EchoHandler handler;
    HttpServer server({.receiveTimeout = 100ms}, handler, "http");
    HttpTestClient header(server.port()), body(server.port()), fine(server.port());
    QVERIFY(header.send("GET / HTTP/1.1\r\nHost: x\r\n"));
    QVERIFY(body.send("POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nab"));
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
    QVERIFY(client.send(requestText("GET", "/")));  // the same connection's next request must not get the first one's reply
    QVERIFY(waitUntil([&] { return shelf.size() == 2; }));
    handler.instead = nullptr;
    shelf.answer("late, and in time");
    const auto next = client.read();
    QVERIFY(next);
    QCOMPARE(next->body, std::string("late, and in time"));
    QVERIFY(!client.read(50ms));
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
      for (std::size_t i = 0; i < clients.size(); ++i) QVERIFY(clients[i].send(requestText("POST", "/", "c" + std::to_string(i))));
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

  void tooManyConnectionsAreTurnedAway() {
    EchoHandler handler;
    HttpServer server({.connections = 2}, handler, "http");
    auto first = std::make_unique<HttpTestClient>(server.port());
    HttpTestClient second(server.port());
    QVERIFY(waitUntil([&] { return server.connections() == 2; }));
    HttpTestClient third(server.port());
    const auto refused = third.read();
    QVERIFY(refused);
    QCOMPARE(refused->status, 503);
    QVERIFY(third.closedByPeer());
    first.reset();
    QVERIFY(waitUntil([&] { return server.connections() == 1; }));
    HttpTestClient fourth(server.port());
    QCOMPARE(fourth.request("GET", "/")->status, 200);
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

QTEST_GUILESS_MAIN(HttpServerTest)
#include "http_server_test.moc"
