// Ids: unique, sorted by time, legal; the rule for ids from outside; tokens; the stable hash.
#include <QtTest>

#include <set>
#include <thread>
#include <vector>

#include "core/ids.h"
#include "tests/harness/test_registry.h"

using namespace orderdeck::core;

class IdsTest : public QObject {
  Q_OBJECT

 private slots:
  void idsOfAThreadGrow() {
    std::string last = newId();
    for (int i = 0; i < 100'000; ++i) {
      std::string id = newId();
      QVERIFY2(id > last, (last + " " + id).c_str());
      last = std::move(id);
    }
    QCOMPARE(last.size(), std::size_t{26});
    QVERIFY(isLegalId(last));
    QCOMPARE(last.find_first_not_of("0123456789ABCDEFGHJKMNPQRSTVWXYZ"), std::string::npos);
  }

  void idsSortByTime() {
    const std::string earlier = newId();
    std::this_thread::sleep_for(std::chrono::milliseconds{2});
    std::string later;
    std::jthread([&] { later = newId(); }).join();
    QVERIFY(later.substr(0, 10) > earlier.substr(0, 10));
  }

  void idsOfThreadsDiffer() {
    std::vector<std::vector<std::string>> made(4);
    {
      std::vector<std::jthread> threads;
      for (auto& mine : made)
        threads.emplace_back([&mine] {
          for (int i = 0; i < 5'000; ++i) mine.push_back(newId());
        });
    }
    std::set<std::string> all;
    for (const auto& mine : made) all.insert(mine.begin(), mine.end());
    QCOMPARE(all.size(), std::size_t{20'000});
  }

  void idsFromOutsideAreChecked() {
    for (const char* legal : {"a", "user1", "A-b_c.9", "..", "-"}) QVERIFY(isLegalId(legal));
    QVERIFY(isLegalId(std::string(64, 'x')));
    for (const char* illegal : {"", " ", "a b", "a:b", "a/b", "a\n", "é", "a,b", "*"})
      QVERIFY2(!isLegalId(illegal), illegal);
    QVERIFY(!isLegalId(std::string(65, 'x')));
    QVERIFY(!isLegalId(std::string_view("a\0", 2)));
  }

  void tokensAreRandomHex() {
    const std::string token = randomToken(32);
    QCOMPARE(token.size(), std::size_t{64});
    QCOMPARE(token.find_first_not_of("0123456789abcdef"), std::string::npos);
    QVERIFY(token != randomToken(32));
  }

  void theHashIsFnv1a() {
    QCOMPARE(stableHash(""), std::uint64_t{0xcbf29ce484222325});
    QCOMPARE(stableHash("a"), std::uint64_t{0xaf63dc4c8601ec8c});
    QCOMPARE(stableHash("foobar"), std::uint64_t{0x85944171f73967e8});
  }
};

ORDERDECK_TEST(IdsTest)
#include "ids_test.moc"
