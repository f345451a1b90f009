// Ids of new orders: those of a short while share a partition, in the long run all partitions have as many.
#include <QtTest>

#include <map>
#include <set>

#include "core/ids.h"
#include "services/gateway/order_ids.h"
#include "tests/harness/test_registry.h"

using namespace orderdeck;
using namespace std::chrono_literals;

namespace {

constexpr int kPartitions = 12;

int partitionOf(std::string_view key) { return static_cast<int>(core::stableHash(key) % kPartitions); }

}  // namespace

class OrderIdsTest : public QObject {
  Q_OBJECT

 private slots:
  void ordersOfAShortWhileShareAPartition() {
    services::OrderIds ids(partitionOf);
    const services::OrderIds::Time begun{};
    const int first = partitionOf(ids.next(begun + 1s));
    for (int i = 0; i < 1'000; ++i)
      QCOMPARE(partitionOf(ids.next(begun + 1s + std::chrono::microseconds{40 * i})), first);
  }

  void allPartitionsHaveTheirTurn() {
    services::OrderIds ids(partitionOf);
    std::map<int, int> counts;
    for (int i = 0; i < 2'400; ++i) ++counts[partitionOf(ids.next(services::OrderIds::Time{} + 50ms * (i + 1)))];
    QCOMPARE(counts.size(), std::size_t{kPartitions});
    for (const auto& [partition, count] : counts)
      QVERIFY2(count > 100 && count < 320, std::to_string(count).c_str());  // 200 each, give or take 8 sigma
  }

  void idsGrow() {
    services::OrderIds ids(partitionOf);
    std::string last;
    for (int i = 0; i < 10'000; ++i) {
      std::string id = ids.next(std::chrono::steady_clock::now());
      QVERIFY2(id > last, (last + " " + id).c_str());
      last = std::move(id);
    }
  }

  void aPartitionThatNoKeyGoesToHoldsNothingUp() {
    int calls = 0;
    services::OrderIds ids([&calls](std::string_view) { return calls++; });
    QVERIFY(!ids.next(services::OrderIds::Time{} + 1s).empty());
  }

  void withoutAPartitionerIdsAreAny() {
    services::OrderIds ids({});
    std::set<int> partitions;
    for (int i = 0; i < 1'000; ++i) partitions.insert(partitionOf(ids.next({})));
    QCOMPARE(partitions.size(), std::size_t{kPartitions});
  }
};

ORDERDECK_TEST(OrderIdsTest)
#include "order_ids_test.moc"
