// The control client keeps its connection, comes back by itself, never waits longer than told, and turns problems into
// our errors.
#include <QtTest>

#include <QTemporaryDir>

#include <atomic>
#include <future>
#include <memory>

#include <sys/wait.h>
#include <unistd.h>

#include "adapters/http/http_server.h"
#include "api/control_client.h"
#include "core/process_start.h"
#include "core/version.h"
#include "runtime/supervise/process.h"
#include "tests/harness/test_registry.h"
#include "tests/support/tiny_http_server.h"

using namespace orderdeck;
using api::ControlClient;
using support::TinyAnswer;
using support::TinyHttpServer;
using support::TinyRequest;

namespace {

void writeRunFile(const QString& folder, qint64 pid, qint64 pidStart = 0) {
  QFile file(folder + "/run.json");
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.write(
      QString(R"({"pid":%1,"api":"http://127.0.0.1:7","gateway":"http://127.0.0.1:8","pidStart":%2,"token":"secret"})")
          .arg(pid)
          .arg(pidStart)
          .toUtf8());
}

/// Refuses everybody before the body.
class Refusing : public ports::HttpHandler {
 public:
  ports::HttpScreening screen(const ports::HttpRequest&) const override {
    return {.refusal = ports::problem({core::ErrorCode::Unauthorized, "no token", false})};
  }
  void handle(ports::HttpRequest, ports::HttpRespond respond) override { respond({}); }
};

}  // namespace

class ControlClientTest : public QObject {
  Q_OBJECT
 private slots:
  void sendsTokenBodyAndKeyOverOneConnection() {
    TinyRequest seen;
    TinyHttpServer server([&](const TinyRequest& request) {
      seen = request;
      return TinyAnswer{.status = 200, .body = "{\"n\":1}"};
    });
    ControlClient client({server.url(), "secret"});
    for (int i = 0; i < 3; ++i) {
      const auto body = client.send(api::placeOrder("{}", "k1"));
      QVERIFY(body.has_value());
      QCOMPARE(*body, "{\"n\":1}");
    }
    QCOMPARE(seen.method, "POST");
    QCOMPARE(seen.header("Authorization"), "Bearer secret");
    QCOMPARE(seen.header("Idempotency-Key"), "k1");
    QCOMPARE(seen.body, "{}");
    QCOMPARE(server.connections(), 1);
  }

  void saysWhoActsAndWhy() {
    std::vector<TinyRequest> seen;
    TinyHttpServer server([&](const TinyRequest& request) {
      seen.push_back(request);
      return TinyAnswer{.status = 200, .body = "{}"};
    });
    ControlClient client({server.url(), ""}, core::Millis{5'000}, {"orderdeckctl", "Änne", "ticket 7: 100%"});
    QVERIFY(client.send(api::controlNode("payment-1", "pause")).has_value());
    api::ControlCall because = api::shutDown();
    because.reason = "moving";
    QVERIFY(client.send(because).has_value());
    QVERIFY(client.send(api::listFaults()).has_value());
    QVERIFY(client.send(api::audit(0)).has_value());
    QCOMPARE(seen.at(0).header("User-Agent"), "orderdeckctl/" + std::string(core::version()));
    QCOMPARE(seen.at(0).header("X-Operator"), "%C3%84nne");
    QCOMPARE(seen.at(0).header("X-Reason"), "ticket%207%3A%20100%25");
    QCOMPARE(seen.at(1).header("X-Reason"), "moving");
    for (std::size_t reads = 2; reads < 4; ++reads) {
      QCOMPARE(seen.at(reads).header("X-Operator"), "");
      QCOMPARE(seen.at(reads).header("X-Reason"), "");
    }
  }

  void aTokenFileHoldsOneWord() {
    QTemporaryDir folder;
    const QString path = folder.filePath("token");
    const auto read = [&](const char* text) {
      QFile file(path);
      if (!file.open(QIODevice::WriteOnly)) qFatal("the file cannot be written");
      file.write(text);
      file.close();
      return api::readTokenFile(path.toStdString());
    };
    QCOMPARE(read(" abc\r\n").value(), std::string("abc"));
    for (const char* bad : {"", " \n", "a b\n", "a\nb"})
      QCOMPARE(read(bad).error().code, core::ErrorCode::InvalidArgument);
    QCOMPARE(api::readTokenFile("/nowhere/token").error().code, core::ErrorCode::InvalidArgument);
  }

  void turnsProblemsIntoErrors() {
    TinyAnswer answer;
    TinyHttpServer server([&](const TinyRequest&) { return answer; });
    ControlClient client({server.url(), ""});
    answer = {.status = 409, .body = R"({"code":"out_of_stock","detail":"abc is sold out"})"};
    auto failed = client.send(api::getSnapshot());
    QVERIFY(!failed);
    QCOMPARE(failed.error().code, core::ErrorCode::OutOfStock);
    QCOMPARE(failed.error().what, "abc is sold out");
    QVERIFY(!failed.error().retryable);
    answer = {.status = 503, .body = "no JSON at all"};
    failed = client.send(api::getSnapshot());
    QCOMPARE(failed.error().code, core::ErrorCode::Busy);
    QVERIFY(failed.error().retryable);
    answer = {.status = 401, .body = R"({"code":"unauthorized","detail":"wrong token"})"};
    QCOMPARE(client.send(api::getSnapshot()).error().code, core::ErrorCode::Unauthorized);
  }

  void comesBackWhenTheBackendDoes() {
    auto server =
        std::make_unique<TinyHttpServer>([](const TinyRequest&) { return TinyAnswer{.status = 200, .body = "one"}; });
    const int port = server->port();
    ControlClient client({server->url(), ""});
    QCOMPARE(client.send(api::getSnapshot()).value_or(""), "one");
    server.reset();
    const auto gone = client.send(api::getSnapshot());
    QVERIFY(!gone);
    QCOMPARE(gone.error().code, core::ErrorCode::Disconnected);
    QVERIFY(gone.error().retryable);
    server = std::make_unique<TinyHttpServer>(
        [](const TinyRequest&) { return TinyAnswer{.status = 200, .body = "two"}; }, port);
    QCOMPARE(client.send(api::getSnapshot()).value_or(""), "two");
  }

  void takesAClosedConnectionInItsStride() {
    TinyHttpServer server([](const TinyRequest&) { return TinyAnswer{.status = 200, .body = "x", .close = true}; });
    ControlClient client({server.url(), ""});
    QVERIFY(client.send(api::stopLoad()).has_value());
    QVERIFY(client.send(api::stopLoad()).has_value());
    QCOMPARE(server.connections(), 2);
  }

  void neverSendsAnOrderTwice() {
    std::atomic<int> orders = 0;
    TinyHttpServer server([&](const TinyRequest& request) {
      if (request.method == "GET") return TinyAnswer{.status = 200, .body = "x"};
      ++orders;
      return TinyAnswer{.silent = true};
    });
    ControlClient client({server.url(), ""});
    QVERIFY(client.send(api::getSnapshot()).has_value());  // the connection is a kept one now
    QCOMPARE(client.send(api::placeOrder("{}", "")).error().code, core::ErrorCode::Disconnected);
    QCOMPARE(orders.load(), 1);
  }

  void waitsNoLongerThanTold() {
    std::promise<void> release;
    TinyHttpServer server([released = release.get_future().share()](const TinyRequest&) {
      released.wait();
      return TinyAnswer{.status = 200, .body = "late"};
    });
    ControlClient client({server.url(), ""}, core::Millis{150});
    QCOMPARE(client.send(api::getSnapshot()).error().code, core::ErrorCode::Timeout);  // though no answer ever came
    release.set_value();
    QCOMPARE(client.send(api::getSnapshot()).value_or(""), "late");  // on a new connection, not the old answer
    QCOMPARE(server.connections(), 2);
  }

  void refusesWhatIsNoAddress() {
    ControlClient client({"ftp://somewhere", ""});
    QCOMPARE(client.send(api::getSnapshot()).error().code, core::ErrorCode::InvalidArgument);
  }

  void aLargeCallThatIsRefusedByItsHeaderSaysWhy() {
    Refusing handler;
    adapters::http::HttpServer server({}, handler, "http");
    ControlClient client({"http://localhost:" + std::to_string(server.port()), "wrong"});
    for (const std::size_t bytes : {std::size_t{10}, std::size_t{8} * 1024 * 1024}) {
      const auto refused = client.send({"POST", "/api/load", std::string(bytes, ' '), {}});
      QVERIFY(!refused);
      QVERIFY2(refused.error().code == core::ErrorCode::Unauthorized && refused.error().what == "no token",
               refused.error().what.c_str());
    }
    ControlClient other({"http://127.0.0.1:" + std::to_string(server.port()), ""});
    QCOMPARE(other.send({"GET", "/any", {}, {}}).error().code,
             core::ErrorCode::Unauthorized);  // the Host it sends is one that the server takes
  }

  void followsABackendThatWasStartedAnew() {
    std::string token = "first";
    int orders = 0;
    const auto serve = [&](const TinyRequest& request) {
      if (request.header("Authorization") != "Bearer " + token)
        return TinyAnswer{.status = 401, .body = R"({"code":"unauthorized","detail":"the token is asked for"})"};
      orders += request.method == "POST";
      return TinyAnswer{.status = 200, .body = "x"};
    };
    auto server = std::make_unique<TinyHttpServer>(serve);
    core::Result<api::ControlAddress> address = api::ControlAddress{server->url(), token};
    int looks = 0;
    ControlClient client([&] { return ++looks, address; }, core::Millis{5'000});
    for (int i = 0; i < 2; ++i) QVERIFY(client.send(api::getSnapshot()).has_value());
    QCOMPARE(looks, 1);

    // At its old address with a new token: what was refused was not done.
    token = "second";
    address->token = token;
    QVERIFY(client.send(api::placeOrder("{}", "")).has_value());
    QCOMPARE(std::pair(looks, orders), std::pair(2, 1));
    token = "third";  // which nobody is told
    QCOMPARE(client.send(api::getSnapshot()).error().code, core::ErrorCode::Unauthorized);

    // At another address: what may have been done is not done again.
    const auto moved = std::make_unique<TinyHttpServer>(serve);
    server.reset();
    address = api::ControlAddress{moved->url(), token};
    QCOMPARE(client.send(api::placeOrder("{}", "")).error().code, core::ErrorCode::Disconnected);
    QCOMPARE(orders, 1);
    QVERIFY(client.send(api::placeOrder("{}", "")).has_value());
  }

  void aGetGoesOnAtTheNewAddressAndABackendThatIsGoneIsSaidToBe() {
    const auto serve = [](const TinyRequest&) { return TinyAnswer{.status = 200, .body = "x"}; };
    auto first = std::make_unique<TinyHttpServer>(serve), second = std::make_unique<TinyHttpServer>(serve);
    core::Result<api::ControlAddress> address = api::ControlAddress{first->url(), ""};
    ControlClient client([&] { return address; }, core::Millis{5'000});
    QVERIFY(client.send(api::getSnapshot()).has_value());
    first.reset();
    address->url = second->url();
    QVERIFY(client.send(api::getSnapshot()).has_value());
    second.reset();
    address = core::fail(core::ErrorCode::Unavailable, "no backend runs here");
    QCOMPARE(client.send(api::getSnapshot()).error().what, "no backend runs here");
    QCOMPARE(client.send(api::stopLoad()).error().what, "no backend runs here");
  }

  void findsARunningBackendOnly() {
    QTemporaryDir folder;
    const std::string path = folder.path().toStdString();
    QCOMPARE(api::findBackend(path).error().code, core::ErrorCode::Unavailable);
    writeRunFile(folder.path(), ::getpid());
    const auto found = api::findBackend(path);
    QVERIFY(found.has_value());
    QCOMPARE(found->url, "http://127.0.0.1:7");
    QCOMPARE(found->token, "secret");

    const pid_t child = ::fork();
    if (child == 0) ::_exit(0);
    ::waitpid(child, nullptr, 0);
    writeRunFile(folder.path(), child);
    QCOMPARE(api::findBackend(path).error().code, core::ErrorCode::Unavailable);

    // A number that is another process' by now: its backend is gone, and the token stays here.
    for (const auto& [start, alive] : {std::pair{core::processStart(::getpid()), true},
                                       {core::processStart(::getpid()) - 1, false},
                                       {std::int64_t{0}, true}}) {
      writeRunFile(folder.path(), ::getpid(), start);
      QCOMPARE(api::findBackend(path).has_value(), alive);
    }

    QFile broken(folder.path() + "/run.json");
    QVERIFY(broken.open(QIODevice::WriteOnly | QIODevice::Truncate));
    broken.write("{\"pid\":");
    broken.close();
    QCOMPARE(api::findBackend(path).error().code, core::ErrorCode::Unavailable);
  }
};

ORDERDECK_TEST(ControlClientTest)
#include "control_client_test.moc"
