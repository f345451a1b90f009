// What clients without a token can make the HTTP server keep, one by one and all together; and that idle strangers shut
// nobody out.
#include <QtTest>

#include <atomic>
#include <memory>
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

namespace {

const std::string kPost = "POST /x HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
const std::string kChunked = kPost + "Transfer-Encoding: chunked\r\n\r\n";
constexpr std::int64_t kMegabyte = 1024 * 1024;

std::int64_t residentBytes() {
  QFile file("/proc/self/statm");
  if (!file.open(QIODevice::ReadOnly)) return 0;
  return file.readAll().split(' ').at(1).toLongLong() * 4096;
}

/// Sends `piece` again and again, until the server says something or has taken `most` bytes.
std::optional<TestReply> pour(HttpTestClient& client, const std::string& piece, std::int64_t most) {
  for (std::int64_t sent = 0; sent < most; sent += static_cast<std::int64_t>(piece.size())) {
    if (!client.send(piece)) break;
    if (auto reply = client.read(0ms)) return reply;
  }
  return client.read();
}

}  // namespace

class HttpBoundsTest : public QObject {
  Q_OBJECT

 private slots:
  void aChunkedBodyThatIsMostlyNoDataIsRefused_data() {
    QTest::addColumn<QByteArray>("start");
    QTest::addColumn<QByteArray>("again");
    QTest::newRow("extension without end") << QByteArray("1;") << QByteArray(64 * 1024, 'x');
    QTest::newRow("quoted extension without end") << QByteArray("1;a=\"") << QByteArray(64 * 1024, 'x');
    QTest::newRow("extension in small pieces") << QByteArray("1;") << QByteArray(100, 'x');
    QTest::newRow("size without end") << QByteArray() << QByteArray(64 * 1024, '0');
    QTest::newRow("trailer field without end") << QByteArray("0\r\nX: ") << QByteArray(64 * 1024, 'x');
    QTest::newRow("trailer fields without end") << QByteArray("0\r\n") << QByteArray("X: y\r\n").repeated(10'000);
    QTest::newRow("extensions in every chunk")
        << QByteArray() << QByteArray("1;" + QByteArray(1'000, 'x') + "\r\n1\r\n").repeated(60);
  }
  void aChunkedBodyThatIsMostlyNoDataIsRefused() {
    QFETCH(QByteArray, start);
    QFETCH(QByteArray, again);
    EchoHandler handler;
    HttpServer server({}, handler, "http");
    const std::int64_t before = residentBytes();
    HttpTestClient client(server.port());
    QVERIFY(client.send(kChunked + start.toStdString()));
    const auto reply = pour(client, again.toStdString(), 100 * kMegabyte);
    QVERIFY(reply);
    QCOMPARE(reply->status, 413);
    QCOMPARE(reply->code(), std::string("too_large"));
    QVERIFY2(residentBytes() - before < 8 * kMegabyte, qPrintable(QString::number(residentBytes() - before)));
    QCOMPARE(handler.requests.load(), 0);
  }

  void manySmallChunksAreABody() {
    EchoHandler handler;
    HttpServer server({}, handler, "http");
    HttpTestClient client(server.port());
    std::string chunks;
    for (int i = 0; i < 60'000; ++i) chunks += "1;a=b\r\nx\r\n";
    QVERIFY(client.send(kChunked + chunks + "0\r\nX: y\r\n\r\n"));
    const auto reply = client.read();
    QVERIFY(reply);
    QCOMPARE(reply->status, 200);
    QCOMPARE(reply->body.size(), std::string("POST /x ").size() + 60'000);
  }

  void aTrailerSaysNothing() {
    EchoHandler handler;
    handler.instead = [](const ports::HttpRequest& r, ports::HttpRespond respond) {
      respond({.status = 200,
               .body = r.authorization + "|" + r.idempotencyKey.value_or("") + "|" + r.contentType,
               .contentType = "text/plain",
               .headers = {}});
    };
    HttpServer server({}, handler, "http");
    HttpTestClient client(server.port());
    QVERIFY(client.send(kChunked + "2\r\n{}\r\n0\r\nAuthorization: Bearer t\r\nIdempotency-Key: k\r\nContent-Type: "
                                   "text/x\r\nHost: evil.test\r\n\r\n"));
    const auto reply = client.read();
    QVERIFY(reply);
    QCOMPARE(reply->body, std::string("||application/json"));
  }

  void theTokenComesBeforeTheBody_data() {
    QTest::addColumn<QByteArray>("fields");
    QTest::newRow("length") << QByteArray("Content-Length: 60000\r\n");
    QTest::newRow("chunks") << QByteArray("Transfer-Encoding: chunked\r\n");
    QTest::newRow("asks first") << QByteArray("Content-Length: 60000\r\nExpect: 100-continue\r\n");
    QTest::newRow("over the limit") << QByteArray("Content-Length: 9223372036854775807\r\n");
    QTest::newRow("wrong token") << QByteArray("Content-Length: 60000\r\nAuthorization: Bearer x\r\n");
  }
  void theTokenComesBeforeTheBody() {
    QFETCH(QByteArray, fields);
    EchoHandler handler;
    handler.screening = askForToken;
    HttpServer server({}, handler, "http");
    HttpTestClient client(server.port());
    QVERIFY(client.send(kPost + fields.toStdString() + "\r\n"));
    const auto reply = client.read();
    QVERIFY(reply);
    QCOMPARE(reply->status, 401);
    QVERIFY(client.closedByPeer());
    QCOMPARE(handler.requests.load(), 0);
  }

  void aHandlerSaysHowLongABodyMayBe() {
    EchoHandler handler;
    handler.screening = [](const ports::HttpRequest& head) {
      return ports::HttpScreening{.bodyLimit = head.path == "/file" ? 100'000u : 10u};
    };
    HttpServer server({.bodyLimit = 1}, handler, "http");
    HttpTestClient client(server.port());
    QCOMPARE(client.request("POST", "/file", std::string(100'000, 'x'))->status, 200);
    QCOMPARE(client.request("POST", "/other", std::string(10, 'x'))->status, 200);
    const auto refused = client.request("POST", "/other", std::string(11, 'x'));
    QCOMPARE(refused->status, 413);
    QVERIFY2(refused->body.contains("larger than 10 bytes"), refused->body.c_str());
  }

  void whatAllConnectionsKeepIsBounded() {
    EchoHandler handler;
    HttpServer server({.keptLimit = 1024 * 1024}, handler, "http");
    std::vector<HttpTestClient> clients;
    const std::int64_t before = residentBytes();
    const std::string most = kPost + "Content-Length: 65536\r\n\r\n" + std::string(65'535, 'x');  // one byte is missing
    for (int i = 0; i < 256; ++i) {
      clients.emplace_back(server.port());
      clients.back().send(most);
    }
    QVERIFY(waitUntil([&] { return server.connections() <= 16; }));
    HttpTestClient honest(server.port());
    QCOMPARE(honest.request("POST", "/x", "{}")->status, 200);
    QVERIFY2(residentBytes() - before < 8 * kMegabyte, qPrintable(QString::number(residentBytes() - before)));
    QVERIFY(clients.back().send("x"));  // the newest one was kept
    QCOMPARE(clients.back().read()->status, 200);
  }

  void repliesThatNobodyReadsAreBounded() {
    EchoHandler handler;
    handler.instead = [](const ports::HttpRequest&, ports::HttpRespond respond) {
      respond({.status = 200, .body = std::string(kMegabyte, 'x'), .contentType = "text/plain", .headers = {}});
    };
    HttpServer server({.keptLimit = 4 * kMegabyte}, handler, "http");
    std::vector<HttpTestClient> clients;
    const std::int64_t before = residentBytes();
    for (int i = 0; i < 256; ++i) {
      clients.emplace_back(server.port());
      QVERIFY(clients.back().send(requestText("GET", "/")));
      QVERIFY(waitUntil([&] { return handler.requests == i + 1; }));
    }
    QVERIFY(waitUntil([&] { return server.connections() <= 6; }));
    QVERIFY2(residentBytes() - before < 24 * kMegabyte, qPrintable(QString::number(residentBytes() - before)));
    const auto reply = clients.back().read();
    QVERIFY(reply);
    QCOMPARE(reply->body.size(), static_cast<std::size_t>(kMegabyte));
  }

  void requestsThatTheHandlerHasCountToo() {
    EchoHandler handler;
    Shelf shelf;
    handler.instead = [&](const ports::HttpRequest&, ports::HttpRespond respond) { shelf.keep(std::move(respond)); };
    HttpServer server({.keptLimit = 200'000}, handler, "http");
    std::vector<HttpTestClient> clients;
    for (int i = 0; i < 3; ++i) {
      clients.emplace_back(server.port());
      QVERIFY(clients.back().send(requestText("POST", "/", std::string(60'000, 'x'))));
    }
    QVERIFY(waitUntil([&] { return shelf.size() == 3; }));
    HttpTestClient fourth(server.port());
    const auto refused = fourth.request("POST", "/", std::string(60'000, 'x'));
    QVERIFY(refused);
    QCOMPARE(refused->status, 503);
    shelf.answer("done");
    for (auto& client : clients) QCOMPARE(client.read()->status, 200);
  }

  void theLongestIdleOneMakesRoom() {
    EchoHandler handler;
    HttpServer server({.connections = 2}, handler, "http");
    HttpTestClient first(server.port()), second(server.port());
    QCOMPARE(first.request("GET", "/")->status, 200);
    QCOMPARE(second.request("GET", "/")->status, 200);
    HttpTestClient third(server.port());
    QCOMPARE(third.request("GET", "/")->status, 200);
    QVERIFY(first.closedByPeer());
    QCOMPARE(second.request("GET", "/")->status, 200);
    QCOMPARE(server.connections(), 2u);
  }

  void strangersShutNoOperatorOut_data() {
    QTest::addColumn<QByteArray>("says");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("half a request") << QByteArray("GET / HTTP/1.1\r\nHost: localhost\r\n");
    QTest::newRow("half a body") << QByteArray::fromStdString(kPost) + "Content-Length: 50\r\n\r\n{";
    QTest::newRow("something refused") << QByteArray("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    QTest::newRow("garbage") << QByteArray("\x16\x03\x01\r\n\r\n");
    QTest::newRow("asks and never reads") << QByteArray("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n");
  }
  void strangersShutNoOperatorOut() {
    QFETCH(QByteArray, says);
    EchoHandler handler;
    handler.screening = [](const ports::HttpRequest& head) {
      return head.path == "/metrics" ? ports::HttpScreening{} : askForToken(head);
    };
    handler.instead = [](const ports::HttpRequest& request, ports::HttpRespond respond) {
      respond({.status = 200,
               .body = std::string(request.path == "/metrics" ? 4 * kMegabyte : 2, 'x'),
               .contentType = "text/plain",
               .headers = {}});
    };
    HttpServer server({.connections = 16}, handler, "http");
    HttpTestClient console(server.port());
    const std::string_view token = "Authorization: Bearer t\r\n";
    QCOMPARE(console.request("GET", "/x", {}, token)->status, 200);
    std::vector<HttpTestClient> strangers;
    for (int i = 0; i < 100; ++i) {
      strangers.emplace_back(server.port());
      strangers.back().send(says.toStdString());
    }
    QVERIFY(waitUntil([&] { return server.connections() == 16; }));
    HttpTestClient shell(server.port());
    const auto reply = shell.request("GET", "/x", {}, token);
    QVERIFY(reply);
    QCOMPARE(reply->status, 200);
    QCOMPARE(console.request("GET", "/x", {}, token)->status, 200);  // the same connection as before
    QVERIFY(server.connections() <= 16);
  }

  void strangersThatNeverStopSendingShutNobodyOut_data() {
    QTest::addColumn<QByteArray>("says");
    QTest::newRow("empty lines") << QByteArray("\r\n").repeated(2'000);
    QTest::newRow("requests") << QByteArray("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").repeated(100);
    QTest::newRow("trickling") << QByteArray("G");
  }
  void strangersThatNeverStopSendingShutNobodyOut() {
    QFETCH(QByteArray, says);
    EchoHandler handler;
    HttpServer server({.connections = 8}, handler, "http");
    std::vector<HttpTestClient> strangers;
    for (int i = 0; i < 8; ++i) strangers.emplace_back(server.port());
    QVERIFY(waitUntil([&] { return server.connections() == 8; }));
    std::atomic<bool> stop = false;
    std::jthread flood([&] {
      while (!stop) {
        for (HttpTestClient& stranger : strangers) {
          stranger.send(says.toStdString());
          stranger.read(0ms);
        }
      }
    });
    int served = 0;
    for (int i = 0; i < 20; ++i) {
      const auto reply = HttpTestClient(server.port()).request("GET", "/x");
      served += reply && reply->status == 200 ? 1 : 0;
    }
    stop = true;
    QCOMPARE(served, 20);
  }

  void whoSendsOnWithoutWaitingMakesRoom() {
    EchoHandler handler;
    Shelf shelf;
    handler.instead = [&](const ports::HttpRequest&, ports::HttpRespond respond) { shelf.keep(std::move(respond)); };
    HttpServer server({.connections = 1}, handler, "http");
    HttpTestClient first(server.port());
    QVERIFY(first.send(requestText("GET", "/") + requestText("GET", "/")));
    QVERIFY(waitUntil([&] { return shelf.size() == 1; }));
    handler.instead = nullptr;
    QCOMPARE(HttpTestClient(server.port()).request("GET", "/")->status, 200);
    QVERIFY(first.closedByPeer());
  }

  void whoIsBeingServedStays() {
    EchoHandler handler;
    Shelf shelf;
    handler.instead = [&](const ports::HttpRequest&, ports::HttpRespond respond) { shelf.keep(std::move(respond)); };
    HttpServer server({.connections = 2}, handler, "http");
    HttpTestClient first(server.port()), second(server.port());
    for (HttpTestClient* client : {&first, &second}) QVERIFY(client->send(requestText("GET", "/")));
    QVERIFY(waitUntil([&] { return shelf.size() == 2; }));
    HttpTestClient third(server.port());
    const auto refused = third.read();
    QVERIFY(refused);
    QCOMPARE(refused->status, 503);
    QVERIFY(third.closedByPeer());
    shelf.answer("served");
    for (HttpTestClient* client : {&first, &second}) QCOMPARE(client->read()->status, 200);
  }
};

ORDERDECK_TEST(HttpBoundsTest)
#include "http_bounds_test.moc"
