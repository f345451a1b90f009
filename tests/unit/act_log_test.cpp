// The log of acts: what was entered is there with the next daemon, whatever became of the last line; and it does not
// grow without end.
#include <QtTest>

#include <QTemporaryDir>

#include <filesystem>
#include <fstream>

#include "runtime/acts/act_log.h"
#include "tests/harness/test_registry.h"

using namespace orderdeck;
using runtime::ActLog;

namespace {

struct Folder {
  QTemporaryDir dir;
  std::string path() const { return dir.path().toStdString(); }
  std::string file(const char* name) const { return path() + "/" + name; }
  std::string text(const char* name = "acts.jsonl") const {
    std::ifstream in(file(name));
    return {std::istreambuf_iterator<char>(in), {}};
  }
  void write(const std::string& text) const { std::ofstream(file("acts.jsonl"), std::ios::app) << text; }
};

api::ActView pausing(const std::string& node = "payment-1") {
  return {.at = core::fromEpochMillis(1'795'300'860'123),
          .who = "anna",
          .token = "run.json",
          .through = api::Through::Ctl,
          .act = api::Act::ControlNode,
          .target = node,
          .arguments = "pause",
          .reason = "a drill"};
}

/// Its sequence number.
std::int64_t enter(ActLog& log, const std::string& node = "payment-1") {
  api::ActView act = pausing(node);
  if (!log.begin(act)) qFatal("the log cannot be written");
  act.outcome = api::ActOutcome::Done;
  log.end(act);
  return act.sequence;
}

std::vector<std::int64_t> numbers(const api::ActsAnswer& answer) {
  std::vector<std::int64_t> found;
  for (const auto& act : answer.acts) found.push_back(act.sequence);
  return found;
}
using Numbers = std::vector<std::int64_t>;

}  // namespace

class ActLogTest : public QObject {
  Q_OBJECT
 private slots:
  void whatWasEnteredIsThereWithTheNextDaemon() {
    const Folder folder;
    api::ActView act = pausing();
    {
      ActLog log(folder.path());
      QVERIFY(log.begin(act).has_value());
      QCOMPARE(act.sequence, 1);
      QVERIFY(log.page({}).acts.at(0) == act);  // begun
    }  // a daemon that is killed now
    QCOMPARE(ActLog(folder.path()).page({}).acts.at(0).outcome.text(), "begun");
    ActLog log(folder.path());
    act.outcome = api::ActOutcome::Refused, act.code = "not_found", act.detail = "no process is named payment-1";
    log.end(act);
    QCOMPARE(enter(log), 2);
    ActLog next(folder.path());
    QCOMPARE(numbers(next.page({})), (Numbers{2, 1}));
    QVERIFY(next.page({}).acts.at(1) == act);
    QCOMPARE(std::filesystem::status(folder.file("acts.jsonl")).permissions(),
             std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  }

  void aLineIsOneObjectWithItsTimeInUtc() {
    const Folder folder;
    ActLog log(folder.path());
    api::ActView act = pausing();
    act.reason = "one\ntwo";
    QVERIFY(log.begin(act).has_value());
    QCOMPARE(folder.text(),
             std::string(R"({"sequence":1,"at":"2026-11-21T22:41:00.123Z","who":"anna","token":"run.json",)"
                         R"("through":"ctl","act":"control node","target":"payment-1","arguments":"pause",)"
                         R"("reason":"one\ntwo","outcome":"begun"})"
                         "\n"));
  }

  void aTornLineIsPassedOver_data() {
    QTest::addColumn<QString>("torn");
    for (const char* torn :
         {"{\"sequence\":3,\"at\":\"2026", "\n\n", "null\n", "{}\n", "\xff\n", "{\"sequence\":-1}\n"})
      QTest::newRow(QByteArray(torn).toPercentEncoding()) << QString::fromLatin1(torn);
  }
  void aTornLineIsPassedOver() {
    QFETCH(QString, torn);
    const Folder folder;
    {
      ActLog log(folder.path());
      enter(log), enter(log);
    }
    folder.write(torn.toLatin1().toStdString());
    {
      ActLog log(folder.path());
      QCOMPARE(numbers(log.page({})), (Numbers{2, 1}));
      QCOMPARE(enter(log), 3);  // on a line of its own
    }
    QCOMPARE(numbers(ActLog(folder.path()).page({})), (Numbers{3, 2, 1}));
  }

  void itHasTwoFilesOfBoundedSize() {
    const Folder folder;
    constexpr std::size_t kMost = 4'000;
    ActLog log(folder.path(), kMost);
    std::int64_t last = 0;
    for (int i = 0; i < 100; ++i) last = enter(log);
    QCOMPARE(last, 100);
    QVERIFY(folder.text().size() <= kMost && folder.text("acts.1.jsonl").size() <= kMost);
    QCOMPARE(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 2);
    const auto kept = log.page({.limit = 1'000});
    QVERIFY(kept.acts.size() > 10 && kept.acts.size() < 40);
    QCOMPARE(kept.acts.front().sequence, 100);
    for (const auto& act : kept.acts) QCOMPARE(act.outcome.text(), "done");
    ActLog next(folder.path(), kMost);
    QCOMPARE(numbers(next.page({.limit = 1'000})).front(), 100);
    QCOMPARE(enter(next), 101);
  }

  void anActThatIsUnderWayWhileTheFilesTurnKeepsItsEnd() {
    const Folder folder;
    ActLog log(folder.path(), 2'000);
    api::ActView slow = pausing("slow");
    QVERIFY(log.begin(slow).has_value());
    while (!std::filesystem::exists(folder.file("acts.1.jsonl"))) enter(log);
    slow.outcome = api::ActOutcome::Done;
    log.end(slow);
    QVERIFY(log.page({.limit = 1'000}).acts.back() == slow);
    QVERIFY(ActLog(folder.path()).page({.limit = 1'000}).acts.back() == slow);
  }

  void pagesGoBackInTime() {
    const Folder folder;
    ActLog log(folder.path());
    QVERIFY(log.page({}).acts.empty() && log.page({}).next == 0);
    for (int i = 0; i < 5; ++i) enter(log);
    auto page = log.page({.limit = 2});
    QCOMPARE(numbers(page), (Numbers{5, 4}));
    QCOMPARE(page.next, 3);
    enter(log);  // one that comes meanwhile shifts nothing
    page = log.page({.from = page.next, .limit = 2});
    QCOMPARE(numbers(page), (Numbers{3, 2}));
    page = log.page({.from = page.next, .limit = 2});
    QCOMPARE(numbers(page), (Numbers{1}));
    QCOMPARE(page.next, 0);
    QCOMPARE(numbers(log.page({.from = 1'000, .limit = 1})), (Numbers{6}));
    QCOMPARE(numbers(log.page({.from = -7, .limit = 1})), (Numbers{6}));
  }

  void whatCannotBeWrittenIsSaid() {
    const Folder folder;
    ActLog log(folder.path());
    std::filesystem::create_directory(folder.file("acts.jsonl"));
    api::ActView act = pausing();
    const auto begun = log.begin(act);
    QVERIFY(!begun);
    QCOMPARE(begun.error().code, core::ErrorCode::Unavailable);
    QVERIFY2(begun.error().what.contains("acts.jsonl"), begun.error().what.c_str());
    QCOMPARE(numbers(log.page({})), (Numbers{1}));  // listed all the same
    std::filesystem::remove(folder.file("acts.jsonl"));
    QCOMPARE(enter(log), 2);
  }
};

ORDERDECK_TEST(ActLogTest)
#include "act_log_test.moc"
