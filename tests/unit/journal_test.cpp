// A journal keeps what was answered, survives being read while it is written, and does not grow without end.
#include <QtTest>

#include "runtime/journal.h"

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

  void hasNothingInAFolderThatIsNotThere() { QVERIFY(readAll("/nonexistent/journal").empty()); }
};

QTEST_GUILESS_MAIN(JournalTest)
#include "journal_test.moc"
