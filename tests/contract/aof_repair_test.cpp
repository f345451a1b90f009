// A torn append-only log and a real Redis: what was answered is there, what was torn is not, and neither comes to life
// at a later start. A log that is damaged otherwise is refused with what to do, and left as it is.
#include <QTest>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "runtime/servers/aof_repair.h"
#include "runtime/servers/aof_scan.h"
#include "tests/contract/redis_fixture.h"
#include "tests/harness/test_registry.h"

using namespace orderdeck;
using namespace orderdeck::test;
using runtime::repairAof;
namespace fs = std::filesystem;

namespace {

std::string readFile(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

void writeFile(const fs::path& path, std::string_view text) {
  std::ofstream(path, std::ios::binary).write(text.data(), static_cast<std::streamsize>(text.size()));
}

}  // namespace

class AofRepairTest : public QObject {
  Q_OBJECT

  struct World {
    RedisFixture redis{{.appendfsync = "always", .password = {}}};
    fs::path folder = redis.server.folder();
    fs::path log = folder / "appendonlydir";
    fs::path increment = log / "appendonly.aof.1.incr.aof", base = log / "appendonly.aof.1.base.rdb",
             manifest = log / "appendonly.aof.manifest";

    World() { redis.reset({{"abc", 1'000}}); }
    void start() {
      redis.server.start();
      // Connections that were to the server before are found dead, and made anew.
      static_cast<void>(redis.raw.ping());
      static_cast<void>(redis.orders.openCount());
    }
    std::string place() {
      const auto order = placement({{"abc", 1}});
      return placeOne(redis.orders, order).value().orderId;
    }
    bool has(const std::string& id) { return redis.number({"EXISTS", "order:" + id}) == 1; }
    std::string get(std::initializer_list<std::string_view> words) { return redis.get(words); }
    /// Everything that an order changes, in every place.
    bool hasExactly(const std::vector<std::string>& ids) {
      const std::string count = std::to_string(ids.size());
      for (const std::string& id : ids)
        if (!has(id)) return false;
      return get({"HGET", "flow", ">created"}) == count && get({"HGET", "stock:abc", "reserved"}) == count &&
             redis.number({"XLEN", "outbox"}) == std::ssize(ids) &&
             redis.number({"ZCARD", "deadlines"}) == std::ssize(ids);
    }
    std::size_t tornFiles() const {
      return fs::exists(folder / "torn")
                 ? static_cast<std::size_t>(std::distance(fs::directory_iterator(folder / "torn"), {}))
                 : 0;
    }
  };

 private slots:
  /// Wherever in the last write, and whatever stands there in its place. Two more starts follow, since the first one
  /// hides the damage.
  void aTornWriteIsGoneForGood() {
    World world;
    const std::string first = world.place();
    const std::string whole = readFile(world.increment);
    world.place();  // the write that is torn
    world.redis.server.kill();
    const std::string all = readFile(world.increment);
    QVERIFY(all.size() > whole.size() + 300);
    QCOMPARE(runtime::scanAof(all).whole, all.size());

    const std::size_t multi = whole.size() + std::string_view("*1\r\n$5\r\nMULTI\r\n").size();
    std::vector<std::size_t> sizes = {whole.size(), whole.size() + 1, multi - 1,      multi,
                                      multi + 1,    all.size() - 1,   all.size() - 14};
    for (std::size_t size = multi + 40; size < all.size(); size += 97) sizes.push_back(size);
    std::vector<std::string> tails = {"", std::string(4'096, '\0'), std::string("\x01\xfe*garbage\r\n")};
    int cuts = 0;
    for (const std::size_t size : sizes) {
      const std::string& tail = tails[size % tails.size()];
      writeFile(world.increment, std::string_view(all).substr(0, size));
      std::ofstream(world.increment, std::ios::binary | std::ios::app) << tail;
      const auto repaired = repairAof(world.folder.string());
      QVERIFY2(repaired.has_value(), repaired ? "" : repaired.error().what.c_str());
      QCOMPARE(!*repaired, size == whole.size() && tail.empty());
      cuts += *repaired ? 1 : 0;
      QCOMPARE(readFile(world.increment).size(), whole.size());
      world.start();
      QVERIFY2(world.hasExactly({first}), qPrintable(QString::number(size)));
      const std::string next = world.place();
      for (int start = 0; start < 2; ++start) {
        world.redis.server.kill();
        QVERIFY(!repairAof(world.folder.string()).value());
        world.start();
        QVERIFY2(world.hasExactly({first, next}), qPrintable(QString("%1, start %2").arg(size).arg(start)));
      }
      world.redis.server.kill();
    }
    QCOMPARE(world.tornFiles(), std::min<std::size_t>(static_cast<std::size_t>(cuts), 20));
  }

  void whatIsCutIsKept() {
    World world;
    world.place();
    world.redis.server.kill();
    const std::string all = readFile(world.increment);
    const std::string torn = "*1\r\n$5\r\nMULTI\r\n*3\r\n$4\r\nHSE";
    writeFile(world.increment, all + torn);
    const auto cut = repairAof(world.folder.string()).value();
    QVERIFY(cut.has_value());
    QCOMPARE(cut->bytes, static_cast<std::int64_t>(torn.size()));
    QCOMPARE(readFile(cut->kept), torn);
    QCOMPARE(world.tornFiles(), 1u);
    QCOMPARE(readFile(fs::directory_iterator(world.folder / "torn")->path()), torn);
    QCOMPARE(readFile(world.increment), all);
  }

  void aLogThatIsDamagedIsRefused_data() {
    QTest::addColumn<QString>("how");
    QTest::addColumn<QString>("says");
    QTest::newRow("no manifest") << "no manifest" << "manifest is missing";
    QTest::newRow("an empty manifest") << "empty manifest" << "cut or not a manifest";
    QTest::newRow("a manifest of zeros") << "zero manifest" << "cut or not a manifest";
    QTest::newRow("a manifest cut within a line") << "cut manifest" << "cut or not a manifest";
    QTest::newRow("a manifest cut after a line") << "short manifest" << "does not name appendonly.aof.1.incr.aof";
    QTest::newRow("no base") << "no base" << "base.rdb, which";
    QTest::newRow("an empty base") << "empty base" << "base.rdb is cut";
    QTest::newRow("half a base") << "half base" << "base.rdb is cut";
    QTest::newRow("no increment") << "no increment" << "incr.aof, which";
    QTest::newRow("damage in the middle") << "middle" << "cannot be read from byte";
  }
  void aLogThatIsDamagedIsRefused() {
    QFETCH(QString, how);
    QFETCH(QString, says);
    World world;
    const std::string id = world.place();
    world.place();
    world.redis.server.kill();
    const std::string manifest = readFile(world.manifest), base = readFile(world.base), all = readFile(world.increment);
    if (how == "no manifest") fs::remove(world.manifest);
    if (how == "empty manifest") writeFile(world.manifest, "");
    if (how == "zero manifest") writeFile(world.manifest, std::string(manifest.size(), '\0'));
    if (how == "cut manifest") writeFile(world.manifest, manifest.substr(0, manifest.size() - 3));
    if (how == "short manifest") writeFile(world.manifest, manifest.substr(0, manifest.find('\n') + 1));
    if (how == "no base") fs::remove(world.base);
    if (how == "empty base") writeFile(world.base, "");
    if (how == "half base") writeFile(world.base, base.substr(0, base.size() / 2));
    if (how == "no increment") fs::remove(world.increment);
    if (how == "middle") {
      std::string broken = all;
      broken.replace(broken.find("EXEC"), 4, std::string(4, '\0'));
      broken.replace(broken.find("$4\r\n"), 2, "$x");
      writeFile(world.increment, broken);
    }
    std::map<fs::path, std::string> before;
    for (const auto& entry : fs::directory_iterator(world.log)) before[entry.path()] = readFile(entry.path());
    const auto refused = repairAof(world.folder.string());
    QVERIFY(!refused);
    QVERIFY(refused.error().code == core::ErrorCode::Corrupt);
    QVERIFY2(refused.error().what.contains(says.toStdString()), refused.error().what.c_str());
    QVERIFY2(refused.error().what.contains("orderdeckctl rebuild"), refused.error().what.c_str());
    for (const auto& [path, text] : before) QCOMPARE(readFile(path), text);
    QCOMPARE(world.tornFiles(), 0u);
    // Put right, it is taken again.
    writeFile(world.manifest, manifest);
    writeFile(world.base, base);
    writeFile(world.increment, all);
    QVERIFY(!repairAof(world.folder.string()).value());
    world.start();
    QVERIFY(world.has(id));
  }

  void aLogAfterRewritesIsTaken() {
    World world;
    const std::string id = world.place();
    for (int round = 0; round < 2; ++round) {
      world.redis.raw.run({"BGREWRITEAOF"}).value();
      QTRY_VERIFY(
          world.redis.raw.run({"INFO", "persistence"}).value().view().text().contains("aof_rewrite_in_progress:0"));
      world.place();
    }
    world.redis.server.kill();
    // Older files that were not removed in time are none of the log any more.
    writeFile(world.increment, "*1\r\n$5\r\nMUL");
    QVERIFY(!repairAof(world.folder.string()).value());
    world.start();
    QVERIFY(world.has(id));
    QCOMPARE(world.redis.number({"XLEN", "outbox"}), 3);
  }

  void aFirstStartHasNothingToRepair() {
    const fs::path folder = fs::temp_directory_path() / ("orderdeck-aof-" + core::newId());
    QVERIFY(!repairAof(folder.string()).value());
    fs::create_directories(folder / "appendonlydir");
    QVERIFY(!repairAof(folder.string()).value());
    writeFile(folder / "appendonlydir" / "appendonly.aof.1.base.rdb",
              std::string(89, 'x'));  // killed before it had a manifest
    QVERIFY(!repairAof(folder.string()).value());
    fs::remove_all(folder);
  }
};

ORDERDECK_TEST(AofRepairTest)
#include "aof_repair_test.moc"
