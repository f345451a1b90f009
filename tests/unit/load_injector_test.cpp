// The injector against a small server: it counts what came of every order, journals what was accepted, never hides that
// it is behind, notices a repeat that became another order, and stops when told.
#include <QtTest>

#include <atomic>
#include <fstream>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include <fmt/format.h>

#include "ops/audit/invariants/rules.h"
#include "runtime/load/journal.h"
#include "runtime/load/load_injector.h"
#include "tests/harness/test_registry.h"
#include "tests/support/tiny_http_server.h"

using namespace orderdeck;
using api::LoadSpec;
using api::LoadView;
using runtime::LoadInjector;
using support::TinyAnswer;
using support::TinyHttpServer;
using support::TinyRequest;

namespace {

const domain::Catalogue kCatalogue = {{"abc", {"abc", "A", 100, 1'000'000}}, {"xyz", {"xyz", "X", 100, 500'000}}};

LoadView waitForEnd(const LoadInjector& injector, int millis = 20'000) {
  (void)QTest::qWaitFor([&] { return injector.view()->state != "running"; }, millis);
  return *injector.view();
}

std::set<std::string> journaled(const QTemporaryDir& dir) {
  std::set<std::string> ids;
  (void)runtime::readJournals(dir.path().toStdString(), [&](std::span<const std::string> batch) -> core::Result<void> {
    ids.insert(batch.begin(), batch.end());
    return {};
  });
  return ids;
}

// Answers as the gateway does: a new id an order, the same id for the same key.
struct Shop {
  std::mutex mutex;
  std::map<std::string, std::pair<std::string, std::string>> byKey;  // id, body
  std::set<std::string> ids;
  bool forgetful = false;  // gives a repeat another order

  TinyAnswer operator()(const TinyRequest& request) {
    const std::lock_guard lock(mutex);
    const std::string key = request.header("Idempotency-Key");
    std::string id = fmt::format("order-{}", ids.size());
    if (!key.empty() && !forgetful) {
      const auto& [first, body] = byKey.try_emplace(key, id, request.body).first->second;
      if (body != request.body) return {.status = 422, .body = R"({"code":"idempotency_mismatch"})"};
      id = first;
    }
    ids.insert(id);
    return {.status = 202, .body = fmt::format(R"({{"orderId":"{}","status":"created"}})", id)};
  }
};

}  // namespace

class LoadInjectorTest : public QObject {
  Q_OBJECT
 private slots:
  void sendsWhatWasPlannedAndJournalsIt() {
    Shop shop;
    TinyHttpServer server(std::ref(shop));
    QTemporaryDir dir;
    LoadInjector injector([&] { return server.url(); }, kCatalogue, dir.path().toStdString());
    QVERIFY(!injector.view());
    LoadSpec spec;
    spec.rate = 500;
    spec.seconds = 1;
    spec.connections = 8;
    QVERIFY(injector.start(spec).has_value());
    QCOMPARE(injector.start(spec).error().code, core::ErrorCode::Conflict);
    const LoadView view = waitForEnd(injector);
    QCOMPARE(view.state.text(), "done");
    QCOMPARE(view.planned, 500);
    QCOMPARE(view.sent, 500);
    QCOMPARE(view.accepted, 500);
    QCOMPARE(view.failed + view.refused, 0);
    QCOMPARE(view.answers.at("202"), 500);
    QVERIFY(view.p50Millis && view.p99Millis && view.p999Millis && *view.p50Millis <= *view.p999Millis);
    QCOMPARE(journaled(dir), shop.ids);
    QCOMPARE(injector.stop().error().code, core::ErrorCode::NotFound);
  }

  void theClosedModelKeepsItsConnectionsBusy() {
    Shop shop;
    TinyHttpServer server(std::ref(shop));
    QTemporaryDir dir;
    LoadInjector injector([&] { return server.url(); }, kCatalogue, dir.path().toStdString());
    LoadSpec spec;
    spec.closed = true;
    spec.count = 2000;
    spec.connections = 4;
    QVERIFY(injector.start(spec).has_value());
    const LoadView view = waitForEnd(injector);
    QCOMPARE(view.accepted, 2000);
    QCOMPARE(view.shape.text(), "closed");
    QCOMPARE(server.connections(), 4);
  }

  void aRepeatThatBecomesAnotherOrderIsAFailure() {
    Shop shop;
    TinyHttpServer server(std::ref(shop));
    QTemporaryDir dir;
    LoadInjector injector([&] { return server.url(); }, kCatalogue, dir.path().toStdString());
    LoadSpec spec;
    spec.closed = true;
    spec.count = 1000;
    spec.duplicates = 0.3;
    QVERIFY(injector.start(spec).has_value());
    LoadView view = waitForEnd(injector);
    QCOMPARE(view.failed, 0);
    QCOMPARE(view.answers.at("422 idempotency_mismatch"), view.refused);  // another body under a known key
    QVERIFY(view.refused > 5);
    QCOMPARE(view.accepted + view.refused, 1000);
    QVERIFY(view.answers.at("202 repeated") > 150);
    ops::KeyJournal journal;
    (void)runtime::readKeyedAnswers(dir.path().toStdString(),
                                    [&](const ops::KeyedAnswer& answer) { journal.add(answer); });
    QCOMPARE(journal.answers(), 1000);
    QCOMPARE(ops::judgeKeys({.journal = &journal}).verdict, ops::Verdict::Ok);
    QCOMPARE(view.answers.at("202"), static_cast<std::int64_t>(shop.ids.size()));

    shop.forgetful = true;
    QVERIFY(injector.start(spec).has_value());
    view = waitForEnd(injector);
    QVERIFY(view.failed > 150);
    QCOMPARE(
        view.answers.at("a repeat got another order") + view.answers.at("another body was taken under a known key"),
        view.failed);
    ops::KeyJournal broken;
    (void)runtime::readKeyedAnswers(dir.path().toStdString(),
                                    [&](const ops::KeyedAnswer& answer) { broken.add(answer); });
    QCOMPARE(broken.differing().count + broken.taken().count, view.failed);
  }

  void aPausedBackendShowsAsLatenessNotAsALowerRate() {
    Shop shop;
    std::atomic<bool> paused = false;
    TinyHttpServer server([&](const TinyRequest& request) {
      while (paused) std::this_thread::sleep_for(std::chrono::milliseconds(5));
      return shop(request);
    });
    QTemporaryDir dir;
    LoadInjector injector([&] { return server.url(); }, kCatalogue, dir.path().toStdString());
    LoadSpec spec;
    spec.rate = 200;
    spec.seconds = 3;
    spec.connections = 4;
    QVERIFY(injector.start(spec).has_value());
    QTRY_VERIFY(injector.view()->accepted > 50);
    paused = true;
    QTRY_VERIFY_WITH_TIMEOUT(injector.view()->answers.contains("behind") && injector.view()->answers.at("behind") > 100,
                             5000);
    const LoadView stuck = *injector.view();
    QVERIFY(stuck.sent - stuck.accepted <= 4);  // outstanding requests are bounded
    paused = false;
    const LoadView view = waitForEnd(injector);
    QCOMPARE(view.accepted, 600);
    QVERIFY(!view.answers.contains("behind"));
    QVERIFY(*view.p99Millis > 400);  // counted from the intended time
    QVERIFY(*view.p50Millis < *view.p99Millis);
  }

  void refusalsAndLostConnectionsAreToldApart() {
    std::atomic<int> n = 0;
    TinyHttpServer server([&](const TinyRequest&) -> TinyAnswer {
      switch (n++ % 4) {
        case 0: return {.status = 202, .body = R"({"orderId":"a","status":"created"})"};
        case 1: return {.status = 409, .body = R"({"title":"x","code":"out_of_stock"})", .close = true};
        case 2: return {.status = 503, .body = R"({"code":"busy"})"};
        default: return {.silent = true};
      }
    });
    QTemporaryDir dir;
    LoadInjector injector([&] { return server.url(); }, kCatalogue, dir.path().toStdString());
    LoadSpec spec;
    spec.closed = true;
    spec.count = 400;
    spec.connections = 2;
    QVERIFY(injector.start(spec).has_value());
    const LoadView view = waitForEnd(injector);
    QCOMPARE(view.sent, 400);
    QCOMPARE(view.accepted, 100);
    QCOMPARE(view.refused, 200);
    QCOMPARE(view.failed, 100);
    QCOMPARE(view.answers.at("409 out_of_stock"), 100);
    QCOMPARE(view.answers.at("503 busy"), 100);
    QCOMPARE(view.answers.at("reset"), 100);
  }

  void waitsForABackendThatIsAway() {
    Shop shop;
    auto server = std::make_unique<TinyHttpServer>(std::ref(shop));
    const int port = server->port();
    const std::string url = server->url();
    server.reset();
    QTemporaryDir dir;
    LoadInjector injector([&] { return url; }, kCatalogue, dir.path().toStdString());
    LoadSpec spec;
    spec.rate = 100;
    spec.count = 50;
    QVERIFY(injector.start(spec).has_value());
    QTRY_VERIFY(injector.view()->answers.contains("connect"));
    server = std::make_unique<TinyHttpServer>(std::ref(shop), port);
    const LoadView view = waitForEnd(injector);
    QCOMPARE(view.state.text(), "done");
    QCOMPARE(view.accepted, 50);
    QCOMPARE(view.failed, 0);
  }

  void stopsAndChangesItsRateWhenTold() {
    Shop shop;
    TinyHttpServer server(std::ref(shop));
    QTemporaryDir dir;
    LoadInjector injector([&] { return server.url(); }, kCatalogue, dir.path().toStdString());
    LoadSpec spec;
    spec.rate = 10;
    QVERIFY(injector.start(spec).has_value());
    QVERIFY(!injector.setRate(0));
    QVERIFY(injector.setRate(2000).has_value());
    QTRY_VERIFY(injector.view()->targetRate == 2000);
    QTRY_VERIFY(injector.view()->sent > 500);
    QVERIFY(injector.stop().has_value());
    const LoadView view = waitForEnd(injector);
    QCOMPARE(view.state.text(), "stopped");
    QCOMPARE(view.accepted, view.sent);
    QCOMPARE(journaled(dir).size(), static_cast<std::size_t>(view.accepted));
    QVERIFY(!injector.setRate(10));
  }

  void sendsAFileOnceAndNothingOfABadOne() {
    std::mutex mutex;
    std::vector<std::string> seen;
    TinyHttpServer server([&](const TinyRequest& request) -> TinyAnswer {
      const std::lock_guard lock(mutex);
      seen.push_back(request.body);
      return {.status = 202, .body = fmt::format(R"({{"orderId":"o{}","status":"created"}})", seen.size())};
    });
    QTemporaryDir dir;
    LoadInjector injector([&] { return server.url(); }, kCatalogue, dir.path().toStdString());
    LoadSpec spec;
    spec.shape = "file";
    spec.connections = 1;
    spec.fileText = "userId,productId,quantity\nu1,abc,1\nu2,ghost,1\n";
    const auto refused = injector.start(spec);
    QVERIFY(!refused);
    QVERIFY(refused.error().what.starts_with("line 3"));
    QVERIFY(seen.empty());
    spec.fileText = "userId,productId,quantity\nu1,abc,1\nu2,xyz,2\n";
    QVERIFY(injector.start(spec).has_value());
    QCOMPARE(waitForEnd(injector).accepted, 2);
    QCOMPARE(seen.size(), 2U);
    QVERIFY(seen[0].find("u1") != std::string::npos && seen[1].find("u2") != std::string::npos);
  }

  void readsANamedFileThroughBeforeItsFirstOrder() {
    std::atomic<int> seen = 0;
    TinyHttpServer server([&](const TinyRequest&) -> TinyAnswer {
      return {.status = 202, .body = fmt::format(R"({{"orderId":"o{}","status":"created"}})", ++seen)};
    });
    QTemporaryDir dir;
    LoadInjector injector([&] { return server.url(); }, kCatalogue, dir.path().toStdString());
    LoadSpec spec;
    spec.shape = "file";
    spec.file = dir.filePath("orders").toStdString();
    spec.closed = true;
    const auto write = [&](const std::string& last) {
      std::ofstream file(spec.file, std::ios::binary | std::ios::trunc);
      file << "userId,productId,quantity\n";
      for (int i = 0; i < 20'000; ++i) file << "u1,abc,1\n";
      file << last;
    };
    QVERIFY(!injector.start(spec));  // it is not there
    write("u1,ghost,1\n");
    QVERIFY(injector.start(spec).has_value());
    LoadView view = waitForEnd(injector);
    QCOMPARE(view.state.text(), "failed");
    QVERIFY2(view.problem.starts_with("line 20002: "), view.problem.c_str());
    QCOMPARE(seen.load(), 0);
    write("");
    spec.count = 10;
    QVERIFY(injector.start(spec).has_value());
    view = waitForEnd(injector);
    QCOMPARE(view.state.text(), "done");
    QCOMPARE(view.accepted, 10);
    spec.file = dir.path().toStdString();
    QVERIFY(!injector.start(spec));
    spec.file = "orders";
    QVERIFY(!injector.start(spec));
  }

  void aLoadThatIsAskedForTwiceIsOne() {
    TinyHttpServer server(
        [](const TinyRequest&) -> TinyAnswer { return {.status = 202, .body = R"({"orderId":"o"})"}; });
    QTemporaryDir dir;
    LoadInjector injector([&] { return server.url(); }, kCatalogue, dir.path().toStdString());
    LoadSpec spec;
    spec.rate = 10;
    spec.id = "mine";
    QCOMPARE(injector.start(spec).value(), "mine");
    QCOMPARE(injector.start(spec).value(), "mine");
    spec.id = "other";
    QVERIFY(!injector.start(spec));
    QVERIFY(injector.stop().has_value());
    waitForEnd(injector);
    spec.id = "mine";
    QCOMPARE(injector.start(spec).value(), "mine");
    QCOMPARE(injector.view()->state.text(), "stopped");
  }

  void saysWhichLinesWereNotAccepted() {
    TinyHttpServer server([](const TinyRequest& request) -> TinyAnswer {
      if (request.body.find("u2") != std::string::npos)
        return {.status = 409, .body = R"({"code":"out_of_stock","detail":"no \u0022abc\u0022 left"})"};
      return {.status = 202, .body = R"({"orderId":"o1"})"};
    });
    QTemporaryDir dir;
    LoadInjector injector([&] { return server.url(); }, kCatalogue, dir.path().toStdString());
    QVERIFY(!injector.refusals({}));
    LoadSpec spec;
    spec.shape = "file";
    spec.closed = true;
    spec.connections = 1;
    spec.fileText = "userId,productId,quantity\nu1,abc,1\nu2,abc,1\nu1,abc,1\n\nu2,abc,3\n";
    QVERIFY(injector.start(spec).has_value());
    QCOMPARE(waitForEnd(injector).refused, 2);
    const auto first = injector.refusals({.from = 0, .limit = 1});
    QCOMPARE(first->refusals.size(), 1U);
    QCOMPARE(first->refusals[0].line, 3);
    QCOMPARE(first->refusals[0].code, "out_of_stock");
    QCOMPARE(first->refusals[0].detail, "no \"abc\" left");
    const auto rest = injector.refusals({.from = first->next});
    QCOMPARE(rest->refusals.size(), 1U);
    QCOMPARE(rest->refusals[0].line, 6);
    QCOMPARE(injector.refusals({.from = rest->next})->next, rest->next);
  }
};

ORDERDECK_TEST(LoadInjectorTest)
#include "load_injector_test.moc"
