// What the ledger costs: CPU of this process per order on the way in, and the time of the reads that a console repeats.
#include <sys/resource.h>

#include <algorithm>
#include <random>

#include <QtTest>

#include "adapters/sql/sql_ledger.h"
#include "adapters/sql/sql_ledger_audit.h"
#include "core/ids.h"
#include "tests/contract/ledger_databases.h"
#include "tests/harness/test_registry.h"
#include "tests/support/ledger_stories.h"

using namespace orderdeck;
using namespace orderdeck::tests;
using adapters::sql::LedgerConfig;
using adapters::sql::SqlLedger;
using adapters::sql::SqlLedgerAudit;

namespace {

double cpuSeconds() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
         static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

/// Completed orders as they arrive under load: each event some time after the one before, all orders' events among each
/// other.
std::vector<ports::Delivery> traffic(int orders) {
  std::vector<std::pair<double, ports::Delivery>> arrivals;
  std::mt19937 random(5);
  std::uniform_real_distribution<double> gap(10, 60);
  for (int i = 0; i < orders; ++i) {
    double when = i * 0.2;  // ms: 5,000 orders/s
    for (const Event& event : completedOrder(core::newId())) {
      arrivals.emplace_back(when, entryOf(event));
      when += gap(random);
    }
  }
  std::ranges::stable_sort(arrivals, {}, &std::pair<double, ports::Delivery>::first);
  std::vector<ports::Delivery> entries;
  entries.reserve(arrivals.size());
  for (auto& arrival : arrivals) entries.push_back(std::move(arrival.second));
  return entries;
}

}  // namespace

class LedgerSpeedTest : public QObject {
  Q_OBJECT

 private:
  Databases m_databases;

 private slots:
  void appends_data() {
    QTest::addColumn<QString>("driver");
    QTest::addColumn<int>("orders");
    QTest::addColumn<int>("batch");
    QTest::addColumn<double>("mostMicroseconds");  // several times what it takes, so that only a mistake fails
    QTest::newRow("sqlite, batches of 500") << "sqlite" << 20'000 << 500 << 600.0;
    QTest::newRow("sqlite, batches of 3000") << "sqlite" << 20'000 << 3'000 << 600.0;
    QTest::newRow("postgresql, batches of 500") << "postgresql" << 5'000 << 500 << 1'500.0;
  }
  void appends() {
    QFETCH(QString, driver);
    QFETCH(int, orders);
    QFETCH(int, batch);
    QFETCH(double, mostMicroseconds);
    if (driver == "postgresql" && !PostgresServer::isInstalled()) QSKIP("PostgreSQL 15 is not installed");
    const LedgerConfig config = m_databases.fresh(driver);
    SqlLedger ledger(config);
    SqlLedgerAudit audit(config);
    const auto entries = traffic(orders);
    QVERIFY(ledger.append({}));
    std::size_t whole = 0;
    const double cpuBefore = cpuSeconds();
    QElapsedTimer timer;
    timer.start();
    const auto step = static_cast<std::size_t>(batch);
    for (std::size_t at = 0; at < entries.size(); at += step) {
      const auto done = ledger.append(std::span(entries).subspan(at, std::min(step, entries.size() - at)));
      QVERIFY(done);
      whole += done->size();
    }
    const double cpu = (cpuSeconds() - cpuBefore) * 1e6 / orders;
    const double wall = static_cast<double>(timer.nsecsElapsed()) / 1e3 / orders;
    qInfo("%s: %.1f us of CPU and %.1f us an order of 6 events and 2 items, batches of %d: %.0f orders/s",
          qPrintable(driver), cpu, wall, batch, 1e6 / wall);
    QCOMPARE(whole, static_cast<std::size_t>(orders));
    QVERIFY(cpu < mostMicroseconds);

    timer.restart();
    const auto illegal = audit.illegalHistories(10);
    qInfo("%s: illegalHistories %lld ms", qPrintable(driver), timer.restart());
    QVERIFY(illegal && illegal->empty());
    QVERIFY(audit.movementSums());
    qInfo("%s: movementSums %lld ms", qPrintable(driver), timer.restart());
    QVERIFY(audit.money());
    qInfo("%s: money %lld ms", qPrintable(driver), timer.restart());
  }

  void listsAMillion() {
    const LedgerConfig config = m_databases.fresh("sqlite");
    SqlLedger ledger(config);
    SqlLedgerAudit audit(config);
    QVERIFY(ledger.find("01J"));
    RawDatabase db(config);
    db.execute("PRAGMA synchronous = OFF");
    db.execute(
        "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 999999) INSERT INTO orders "
        "SELECT printf('01J%07d%016d', i / 50 * 37, i), 'user' || (i % 5000), CASE WHEN i % 100 = 0 THEN 'cancelled' "
        "ELSE 'completed' "
        "END, 1999, 'EUR', i, i, 255 FROM n");
    db.execute("INSERT INTO order_items SELECT order_id, 'p' || (created_at % 48), 1, 1999 FROM orders");
    db.execute("UPDATE orders SET user_id = 'oldest', state = 'refunding' WHERE created_at = 300");
    db.execute(
        "UPDATE order_items SET product_id = 'only' WHERE order_id = (SELECT order_id FROM orders WHERE "
        "user_id = 'oldest')");
    struct Ask {
      const char* name;
      ports::OrderQuery query;
      std::size_t rows;
      qint64 mostMs;
    };
    const Ask asks[] = {
        {"newest page", {}, 200, 50},
        {"next page", {{}, {}, "01J0370000", 200}, 200, 50},
        {"state of 1 %", {{domain::OrderState::Cancelled}, {}, {}, 200}, 200, 200},
        {"state that none has", {{domain::OrderState::Paying}, {}, {}, 200}, 0, 500},
        {"old order id", {{}, "01J00000740000000000000123", {}, 200}, 1, 1'500},
        {"old orders' prefix", {{}, "01J0000074000000000000012", {}, 200}, 10, 1'500},
        {"user", {{}, "user77", {}, 200}, 200, 1'500},
        {"product", {{}, "p7", {}, 200}, 200, 1'500},
        {"the one old state", {{domain::OrderState::Refunding}, {}, {}, 200}, 1, 200},
        {"the one old user", {{}, "oldest", {}, 200}, 1, 1'500},
        {"the one old product", {{}, "only", {}, 200}, 1, 1'500},
        {"the one old user's state",
         {{domain::OrderState::Refunding, domain::OrderState::Paid}, "old", {}, 200},
         1,
         1'500},
        {"a product in a state that is rare", {{domain::OrderState::Refunding}, "p7", {}, 200}, 0, 1'500},
        {"every user", {{}, "user", {}, 200}, 200, 1'500},
        {"nothing", {{}, "zzz", {}, 200}, 0, 1'500}};
    for (const Ask& ask : asks) {
      QElapsedTimer timer;
      timer.start();
      const auto found = ledger.list(ask.query);
      const qint64 took = timer.elapsed();
      QVERIFY(found);
      timer.restart();
      const auto count = ledger.count(ask.query);
      QVERIFY(count);
      qInfo("list of 1,000,000 orders, %s: %zu rows, %lld ms; of %s%lld, %lld ms", ask.name, found->orders.size(), took,
            count->isExact ? "" : "at least ", static_cast<long long>(count->orders), timer.elapsed());
      QCOMPARE(found->orders.size(), ask.rows);
      QVERIFY(took < ask.mostMs);
    }
  }
};

ORDERDECK_TEST(LedgerSpeedTest)
#include "ledger_speed_test.moc"
