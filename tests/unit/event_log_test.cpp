// The event log: bounded, newest last, numbered without gaps.
#include <QtTest>

#include "runtime/collect/event_log.h"
#include "tests/harness/test_registry.h"

using namespace orderdeck::runtime;

class EventLogTest : public QObject {
  Q_OBJECT

 private slots:
  void givesTheNewestOldestFirst() {
    EventLog log;
    QVERIFY(log.newest(5).empty());
    for (int i = 1; i <= 5; ++i) log.add("node", "event " + std::to_string(i));
    const auto two = log.newest(2);
    QCOMPARE(two.size(), std::size_t{2});
    QCOMPARE(two[0].text, std::string("event 4"));
    QCOMPARE(two[1].text, std::string("event 5"));
    QCOMPARE(two[1].sequence, 5);
    QCOMPARE(two[1].kind, std::string("node"));
    QCOMPARE(log.newest(100).size(), std::size_t{5});
  }

  void theOldestGo() {
    EventLog log(3);
    for (int i = 1; i <= 10; ++i) log.add("system", std::to_string(i));
    const auto all = log.newest(100);
    QCOMPARE(all.size(), std::size_t{3});
    QCOMPARE(all.front().sequence, 8);
    QCOMPARE(all.back().sequence, 10);
  }
};

ORDERDECK_TEST(EventLogTest)
#include "event_log_test.moc"
