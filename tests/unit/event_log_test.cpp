// The event log: bounded, newest last, numbered without gaps.
#include <QtTest>

#include "api/ops_event_table.h"
#include "runtime/collect/event_log.h"
#include "tests/harness/test_registry.h"

using namespace orderdeck::runtime;
using namespace orderdeck::api::literals;

namespace {
orderdeck::api::OpsEvent started(int pid) {
  return orderdeck::api::opsEvent<"node.started">("node"_a = "payment-1", "pid"_a = pid);
}
}  // namespace

class EventLogTest : public QObject {
  Q_OBJECT

 private slots:
  void givesTheNewestOldestFirst() {
    EventLog log;
    QVERIFY(log.newest(5).empty());
    for (int i = 1; i <= 5; ++i) log.add(started(i));
    const auto two = log.newest(2);
    QCOMPARE(two.size(), std::size_t{2});
    QCOMPARE(two[0].text, std::string("payment-1 started (pid 4)"));
    QCOMPARE(two[1].text, std::string("payment-1 started (pid 5)"));
    QCOMPARE(two[1].sequence, 5);
    QCOMPARE(two[1].kind, std::string("node"));
    QCOMPARE(log.newest(100).size(), std::size_t{5});
  }

  void tellsWhatCameAfter() {
    EventLog log(3);
    for (int i = 1; i <= 5; ++i) log.add(started(i));
    QCOMPARE(log.after(5).size(), std::size_t{0});
    const auto two = log.after(3);
    QCOMPARE(two.size(), std::size_t{2});
    QCOMPARE(two.front().sequence, 4);
    QCOMPARE(log.after(0).size(), std::size_t{3});  // the oldest went
  }

  void theOldestGo() {
    EventLog log(3);
    for (int i = 1; i <= 10; ++i) log.add(started(i));
    const auto all = log.newest(100);
    QCOMPARE(all.size(), std::size_t{3});
    QCOMPARE(all.front().sequence, 8);
    QCOMPARE(all.back().sequence, 10);
  }
};

ORDERDECK_TEST(EventLogTest)
#include "event_log_test.moc"
