// RFC 9110 and RFC 9112 as a list: what the server answers to what clients may send, beside what other tests have
// (http_server_test: framing; http_access_test: Host, Origin, types; http_limits_test, http_bounds_test: sizes, times).
#include <QtTest>

#include <regex>

#include "adapters/http/http_server.h"
#include "tests/contract/http_handlers.h"
#include "tests/harness/test_registry.h"
#include "tests/support/gateway_world.h"
#include "tests/support/http_test_client.h"

using namespace orderdeck;
using namespace orderdeck::support;
using namespace orderdeck::tests;
using namespace std::chrono_literals;
using adapters::http::HttpServer;

namespace {

struct ServedGateway : GatewayWorld {
  ServedGateway() : server({}, start(), "gateway") {}
  HttpServer server;
};

/// The only answer to `bytes`.
TestReply answerTo(int port, std::string_view bytes, bool head = false) {
  HttpTestClient client(port);
  if (!client.send(bytes)) return {};
  return client.read(10s, head).value_or(TestReply{});
}

std::string idsOf(int count, const std::string& comma, std::size_t length) {
  std::string ids;
  for (int i = 0; i < count; ++i) {
    std::string id = std::to_string(i);
    ids += (i > 0 ? comma : "") + std::string(length - id.size(), 'i') + id;
  }
  return ids;
}

}  // namespace

class HttpSemanticsTest : public QObject {
  Q_OBJECT

 private slots:
  void everyReplyHasItsFields_data() {
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<int>("status");
    const auto row = [](const char* name, const char* request, int status) {
      QTest::newRow(name) << QByteArray(request) << status;
    };
    row("found", "GET /inventory/abc HTTP/1.1\r\nHost: localhost\r\n\r\n", 200);
    row("not found", "GET /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n", 404);
    row("not allowed", "DELETE /orders HTTP/1.1\r\nHost: localhost\r\n\r\n", 405);
    row("refused by the server", "GET /inventory HTTP/1.1\r\n\r\n", 400);
    row("HTTP/1.0", "GET /inventory HTTP/1.0\r\n\r\n", 200);
  }
  void everyReplyHasItsFields() {
    QFETCH(QByteArray, request);
    QFETCH(int, status);
    ServedGateway world;
    auto reply = answerTo(world.server.port(), request.toStdString());
    QCOMPARE(reply.status, status);
    static const std::regex kDate(
        "(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \\d\\d [A-Z][a-z][a-z] \\d{4} \\d\\d:\\d\\d:\\d\\d GMT");
    QVERIFY2(std::regex_match(reply.headers["date"], kDate), reply.headers["date"].c_str());
    QCOMPARE(reply.headers["content-length"], std::to_string(reply.body.size()));
    QCOMPARE(reply.headers["content-type"],
             std::string(status == 200 ? "application/json" : "application/problem+json"));
  }

  void headHasTheFieldsOfGet() {
    ServedGateway world;
    for (const std::string target :
         {"/inventory", "/inventory/abc", "/inventory/none", "/orders/none", "/orders?ids=a", "/healthz", "/readyz",
          "/metrics", "/openapi.json", "/docs/contract/problems.md", "/nothing"}) {
      const auto ask = [&](const std::string& method) {
        return answerTo(world.server.port(), method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n",
                        method == "HEAD");
      };
      auto get = ask("GET"), head = ask("HEAD");
      QCOMPARE(head.status, get.status);
      QVERIFY(head.body.empty());
      for (const char* field : {"content-type", "content-length", "allow", "retry-after"})
        QCOMPARE(head.headers[field], get.headers[field]);
    }
  }

  void optionsIsAnsweredWithAllow() {
    ServedGateway world;
    HttpTestClient client(world.server.port());
    for (const auto& [target, allow] : {std::pair("/orders", "GET, HEAD, POST, OPTIONS"),
                                        {"/orders/o1/cancel", "POST, OPTIONS"},
                                        {"/inventory", "GET, HEAD, OPTIONS"},
                                        {"*", "GET, HEAD, POST, OPTIONS"}}) {
      auto reply = client.request("OPTIONS", target);
      QVERIFY(reply);
      QCOMPARE(reply->status, 204);
      QCOMPARE(reply->headers["allow"], std::string(allow));
      QVERIFY(!reply->headers.contains("content-length"));
      for (const auto& [name, value] : reply->headers) QVERIFY2(!name.starts_with("access-control"), name.c_str());
    }
    QCOMPARE(client.request("OPTIONS", "/nothing")->status, 404);
    QCOMPARE(client.request("GET", "/healthz")->status, 200);  // the connection goes on
  }

  void aMethodIsAWordOfItsCase() {
    ServedGateway world;
    HttpTestClient client(world.server.port());
    for (const char* method : {"get", "Get", "BREW", "TRACE", "PROPFIND"}) {
      auto reply = client.request(method, "/orders");
      QVERIFY(reply);
      QCOMPARE(reply->status, 405);
      QCOMPARE(reply->headers["allow"], std::string("GET, HEAD, POST, OPTIONS"));
    }
  }

  void aPathIsOneResource() {
    ServedGateway world;
    HttpTestClient client(world.server.port());
    QCOMPARE(client.request("GET", "/inventory/%61bc")->status, 200);  // percent-encoded: the same
    QCOMPARE(client.request("GET", "/%69nventory/abc")->status, 200);
    for (const char* other : {"/inventory/", "/inventory/abc/", "//inventory", "/Inventory", "/inventory/../inventory",
                              "/./inventory", "/inventory/abc%2F", "/inventory%2Fabc%2Frestock%2F"})
      QVERIFY2(client.request("GET", other)->status == 404 || client.request("GET", other)->status == 400, other);
    for (const char* broken : {"/inventory/%", "/inventory/%zz", "/inventory/%00", "/inventory/a%0Ab"})
      QCOMPARE(
          answerTo(world.server.port(), std::string("GET ") + broken + " HTTP/1.1\r\nHost: localhost\r\n\r\n").status,
          400);
  }

  void aParameterStandsOnceAndAnUnknownOneIsPassedOver() {
    ServedGateway world;
    const auto ask = [&](const std::string& query) {
      return answerTo(world.server.port(), "GET /orders?" + query + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    };
    QCOMPARE(ask("ids=a&more=1").status, 200);
    QCOMPARE(ask("ids=a&ids=b").code(), std::string("invalid_argument"));
    QVERIFY(ask("ids=a&ids=b").body.contains("'ids' twice"));
    QCOMPARE(ask("more=1").status, 400);
    QCOMPARE(ask("ids=").status, 400);
  }

  void aThousandOrdersAreShownAtOnce_data() {
    QTest::addColumn<QByteArray>("comma");
    QTest::addColumn<int>("length");
    for (const char* comma : {",", "%2C"}) {
      for (const int length : {26, 64}) QTest::addRow("%s %d", comma, length) << QByteArray(comma) << length;
    }
  }
  void aThousandOrdersAreShownAtOnce() {
    QFETCH(QByteArray, comma);
    QFETCH(int, length);
    ServedGateway world;
    const auto ask = [&](int count) {
      return answerTo(world.server.port(),
                      "GET /orders?ids=" + idsOf(count, comma.toStdString(), static_cast<std::size_t>(length)) +
                          " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    };
    for (const int count : {605, 1'000}) {
      const auto reply = ask(count);
      QCOMPARE(reply.status, 200);
      QCOMPARE(nlohmann::json::parse(reply.body)["missing"].size(), static_cast<std::size_t>(count));
    }
    QCOMPARE(ask(1'001).code(), std::string("invalid_argument"));
  }

  void whatIsTooLongSaysWhat() {
    EchoHandler handler;
    HttpServer server({}, handler, "http");
    const auto ask = [&](const std::string& bytes) { return answerTo(server.port(), bytes); };
    const auto target = ask("GET /" + std::string(72 * 1024, 'x') + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    QCOMPARE(target.status, 414);
    QCOMPARE(target.code(), std::string("target_too_long"));
    const auto field = ask("GET / HTTP/1.1\r\nHost: localhost\r\nX: " + std::string(16 * 1024, 'x') + "\r\n\r\n");
    QCOMPARE(field.status, 431);
    QCOMPARE(field.code(), std::string("header_too_large"));
    std::string many = "GET / HTTP/1.1\r\nHost: localhost\r\n";
    for (int i = 0; i < 2'000; ++i) many += "X: 12345\r\n";
    QCOMPARE(ask(many + "\r\n").status, 431);
    QCOMPARE(ask("GET /" + std::string(72 * 1024 - 17, 'x') +
                 " HTTP/1.1\r\nHost: localhost\r\nX: " + std::string(16 * 1024 - 100, 'x') + "\r\n\r\n")
                 .status,
             200);
    QCOMPARE(handler.requests.load(), 1);
  }

  void hostIsThereOnce() {
    EchoHandler handler;
    HttpServer server({}, handler, "http");
    for (const char* head : {"GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n",
                             "GET / HTTP/1.1\r\nHost:\r\n\r\n", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n"})
      QCOMPARE(answerTo(server.port(), head).status, 400);
    QVERIFY(answerTo(server.port(), "GET / HTTP/1.1\r\nHost: localhost\r\nhOST: localhost\r\n\r\n")
                .body.contains("the field hOST stands twice"));
    QCOMPARE(handler.requests.load(), 0);
  }

  void anUnknownExpectationIsNotMet() {
    EchoHandler handler;
    HttpServer server({}, handler, "http");
    for (const char* expect : {"200-ok", "100-continue, 200-ok", "continue", ""}) {
      const auto reply =
          answerTo(server.port(), std::string("GET / HTTP/1.1\r\nHost: localhost\r\nExpect: ") + expect + "\r\n\r\n");
      QCOMPARE(reply.status, 417);
      QCOMPARE(reply.code(), std::string("expectation_failed"));
    }
    QCOMPARE(answerTo(server.port(), "GET / HTTP/1.1\r\nHost: localhost\r\nExpect: 100-Continue\r\n\r\n").status, 200);
  }

  void anotherVersionIs505_data() {
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<int>("status");
    for (const char* line : {"GET / HTTP/2.0", "GET / HTTP/9.9", "PRI * HTTP/2.0"})
      QTest::newRow(line) << QByteArray(line) << 505;
    for (const char* line :
         {"GET /", "GET / HTTP", "GET / HTTP/1", "GET / HTTP/x.y", "GET / SPDY/1.1", "GET / http/1.1"})
      QTest::newRow(line) << QByteArray(line) << 400;
  }
  void anotherVersionIs505() {
    QFETCH(QByteArray, line);
    QFETCH(int, status);
    EchoHandler handler;
    HttpServer server({}, handler, "http");
    const auto reply = answerTo(server.port(), line.toStdString() + "\r\nHost: localhost\r\n\r\n");
    QCOMPARE(reply.status, status);
    QCOMPARE(reply.code(), std::string(status == 505 ? "version_not_supported" : "invalid_argument"));
    QCOMPARE(handler.requests.load(), 0);
  }

  void anotherCodingBeforeTheChunksIs501() {
    EchoHandler handler;
    HttpServer server({}, handler, "http");
    const auto ask = [&](const std::string& coding) {
      return answerTo(server.port(),
                      "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                      "Transfer-Encoding: " +
                          coding + "\r\n\r\n2\r\n{}\r\n0\r\n\r\n")
          .status;
    };
    QCOMPARE(ask("gzip, chunked"), 501);
    QCOMPARE(ask("chunked, gzip"), 400);
    QCOMPARE(ask("gzip"), 400);
    QCOMPARE(ask("Chunked"), 200);
    QCOMPARE(handler.requests.load(), 1);
  }

  void aBodyThatIsAskedForSaysItsLength() {
    ServedGateway world;
    for (const char* target : {"/orders", "/inventory/abc/restock"}) {
      const std::string head = std::string("POST ") + target + " HTTP/1.1\r\nHost: localhost\r\n";
      const auto none = answerTo(world.server.port(), head + "\r\n");
      QCOMPARE(none.status, 411);
      QCOMPARE(none.code(), std::string("length_required"));
      QCOMPARE(answerTo(world.server.port(), head + "Content-Length: 0\r\n\r\n").code(), std::string("invalid_json"));
    }
    QCOMPARE(answerTo(world.server.port(), "POST /orders/none/cancel HTTP/1.1\r\nHost: localhost\r\n\r\n").status, 404);
  }

  void aBodyIsUtf8AndAsItIs_data() {
    QTest::addColumn<QByteArray>("fields");
    QTest::addColumn<QByteArray>("told");  // the field that says what is taken; empty: it is taken
    const auto row = [](const char* fields, const char* told) {
      QTest::newRow(fields) << QByteArray(fields) << QByteArray(told);
    };
    row("Content-Type: application/json", "");
    row("Content-Type: application/json; charset=UTF-8", "");
    row("Content-Type: application/json;charset=\"utf-8\"", "");
    row("Content-Type: application/json; charset=us-ascii", "");
    row("Content-Type: application/json; x=y", "");
    row("Content-Type: application/json; charset=iso-8859-1", "accept-post");
    row("Content-Type: application/json; charset=utf-16", "accept-post");
    row("Content-Type: application/json; charset=", "accept-post");
    row("Content-Type: text/plain", "accept-post");
    row("X: y", "accept-post");
    row("Content-Type: application/json\r\nContent-Encoding: gzip", "accept-encoding");
    row("Content-Type: application/json\r\nContent-Encoding: identity", "");
  }
  void aBodyIsUtf8AndAsItIs() {
    QFETCH(QByteArray, fields);
    QFETCH(QByteArray, told);
    ServedGateway world;
    auto reply = answerTo(world.server.port(), "POST /orders HTTP/1.1\r\nHost: localhost\r\n" + fields.toStdString() +
                                                   "\r\nContent-Length: " + std::to_string(kGoodOrder.size()) +
                                                   "\r\n\r\n" + kGoodOrder);
    QCOMPARE(reply.status, told.isEmpty() ? 202 : 415);
    if (!told.isEmpty()) {
      QCOMPARE(reply.headers[told.toStdString()], std::string(told == "accept-post" ? "application/json" : "identity"));
    }
    QCOMPARE(world.store.orderCount(), told.isEmpty() ? 1u : 0u);
  }

  void aPatchIsToldWhatItMayBe() {
    EchoHandler handler;
    HttpServer server({}, handler, "http");
    auto reply = HttpTestClient(server.port()).request("PATCH", "/", "x", "Content-Type: text/plain\r\n");
    QVERIFY(reply);
    QCOMPARE(reply->headers["accept-patch"], std::string("application/json"));
  }

  /// RFC 9110, 12.5.1: a server may pass over what it cannot meet. There is one form of each answer.
  void acceptIsPassedOver() {
    ServedGateway world;
    HttpTestClient client(world.server.port());
    for (const char* accept : {"*/*", "text/html", "application/xml;q=1, */*;q=0", "nonsense", ""}) {
      for (const char* field : {"Accept", "Accept-Charset", "Accept-Encoding", "Accept-Language"}) {
        auto reply = client.request("GET", "/inventory", {}, fmt::format("{}: {}\r\n", field, accept));
        QVERIFY(reply);
        QCOMPARE(reply->status, 200);
        QCOMPARE(reply->headers["content-type"], std::string("application/json"));
        QVERIFY(!reply->headers.contains("content-encoding"));
      }
    }
  }

  /// No answer names a validator, so a condition cannot hold or fail, and a range is not known (RFC 9110, 13.1
  /// and 14.2).
  void conditionsAndRangesArePassedOver() {
    ServedGateway world;
    HttpTestClient client(world.server.port());
    for (const char* field : {"If-None-Match: \"x\"", "If-Modified-Since: Sat, 21 Nov 2026 22:41:07 GMT",
                              "Range: bytes=0-1", "If-Range: \"x\""}) {
      auto reply = client.request("GET", "/inventory", {}, std::string(field) + "\r\n");
      QVERIFY(reply);
      QCOMPARE(reply->status, 200);
      QVERIFY(!reply->headers.contains("etag") && !reply->headers.contains("last-modified"));
      QCOMPARE(reply->headers["content-length"], std::to_string(reply->body.size()));
    }
  }

  void closeIsSaidAndDone() {
    ServedGateway world;
    for (const char* version : {"1.0", "1.1"}) {
      HttpTestClient client(world.server.port());
      QVERIFY(
          client.send(fmt::format("GET /healthz HTTP/{}\r\nHost: localhost\r\nConnection: close\r\n\r\n", version)));
      auto reply = client.read();
      QVERIFY(reply);
      QCOMPARE(reply->headers["connection"], std::string("close"));
      QVERIFY(client.closedByPeer());
    }
  }

  void aKeyStandsOnceAndIsOne() {
    ServedGateway world;
    HttpTestClient client(world.server.port());
    const auto place = [&](const std::string& fields) {
      return HttpTestClient(world.server.port()).request("POST", "/orders", kGoodOrder, fields);
    };
    const auto first = place("Idempotency-Key: k1\r\n");
    QCOMPARE(first->status, 202);
    QCOMPARE(place("Idempotency-Key: \"k1\"\r\n")->body, first->body);
    QCOMPARE(place("idempotency-key:k1\r\n")->body, first->body);
    for (const char* bad : {"Idempotency-Key:\r\n", "Idempotency-Key: \"\"\r\n", "Idempotency-Key: k1, k2\r\n",
                            "Idempotency-Key: k1\r\nIdempotency-Key: k1\r\n"}) {
      const auto reply = place(bad);
      QCOMPARE(reply->status, 400);
      QVERIFY2(reply->body.contains("Idempotency-Key"), reply->body.c_str());
    }
    QCOMPARE(world.store.orderCount(), 1u);
    QCOMPARE(client.request("GET", "/inventory", {}, "Idempotency-Key: \r\n")->status, 200);  // no change: no matter
  }

  void aLateAnswerSaysWhatIsKnown_data() {
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("fields");
    QTest::addColumn<QByteArray>("detail");
    QTest::newRow("read") << QByteArray("GET") << QByteArray() << QByteArray("no answer in time: try again");
    QTest::newRow("change with a key") << QByteArray("POST") << QByteArray("Idempotency-Key: k\r\n")
                                       << QByteArray("is not known: retry with the same Idempotency-Key");
    QTest::newRow("change without") << QByteArray("POST") << QByteArray()
                                    << QByteArray("is not known, and it came without an Idempotency-Key: look before");
  }
  void aLateAnswerSaysWhatIsKnown() {
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, fields);
    QFETCH(QByteArray, detail);
    EchoHandler handler;
    Shelf shelf;
    handler.instead = [&](const ports::HttpRequest&, ports::HttpRespond respond) { shelf.keep(std::move(respond)); };
    HttpServer server({.requestTimeout = 50ms}, handler, "http");
    HttpTestClient client(server.port());
    auto reply = client.request(method.toStdString(), "/", {}, fields.toStdString());
    QVERIFY(reply);
    QCOMPARE(reply->status, 503);
    QCOMPARE(reply->headers["retry-after"], std::string("1"));
    QVERIFY2(reply->body.contains(detail.toStdString()), reply->body.c_str());
    shelf.answer("late");
  }
};

ORDERDECK_TEST(HttpSemanticsTest)
#include "http_semantics_test.moc"
