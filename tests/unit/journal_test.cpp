// A journal keeps what was answered, survives being read while it is written, and does not grow without end.
#include <QtTest>

#include <filesystem>

#include "runtime/load/journal.h"
#include "tests/harness/test_registry.h"

using namespace orderdeck;

namespace {

std::vector<std::string> readAll(const std::string& folder) {
  std::vector<std::string> all;
  const auto done = runtime::readJournals(folder, [&](std::span<const std::string> ids) -> core::Result<void> {
    all.insert(all.end(), ids.begin(), ids.end());
    return {};
  });
  return done ? all : std::vector<std::string>{"error"};
}

}  // namespace

class JournalTest : public QObject {
  Q_OBJECT
 private slots:
  void givesBackWhatWasAddedOldestLoadFirst() {
    QTemporaryDir dir;
    const std::string folder = dir.path().toStdString() + "/journal";
    runtime::JournalWriter second(folder, "02");
    runtime::JournalWriter first(folder, "01");
    second.add("c");
    first.add("a");
    first.add("b");
    QVERIFY(readAll(folder).empty());  // not before it was flushed
    QVERIFY(first.flush().has_value());
    QVERIFY(second.flush().has_value());
    QCOMPARE(readAll(folder), (std::vector<std::string>{"a", "b", "c"}));
  }

  void goesOnInANewFileWhenItsFolderWasRemoved() {
    QTemporaryDir dir;
    const std::string folder = dir.path().toStdString() + "/journal";
    runtime::JournalWriter writer(folder, "01");
    writer.add("a");
    writer.addKeyed("key", "body", 202, "a");
    QVERIFY(writer.flush().has_value());
    std::filesystem::remove_all(folder);
    writer.add("b");
    writer.addKeyed("key2", "body", 202, "b");
    QVERIFY(writer.flush().has_value());
    QCOMPARE(readAll(folder), std::vector<std::string>{"b"});
    int keys = 0;
    QVERIFY(runtime::readKeyedAnswers(folder, [&keys](const auto&) { ++keys; }).has_value());
    QCOMPARE(keys, 1);
  }

  void leavesOutALineThatIsNotWhole() {
    QTemporaryDir dir;
    QFile file(dir.path() + "/01.log");
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("one\ntwo\nthr");
    file.close();
    QCOMPARE(readAll(dir.path().toStdString()), (std::vector<std::string>{"one", "two"}));
  }

  void keepsTheNewestTwenty() {
    QTemporaryDir dir;
    const std::string folder = dir.path().toStdString();
    for (int i = 0; i < 25; ++i) {
      runtime::JournalWriter writer(folder, QString("%1").arg(i, 2, 10, QChar('0')).toStdString());
      writer.add("order-" + std::to_string(i));
    }
    const auto ids = readAll(folder);
    QCOMPARE(ids.size(), runtime::kJournalsKept);
    QCOMPARE(ids.front(), "order-5");
    QCOMPARE(ids.back(), "order-24");
  }

  void handsOverInBatchesAndStopsAtAnError() {
    QTemporaryDir dir;
    const std::string folder = dir.path().toStdString();
    {
      runtime::JournalWriter writer(folder, "01");
      for (int i = 0; i < 12'000; ++i) writer.add(std::to_string(i));
    }
    QCOMPARE(readAll(folder).size(), 12'000U);
    int calls = 0;
    const auto stopped = runtime::readJournals(folder, [&](std::span<const std::string>) -> core::Result<void> {
      ++calls;
      return core::fail(core::ErrorCode::Unavailable, "no");
    });
    QVERIFY(!stopped);
    QCOMPARE(calls, 1);
  }

  void keepsWhatWasAnsweredUnderAKey() {
    QTemporaryDir dir;
    const std::string folder = dir.path().toStdString();
    const auto all = [&] {
      std::vector<ops::KeyedAnswer> answers;
      (void)runtime::readKeyedAnswers(folder, [&](const ops::KeyedAnswer& answer) { answers.push_back(answer); });
      return answers;
    };
    runtime::KeyedAnswersTail tail(folder);
    std::vector<int> followed;
    const auto follow = [&] {
      followed.clear();
      tail.follow([&](const ops::KeyedAnswer& answer) { followed.push_back(answer.status); });
      return followed;
    };
    runtime::JournalWriter writer(folder, "01");
    writer.add("order-1");
    QVERIFY(writer.flush().has_value());
    QVERIFY(all().empty() && follow().empty());
    writer.addKeyed("key-1", "body", 202, "order-1");
    writer.addKeyed("key-1", "other", 422, "");
    QVERIFY(writer.flush().has_value());
    const auto answers = all();
    QCOMPARE(answers.size(), 2U);
    QCOMPARE(answers[0].key, "key-1");
    QCOMPARE(answers[0].status, 202);
    QCOMPARE(answers[0].orderId, "order-1");
    QCOMPARE(answers[1].orderId, "");
    QVERIFY(answers[0].bodyHash != answers[1].bodyHash);
    QCOMPARE(follow(), (std::vector<int>{202, 422}));
    QVERIFY(follow().empty());
    QFile file(dir.path() + "/01.keys");
    QVERIFY(file.open(QIODevice::Append));
    file.write("key-2 00ff 503 -");  // not whole yet
    file.flush();
    QVERIFY(follow().empty());
    file.write("\nnonsense\n");
    file.flush();
    QCOMPARE(follow(), std::vector<int>{503});
    QCOMPARE(all().size(), 3U);
    QCOMPARE(readAll(folder), std::vector<std::string>{"order-1"});
  }

  void hasNothingInAFolderThatIsNotThere() { QVERIFY(readAll("/nonexistent/journal").empty()); }
};

ORDERDECK_TEST(JournalTest)
#include "journal_test.moc"
