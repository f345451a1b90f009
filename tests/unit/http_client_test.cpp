// The HTTP client: one kept connection, a deadline, and nothing but reads is ever written twice.
#include <QtTest>

#include <atomic>
#include <thread>

#include "adapters/http/http_server.h"
#include "api/http_client.h"
#include "tests/harness/test_registry.h"
#include "tests/support/tiny_http_server.h"

using namespace orderdeck;
using namespace std::chrono_literals;
using api::HttpClient;

namespace {

class Greeting : public ports::HttpHandler {
 public:
  ports::HttpScreening screen(const ports::HttpRequest&) const override { return {}; }
  void handle(ports::HttpRequest, ports::HttpRespond respond) override {
    respond({.body = "hello", .headers = {{"Retry-After", "3"}}});
  }
};

}  // namespace

class HttpClientTest : public QObject {
  Q_OBJECT

 private slots:
  void keepsItsConnection() {
    support::TinyHttpServer server([](const support::TinyRequest& request) {
      return support::TinyAnswer{.body = request.method + " " + request.target};
    });
    HttpClient client(server.url(), 2s);
    for (int i = 0; i < 3; ++i) QCOMPARE(client.get("/metrics").value().body, std::string("GET /metrics"));
    const auto sent = client.send("POST", "/faults", "[]", {{"Authorization", "Bearer x"}});
    QCOMPARE(sent.value().status, 200);
    QCOMPARE(client.get("/metrics?a=/../b%20c").value().body, std::string("GET /metrics?a=/../b%20c"));
    QCOMPARE(server.connections(), 1);
  }

  void passesHeadersAndBody() {
    support::TinyRequest seen;
    support::TinyHttpServer server([&seen](const support::TinyRequest& request) {
      seen = request;
      return support::TinyAnswer{.status = 409, .body = "no"};
    });
    HttpClient client(server.url(), 2s);
    const auto answer = client.send("POST", "/orders", "{\"a\":1}", {{"Idempotency-Key", "k1"}});
    QCOMPARE(answer.value().status, 409);  // any answer is a value
    QCOMPARE(answer.value().body, std::string("no"));
    QCOMPARE(seen.body, std::string("{\"a\":1}"));
    QCOMPARE(seen.header("Idempotency-Key"), std::string("k1"));
    QCOMPARE(seen.header("Content-Type"), std::string("application/json"));
    QCOMPARE(seen.header("Host"), server.url().substr(7));
    QCOMPARE(client.send("DELETE", "/orders/1", "").value().status, 409);
    QCOMPARE(seen.method, std::string("DELETE"));
    QCOMPARE(seen.header("Content-Length"), std::string("0"));
  }

  void aReadIsRepeatedOnAFreshConnectionButAWriteIsNot() {
    std::atomic<int> calls = 0;
    support::TinyHttpServer server(
        [&calls](const support::TinyRequest&) { return support::TinyAnswer{.body = "x", .silent = ++calls == 2}; });
    HttpClient client(server.url(), 2s);
    QVERIFY(client.get("/").has_value());
    QVERIFY(client.get("/").has_value());  // the server dropped the kept connection
    QCOMPARE(calls.load(), 3);
    for (const char* body : {"", "{}"}) {  // on a kept connection
      calls = 0;
      QVERIFY(client.get("/").has_value());
      const auto lost = client.send("POST", "/", body);
      QCOMPARE(lost.error().code, core::ErrorCode::Disconnected);
      QCOMPARE(calls.load(), 2);
    }
  }

  void nobodyThereAndNoAnswerAreErrors() {
    int port = 0;
    {
      support::TinyHttpServer server([](const support::TinyRequest&) { return support::TinyAnswer{}; });
      port = server.port();
    }
    QCOMPARE(HttpClient("http://127.0.0.1:" + std::to_string(port), 500ms).get("/").error().code,
             core::ErrorCode::Disconnected);
    for (const char* wrong : {"nonsense", "", "ftp://127.0.0.1:1", "http://", "http://a b", "http://::1"})
      QCOMPARE(HttpClient(wrong, 500ms).get("/").error().code, core::ErrorCode::InvalidArgument);
    support::TinyHttpServer slowServer([](const support::TinyRequest&) {
      std::this_thread::sleep_for(400ms);
      return support::TinyAnswer{};
    });
    QCOMPARE(HttpClient(slowServer.url(), 100ms).get("/").error().code, core::ErrorCode::Timeout);
  }

  void speaksIPv6AndFindsNames() {
    Greeting handler;
    adapters::http::HttpServer six({.host = "::1"}, handler, "http");
    adapters::http::HttpServer four({.host = "127.0.0.1"}, handler, "http");
    for (const std::string& url :
         {"http://[::1]:" + std::to_string(six.port()), "http://localhost:" + std::to_string(four.port())}) {
      const auto answer = HttpClient(url, 2s).get("/");
      QVERIFY2(answer.has_value(), answer ? "" : answer.error().what.c_str());
      QCOMPARE(answer->body, std::string("hello"));
      const auto isRetry = [](const auto& header) { return header.first == "Retry-After" && header.second == "3"; };
      QVERIFY(std::ranges::any_of(answer->headers, isRetry));
    }
  }

  void noProxyOfTheEnvironmentIsAsked() {
    qputenv("http_proxy", "http://127.0.0.1:1");
    support::TinyHttpServer server([](const support::TinyRequest&) { return support::TinyAnswer{.body = "x"}; });
    const auto answer = HttpClient(server.url(), 2s).get("/");
    qunsetenv("http_proxy");
    QVERIFY2(answer.has_value(), answer ? "" : answer.error().what.c_str());
  }
};

ORDERDECK_TEST(HttpClientTest)
#include "http_client_test.moc"
