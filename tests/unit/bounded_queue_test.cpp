// The bounded queue: never more than its capacity, nothing lost or doubled between threads, wakes at once.
#include <QtTest>

#include <memory>
#include <thread>

#include "core/bounded_queue.h"
#include "tests/harness/test_registry.h"

using orderdeck::core::BoundedQueue;
using namespace std::chrono_literals;

class BoundedQueueTest : public QObject {
  Q_OBJECT

 private slots:
  void aFullQueueRefusesAndLeavesTheValue() {
    BoundedQueue<std::unique_ptr<int>> queue(2);
    QVERIFY(queue.tryPush(std::make_unique<int>(1)));
    QVERIFY(queue.tryPush(std::make_unique<int>(2)));
    auto third = std::make_unique<int>(3);
    QVERIFY(!queue.tryPush(std::move(third)));
    QVERIFY(third != nullptr);
    QCOMPARE(queue.size(), std::size_t{2});
    QCOMPARE(*queue.popBatch(1, 0ms).at(0), 1);
    QVERIFY(queue.tryPush(std::move(third)));
  }

  void batchesComeInOrderAndUpToTheirSize() {
    BoundedQueue<int> queue(10);
    for (int i = 0; i < 5; ++i) queue.tryPush(int(i));
    QCOMPARE(queue.popBatch(3, 0ms), (std::vector<int>{0, 1, 2}));
    QCOMPARE(queue.popBatch(3, 0ms), (std::vector<int>{3, 4}));
    QVERIFY(queue.popBatch(3, 1ms).empty());
  }

  void aClosedQueueDrainsAndThenIsEmptyAtOnce() {
    BoundedQueue<int> queue(10);
    queue.tryPush(1);
    queue.close();
    queue.close();
    QVERIFY(queue.closed());
    QVERIFY(!queue.tryPush(2));
    QCOMPARE(queue.popBatch(10, 10s), std::vector<int>{1});
    QVERIFY(queue.popBatch(10, 10s).empty());  // at once, or the test's time-out strikes
  }

  void closeWakesAWaitingConsumer() {
    BoundedQueue<int> queue(1);
    std::jthread consumer([&] { queue.popBatch(1, 60s); });
    queue.close();
    consumer.join();
    QVERIFY(queue.closed());
  }

  void nothingIsLostOrDoubledBetweenThreads() {
    constexpr int kEach = 20'000;
    BoundedQueue<int> queue(64);
    std::vector<std::jthread> producers;
    for (int p = 0; p < 3; ++p)
      producers.emplace_back([&queue, p] {
        for (int i = 0; i < kEach;) {
          if (queue.tryPush(p * kEach + i))
            ++i;
          else
            std::this_thread::yield();
        }
      });
    std::vector<int> seen(3 * kEach, 0);
    std::vector<int> last(3, -1);
    bool ordered = true;
    std::size_t largest = 0;
    for (int taken = 0; taken < 3 * kEach;) {
      largest = std::max(largest, queue.size());
      for (const int value : queue.popBatch(50, 1s)) {
        ++seen[static_cast<std::size_t>(value)];
        auto& newest = last[static_cast<std::size_t>(value / kEach)];
        ordered = ordered && value > newest;
        newest = value;
        ++taken;
      }
    }
    QVERIFY(std::ranges::all_of(seen, [](int n) { return n == 1; }));
    QVERIFY(ordered);
    QVERIFY(largest <= queue.capacity());
  }
};

ORDERDECK_TEST(BoundedQueueTest)
#include "bounded_queue_test.moc"
