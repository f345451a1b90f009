// The feed: latest value only, no work for the same snapshot, order of acts, slow calls beside snapshots, reconnecting,
// starting a backend.
#include <QElapsedTimer>
#include <QFile>
#include <QSignalSpy>

#include "tests/harness/test_registry.h"
#include "tests/support/snapshot_builder.h"
#include "tests/ui/console_fixture.h"
#include "tests/ui/fake_backend.h"
#include "ui/feed/feed.h"

using namespace orderdeck;
using namespace orderdeck::ui;
using api::Section;
using support::SnapshotBuilder;

class FeedTest : public QObject {
  Q_OBJECT
 private slots:
  void initTestCase() { m_environment = std::make_unique<tests::ConsoleEnvironment>(); }

  void firstSnapshotComesAtAnyRate() {
    for (const bool paused : {false, true}) {
      tests::FakeBackend backend;
      backend.put(SnapshotBuilder::busy().get());
      Feed feed({backend.factory(), {}});
      feed.show(this, {.sections = {Section::Overview}});
      feed.setRate(0);
      feed.setPaused(paused);
      feed.start();
      QTRY_VERIFY(feed.snapshot() != nullptr);
      QCOMPARE(feed.state(), Feed::State::Live);
      QCOMPARE(feed.snapshot()->figures.inFlight, 3'116);
    }
  }

  void offAndPausedPullNothing() {
    tests::FakeBackend backend;
    backend.put(SnapshotBuilder::busy().get());
    Feed feed({backend.factory(), {}});
    feed.start();
    QTRY_VERIFY(feed.snapshot() != nullptr);
    feed.setPaused(true);
    QTest::qWait(300);  // what was under way ends
    const int before = backend.snapshots();
    QTest::qWait(600);
    QVERIFY(backend.snapshots() <= before);
    feed.refresh();
    QTRY_COMPARE(backend.snapshots(), before + 1);
    feed.setPaused(false);
    QTRY_VERIFY(backend.snapshots() > before + 2);
  }

  void sameSnapshotIsNotAnnouncedAgain() {
    tests::FakeBackend backend;
    backend.put(SnapshotBuilder::busy().get());
    Feed feed({backend.factory(), {}});
    QSignalSpy arrived(&feed, &Feed::snapshotArrived);
    feed.setRate(10);
    feed.start();
    QTRY_VERIFY(backend.snapshots() >= 5);
    QCOMPARE(arrived.count(), 1);
    QVERIFY(feed.age().has_value() && *feed.age() < 1000);  // yet it was refreshed
    backend.put(SnapshotBuilder::busy().sequence(2, 1).get());
    QTRY_COMPARE(arrived.count(), 2);
  }

  void aBlockedGuiThreadFindsOnlyTheLatest() {
    tests::FakeBackend backend;
    backend.put(SnapshotBuilder::busy().get());
    Feed feed({backend.factory(), {}});
    QSignalSpy arrived(&feed, &Feed::snapshotArrived);
    feed.setRate(10);
    feed.start();
    QTRY_COMPARE(arrived.count(), 1);
    for (int i = 2; i <= 6; ++i) {  // the GUI thread does not turn its loop here
      const int pulled = backend.snapshots();
      backend.put(SnapshotBuilder::busy().sequence(i, i).get());
      QElapsedTimer clock;
      clock.start();
      while (backend.snapshots() < pulled + 2 && clock.elapsed() < 5000)
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    QCoreApplication::processEvents();
    QCOMPARE(arrived.count(), 2);
    QVERIFY(feed.snapshot()->sequence >= 5);
  }

  void actsGoInOrderAndReadsBesideThem() {
    tests::FakeBackend backend;
    backend.put(SnapshotBuilder::busy().get());
    backend.answer("PATCH", "{}", core::Millis{300});
    backend.answer("POST /api/audit", "{}", core::Millis{100});
    Feed feed({backend.factory(), {}});
    feed.setRate(10);
    feed.start();
    QTRY_VERIFY(feed.snapshot() != nullptr);
    QStringList done;
    feed.send(call("PATCH", "/api/load", "1"), this, [&](auto) { done << QStringLiteral("1"); });
    feed.send(call("PATCH", "/api/load", "2"), this, [&](auto) { done << QStringLiteral("2"); });
    feed.send(api::listFaults(), this, [&](auto) { done << QStringLiteral("read"); });
    feed.send(api::audit(0), this, [&](auto) { done << QStringLiteral("audit"); });
    const int pulled = backend.snapshots();
    QTRY_COMPARE(done.size(), 4);
    QCOMPARE(done, QStringList({"read", "audit", "1", "2"}));
    QVERIFY(backend.snapshots() >= pulled + 3);  // snapshots went on meanwhile
  }

  void noAnswerForAContextThatIsGone() {
    tests::FakeBackend backend;
    backend.put(SnapshotBuilder::busy().get());
    backend.answer("POST", "{}", core::Millis{100});
    Feed feed({backend.factory(), {}});
    feed.start();
    QTRY_COMPARE(feed.state(), Feed::State::Live);
    auto context = std::make_unique<QObject>();
    bool answered = false, second = false;
    feed.send(call("POST", "/api/nodes/payment-1/kill", ""), context.get(), [&](auto) { answered = true; });
    feed.send(call("POST", "/api/nodes/payment-1/restart", ""), this, [&](auto) { second = true; });
    context.reset();
    QTRY_VERIFY(second);
    QVERIFY(!answered);
  }

  void tooManyCallsAreBusy() {
    tests::FakeBackend backend;
    backend.put(SnapshotBuilder::busy().get());
    backend.answer("POST", "{}", core::Millis{2000});
    Feed feed({backend.factory(), {}});
    feed.start();
    QTRY_COMPARE(feed.state(), Feed::State::Live);
    int busy = 0;
    for (int i = 0; i < 300; ++i)
      feed.send(call("POST", "/api/orders", ""), this,
                [&](const core::Result<std::string>& r) { busy += !r && r.error().code == core::ErrorCode::Busy; });
    QTRY_VERIFY(busy >= 40);
  }

  void anActThatWaitedForOthersIsNotSentLate() {
    tests::FakeBackend backend;
    backend.put(SnapshotBuilder::busy().get());
    backend.answer("PATCH", "{}", core::Millis{2'500});
    Feed feed({backend.factory(), {}});
    feed.start();
    QTRY_COMPARE(feed.state(), Feed::State::Live);
    QString second;
    feed.send(call("PATCH", "/api/load", "1"), this, [](auto) {});
    feed.send(call("POST", "/api/nodes/payment-1/kill", ""), this, [&](const core::Result<std::string>& answer) {
      second = answer ? QStringLiteral("done") : QString::fromStdString(answer.error().what);
    });
    QTRY_VERIFY2(second.startsWith(QStringLiteral("not sent")), qPrintable(second));
    QVERIFY(backend.calls("POST /api/nodes").empty());
  }

  void anActIsRefusedWhileNoBackendAnswersOrWhatItNeedsIsNotRead() {
    tests::FakeBackend backend;
    Feed feed({backend.factory(), {}});
    const auto ask = [&](std::initializer_list<api::Source> needs) {
      QString said;
      feed.send(
          call("POST", "/api/inventory/abc/restock", ""), this,
          [&](const core::Result<std::string>& answer) {
            said = answer ? QStringLiteral("done") : QString::fromStdString(answer.error().what);
          },
          needs);
      if (!QTest::qWaitFor([&] { return !said.isEmpty(); })) qFatal("no answer");
      return said;
    };
    feed.setRate(10);
    feed.start();
    QTRY_COMPARE(feed.state(), Feed::State::Gone);
    QCOMPARE(ask({}), QStringLiteral("No backend answers now"));
    backend.put(SnapshotBuilder::busy().stale(api::Source::Store, 12, "redis is paused").get());
    QTRY_COMPARE_WITH_TIMEOUT(feed.state(), Feed::State::Live, 5000);
    QTRY_VERIFY(feed.snapshot() != nullptr);
    QCOMPARE(ask({api::Source::Store}), QStringLiteral("Redis: 12 s old (redis is paused)"));
    QCOMPARE(ask({api::Source::Ledger}), QStringLiteral("done"));
    QCOMPARE(backend.calls("POST").size(), std::size_t{1});
  }

  void whatNothingRenewsGrowsOld() {
    tests::FakeBackend backend;
    backend.put(SnapshotBuilder::busy().get());
    Feed feed({backend.factory(), {}});
    QSignalSpy aged(&feed, &Feed::snapshotAged);
    feed.show(this, {.sections = {Section::Overview}});
    feed.start();
    QTRY_VERIFY(feed.snapshot() != nullptr);
    feed.setPaused(true);
    QVERIFY(feed.snapshot()->figures.acceptedPerSecond.has_value());
    QTRY_VERIFY(aged.count() > 0);
    QVERIFY(!feed.snapshot()->figures.acceptedPerSecond);
    QCOMPARE(feed.snapshot()->figures.inFlight, 3'116);  // what was counted stays, and is grey
    QVERIFY(feed.snapshot()->sources.front().ageSeconds.value() > 2);
    QVERIFY(feed.whyNoAct().isEmpty());  // the operator paused the figures, not the system
    feed.setPaused(false);
    QTRY_VERIFY(feed.snapshot()->figures.acceptedPerSecond.has_value());
  }

  void reconnectsByItself() {
    tests::FakeBackend backend;
    Feed feed({backend.factory(), {}});
    QSignalSpy changes(&feed, &Feed::connectionChanged);
    feed.start();
    QTRY_COMPARE(feed.state(), Feed::State::Gone);
    backend.put(SnapshotBuilder::busy().get());
    QTRY_COMPARE_WITH_TIMEOUT(feed.state(), Feed::State::Live, 5000);
    backend.setUp(false);
    QTRY_COMPARE_WITH_TIMEOUT(feed.state(), Feed::State::Gone, 5000);
    QVERIFY(feed.snapshot() != nullptr);  // the last values stay
    bool failed = false;
    feed.send(call("POST", "/api/faults", ""), this, [&](const core::Result<std::string>& r) { failed = !r; });
    QTRY_VERIFY(failed);
    backend.setUp(true);
    QTRY_COMPARE_WITH_TIMEOUT(feed.state(), Feed::State::Live, 5000);
    bool answered = false;
    feed.send(call("POST", "/api/faults", ""), this,
              [&](const core::Result<std::string>& r) { answered = r.has_value(); });
    QTRY_VERIFY(answered);
  }

  void aWrongTokenIsSaid() {
    tests::FakeBackend backend;
    backend.put(SnapshotBuilder::busy().get());
    backend.setRefusing(true);
    Feed feed({backend.factory(), {}});
    feed.start();
    QTRY_COMPARE(feed.state(), Feed::State::Refused);
    QCOMPARE(feed.detail(), QStringLiteral("wrong token"));
  }

  void startsABackendOnceAndStopsIt() {
    QTemporaryDir folder;
    const QString mark = folder.filePath(QStringLiteral("started"));
    // Writes a line per start and lives until SIGTERM, of which it leaves a mark.
    const QString script =
        QStringLiteral("echo started >> '%1'; trap \"echo stopped >> '%1'; exit 0\" TERM; while :; do sleep 0.05; done")
            .arg(mark);
    tests::FakeBackend backend;
    {
      Feed feed({backend.factory(), BackendProcess::Command{QStringLiteral("/bin/sh"),
                                                            {QStringLiteral("-c"), script},
                                                            folder.filePath(QStringLiteral("log"))}});
      feed.start();
      QTRY_COMPARE(feed.state(), Feed::State::Starting);
      QTRY_COMPARE(lines(mark), 1);
      QVERIFY(feed.ownsBackend());
      backend.put(SnapshotBuilder::fresh().get());
      QTRY_COMPARE(feed.state(), Feed::State::Live);
      feed.stop();
    }
    QCOMPARE(lines(mark), 2);  // one start, one orderly stop
  }

  void aBackendThatCannotLiveIsNotStartedForEver() {
    QTemporaryDir folder;
    const QString mark = folder.filePath(QStringLiteral("started"));
    const QString script = QStringLiteral("echo started >> '%1'; echo 'port 8480 is taken' >&2; exit 1").arg(mark);
    tests::FakeBackend backend;
    Feed feed({backend.factory(),
               BackendProcess::Command{
                   QStringLiteral("/bin/sh"), {QStringLiteral("-c"), script}, folder.filePath(QStringLiteral("log"))}});
    feed.start();
    QTRY_COMPARE_WITH_TIMEOUT(feed.state(), Feed::State::Gone, 5000);
    QTRY_VERIFY(feed.detail().contains(QStringLiteral("port 8480 is taken")));
    QTest::qWait(2500);
    QCOMPARE(lines(mark), 1);
    QVERIFY(!feed.ownsBackend());
    feed.startBackend();
    QTRY_COMPARE_WITH_TIMEOUT(lines(mark), 2, 3000);
  }

  void onlyWhatIsShownIsPulled() {
    tests::FakeBackend backend;
    backend.put(SnapshotBuilder::busy().get());
    Feed feed({backend.factory(), {}});
    feed.show(this, {.sections = {Section::Overview}});
    auto page = std::make_unique<QObject>();
    feed.show(page.get(), {.sections = {Section::Stock, Section::Nodes}});
    feed.setRate(10);
    feed.start();
    QTRY_VERIFY(feed.snapshotWith({Section::Overview, Section::Stock, Section::Nodes}) != nullptr);
    QVERIFY(!feed.snapshot()->products.empty());
    QVERIFY(feed.snapshot()->events.empty());
    QVERIFY(feed.snapshotWith({Section::Events}) == nullptr);
    QCOMPARE(backend.asked().size(), std::size_t{3});
    feed.hide(page.get());
    QTRY_COMPARE(backend.asked().size(), std::size_t{1});
    QTRY_VERIFY(backend.asked().at(Section::Overview) != 0);  // it has it
    feed.show(page.get(), {.sections = {Section::Events}});
    QTRY_COMPARE(backend.asked().size(), std::size_t{2});
    page.reset();  // hides it
    QTRY_COMPARE(backend.asked().size(), std::size_t{1});
    QVERIFY(backend.cursors().empty());  // nobody shows a chart
  }

  // What is shown anew comes at once, with all that is shown, so that the picture is of one moment.
  void whatIsShownAnewComesAtOnceAlsoWhenPaused() {
    tests::FakeBackend backend;
    backend.put(SnapshotBuilder::busy().get());
    Feed feed({backend.factory(), {}});
    feed.show(this, {.sections = {Section::Overview}});
    feed.start();
    QTRY_VERIFY(feed.snapshot() != nullptr);
    feed.setPaused(true);
    auto next = SnapshotBuilder::busy().sequence(2, 1);
    next.edit().figures.inFlight = 7;
    backend.put(next.get());
    QObject page;
    feed.show(&page, {.sections = {Section::Stock}});
    QVERIFY(feed.snapshotWith({Section::Stock}) == nullptr);  // not the one of before
    QTRY_VERIFY(feed.snapshotWith({Section::Stock, Section::Overview}) != nullptr);
    QCOMPARE(feed.snapshot()->figures.inFlight, 7);
    QCOMPARE(feed.snapshot()->products.size(), next.get().products.size());
    const int pulled = backend.snapshots();
    feed.show(&page, {.sections = {Section::Stock}});  // it has it
    QTest::qWait(300);
    QVERIFY(backend.snapshots() <= pulled);
  }

  void theHistoryIsAskedForOnceAndContinued() {
    tests::FakeBackend backend;
    backend.put(SnapshotBuilder::busy().get());
    api::Series series;
    series.cursor = 12;
    series.at = SnapshotBuilder::busy().get().at;
    series.series["lag.payment"] = {{series.at - core::Millis{1'000}, 3}};
    backend.setSeries(series);
    Feed feed({backend.factory(), {}});
    feed.setRate(10);
    feed.show(this, {.sections = {Section::Streams}, .history = true});
    feed.start();
    QTRY_COMPARE(feed.history().samplesOf(QStringLiteral("lag.payment")).size(), std::size_t{1});
    QTRY_VERIFY(backend.cursors().size() >= 2);
    QCOMPARE(backend.cursors().at(0), 0);
    QCOMPARE(backend.cursors().at(1), 12);
    QCOMPARE(feed.history().samplesOf(QStringLiteral("lag.payment")).size(), std::size_t{1});
  }

  void aHistoryIsContinuedOrBegunAnew() {
    const auto start = SnapshotBuilder::busy().get().at;
    const auto answer = [start](bool continued, int second, double lag) {
      api::Series series;
      series.continued = continued;
      series.at = start + std::chrono::seconds(second);
      series.series["lag.payment"] = {{series.at, lag}};
      return series;
    };
    History history;
    history.add(answer(false, 0, 7));
    auto second = answer(true, 1, 8);
    second.faults = {{"f1", "payment-slow", "", start, std::nullopt}};
    second.series["cpu.risk-1"] = second.series["cpu.payment-1"] = {{second.at, 1}};
    second.events = {{.sequence = 1, .at = start, .code = "node.died", .kind = "node"}};
    history.add(second);
    QCOMPARE(history.namesAfter("cpu."), QStringList({QStringLiteral("payment-1"), QStringLiteral("risk-1")}));
    QCOMPARE(history.events().size(), std::size_t{1});
    const auto& lag = history.samplesOf(QStringLiteral("lag.payment"));
    QCOMPARE(lag.size(), std::size_t{2});
    QCOMPARE(lag.front().value, 7.0);
    QCOMPARE(lag.back().value, 8.0);
    QCOMPARE(history.faults().size(), std::size_t{1});
    QVERIFY(history.faults().front().armed);
    QCOMPARE(history.faults().front().to - history.faults().front().from, 1.0);
    auto third = answer(true, 9, 9);
    third.faults = {{"f1", "payment-slow", "", start, start + std::chrono::seconds(3)}};
    history.add(third);
    QCOMPARE(history.faults().size(), std::size_t{1});
    QVERIFY(!history.faults().front().armed);
    QCOMPARE(history.faults().front().to - history.faults().front().from, 3.0);
    history.add(answer(true, 9 + 1'900, 1));  // half an hour later nothing of it is left
    QCOMPARE(history.samplesOf(QStringLiteral("lag.payment")).size(), std::size_t{1});
    QVERIFY(history.faults().empty() && history.events().empty() && history.namesAfter("cpu.").isEmpty());
    history.add(answer(false, 9 + 1'901, 2));  // of another backend
    QCOMPARE(history.samplesOf(QStringLiteral("lag.payment")).size(), std::size_t{1});
    QCOMPARE(history.samplesOf(QStringLiteral("lag.payment")).front().value, 2.0);
  }

 private:
  static api::ControlCall call(const char* method, const char* target, const char* body) {
    api::ControlCall c;
    c.method = method, c.target = target, c.body = body;
    return c;
  }
  static int lines(const QString& file) {
    QFile f(file);
    return f.open(QIODevice::ReadOnly) ? static_cast<int>(f.readAll().count('\n')) : 0;
  }
  std::unique_ptr<tests::ConsoleEnvironment> m_environment;
};

ORDERDECK_TEST(FeedTest)
#include "feed_test.moc"
