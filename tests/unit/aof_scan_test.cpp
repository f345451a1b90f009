// Where an append-only file stops being whole: every cut of it, and what a power cut leaves at its end.
#include <QtTest>

#include "runtime/servers/aof_scan.h"
#include "tests/harness/test_registry.h"

using namespace orderdeck;
using runtime::scanAof;

namespace {

std::string command(const std::vector<std::string>& words) {
  std::string text = "*" + std::to_string(words.size()) + "\r\n";
  for (const std::string& word : words) text += "$" + std::to_string(word.size()) + "\r\n" + word + "\r\n";
  return text;
}

const std::string kSelect = command({"SELECT", "0"});
const std::string kSingle = command({"XDEL", "outbox", "1-0", "2-0"});
const std::string kMulti = command({"MULTI"}), kExec = command({"EXEC"});
const std::string kBody = command({"HSET", "order:1", "state", "created"}) +
                          command({"XADD", "outbox", "1-0", "event", R"({"a":"*1 $4 EXEC","b":"\r\n*1\r\n"})"});

}  // namespace

class AofScanTest : public QObject {
  Q_OBJECT
 private slots:
  void whatIsWholeStays() {
    for (const std::string& file :
         {std::string(), kSelect, kSelect + kSingle, kSelect + kMulti + kBody + kExec,
          kSelect + "#TS:1628217470\r\n" + kMulti + kBody + kExec + kSingle,
          kSelect + command({"multi"}) + kBody + command({"exec"}),
          kSelect + command({"SET", "k", ""}) + command({"SET", "MULTI", std::string("\0\r\n*1\r\n", 7)})}) {
      const auto scan = scanAof(file);
      QCOMPARE(scan.whole, file.size());
      QVERIFY(scan.isTail);
    }
  }

  /// A file that ends anywhere: what comes before the command or transaction that it ends in stays, and nothing else.
  void everyCutEndsAtTheLastWholeTransaction() {
    const std::vector<std::string> parts = {
        kSelect, kSingle, kMulti + kBody + kExec, "#TS:1628217470\r\n", kMulti + kBody + kBody + kExec, kSingle};
    std::string file;
    std::vector<std::size_t> ends = {0};
    for (const std::string& part : parts) ends.push_back((file += part).size());
    for (std::size_t size = 0; size <= file.size(); ++size) {
      const auto scan = scanAof(std::string_view(file).substr(0, size));
      QCOMPARE(scan.whole, *std::prev(std::ranges::upper_bound(ends, size)));
      QVERIFY(scan.isTail);
    }
  }

  void zerosAndGarbageAfterAnyCutAreATail() {
    const std::string before = kSelect + kSingle, last = kMulti + kBody + kExec;
    std::string noise;
    for (int i = 0; i < 4'096; ++i) noise += static_cast<char>((i * 7'919 + 13) % 251);
    for (std::size_t size = 0; size < last.size(); ++size) {
      for (const std::string& tail : {std::string(1, '\0'), std::string(4'096, '\0'), std::string("\r\n"), noise}) {
        if ((last.substr(0, size) + tail).starts_with(last)) continue;  // what was torn off is put back
        const auto scan = scanAof(before + last.substr(0, size) + tail);
        QCOMPARE(scan.whole, before.size());
        QVERIFY(scan.isTail);
      }
    }
  }

  /// Not a torn write: what comes after it would be lost with it.
  void damageInTheMiddleIsNoTail() {
    const std::string before = kSelect + kSingle, broken = kMulti + kBody + kExec;
    for (std::size_t at = 0; at < broken.size(); ++at) {
      std::string file = before + broken + kSingle;
      file[before.size() + at] = '\0';
      const auto scan = scanAof(file);
      if (scan.whole == file.size()) continue;  // within a value: nobody can tell
      QVERIFY2(!scan.isTail && scan.whole == before.size(), qPrintable(QString::number(at)));
    }
    std::string length = before + command({"SET", "key", "value"}) + kSingle;
    length.replace(before.size() + 4, 2, "$9");  // reaches over all that follows
    QVERIFY(!scanAof(length).isTail);
  }

  /// As an older version left it: the server had cut within a transaction and gone on.
  void aTransactionWithinAnotherIsNoTail() {
    const auto scan = scanAof(kSelect + kMulti + kBody + kMulti + kBody + kExec + kSingle);
    QCOMPARE(scan.whole, kSelect.size());
    QVERIFY(!scan.isTail);
  }

  void aLargeFileIsReadFast() {
    std::string file = kSelect;
    file.reserve(64 << 20);
    while (file.size() < (60 << 20)) file += kMulti + kBody + kBody + kBody + kExec;
    const std::size_t whole = file.size();
    file += kMulti + kBody;
    QElapsedTimer timer;
    timer.start();
    QCOMPARE(scanAof(file).whole, whole);
    qInfo("%.0f MB/s",
          static_cast<double>(whole) / 1'048.576 / static_cast<double>(std::max<qint64>(timer.elapsed(), 1)));
  }
};

ORDERDECK_TEST(AofScanTest)
#include "aof_scan_test.moc"
