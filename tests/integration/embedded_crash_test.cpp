// 10,000 orders while every process, the broker and Redis included, is killed once with -9. Then the raw stores must
// tell one story: accepted = terminal + in flight, stock conserved, one charge per order, and every order that a client
// was told of is there. No adapter of ours takes part in that reading.
#include <QtTest>

#include <signal.h>

#include <nlohmann/json.hpp>

#include "tests/harness/test_registry.h"
#include "tests/integration/raw_ledger.h"
#include "tests/support/embedded_system.h"
#include "tests/support/raw_redis.h"
#include "tests/support/wait_until.h"

using namespace orderdeck;
using nlohmann::json;
using support::EmbeddedSystem;
using support::waitUntil;

namespace {

constexpr int kOrders = 5'000;  // accepted at the least

std::vector<std::string> journaledIds(const QString& dataDir) {
  std::vector<std::string> ids;
  const QDir folder(dataDir + "/journal");
  for (const QString& name : folder.entryList({"*.log"}, QDir::Files)) {
    QFile file(folder.filePath(name));
    if (!file.open(QIODevice::ReadOnly)) continue;
    for (const QByteArray& line : file.readAll().split('\n')) {
      if (!line.isEmpty()) ids.push_back(line.toStdString());
    }
  }
  return ids;
}

}  // namespace

class EmbeddedCrashTest : public QObject {
  Q_OBJECT
 private slots:
  void everyProcessKilledOnceLosesNothing() {
    EmbeddedSystem system(ORDERDECK_BIN_DIR "/orderdeckd", "payment: {declineShare: 0.1}");
    QVERIFY2(system.start(), system.log().constData());
    auto control = system.control();
    const auto before = control.snapshot();
    QVERIFY(before.has_value());

    api::LoadSpec spec;
    spec.rate = 1'000;
    spec.count = 200 * kOrders;  // it is stopped once enough were accepted
    spec.duplicates = 0.05;
    const auto started = control.send(api::startLoad(spec));
    QVERIFY2(started.has_value(), started ? "" : started.error().what.c_str());

    // In the middle of it, one after the other, kill -9 at the process itself.
    std::vector<std::string> victims;
    for (const auto& node : before->nodes) {
      if (node.service != "daemon") victims.push_back(node.name);
    }
    QVERIFY(victims.size() >= 8);
    QVERIFY(waitUntil([&] {
      const auto now = control.snapshot();
      return now && now->load && now->load->accepted > 500;
    }));
    for (const auto& victim : victims) {
      QVERIFY2(waitUntil(
                   [&] {
                     const auto now = control.snapshot();
                     if (!now) return false;
                     const auto node = std::ranges::find(now->nodes, victim, &api::NodeView::name);
                     return node != now->nodes.end() && node->pid > 0 && node->state == "up" &&
                            ::kill(static_cast<pid_t>(node->pid), SIGKILL) == 0;
                   },
                   std::chrono::seconds(30)),
               victim.c_str());
      QTest::qWait(700);  // so that the load meets each failure by itself
    }

    std::optional<api::LoadView> load;
    QVERIFY(waitUntil(
        [&] {
          const auto now = control.snapshot();
          if (!now || !now->load || now->load->accepted < kOrders) return false;
          for (const auto& victim : victims) {
            const auto node = std::ranges::find(now->nodes, victim, &api::NodeView::name);
            if (node == now->nodes.end() || node->restarts < 1 || node->state != "up") return false;
          }
          return true;
        },
        std::chrono::seconds(180)));
    QVERIFY(control.send(api::stopLoad()).has_value());
    QVERIFY(waitUntil([&] {
      const auto now = control.snapshot();
      if (!now || !now->load || now->load->state == "running") return false;
      load = now->load;
      return true;
    }));
    qInfo() << "sent" << load->sent << "accepted" << load->accepted << "refused" << load->refused << "failed"
            << load->failed;
    QVERIFY(!load->answers.contains("a repeat got another order"));

    // Comes to rest, and the auditor agrees.
    support::RawRedis redis(system.redisSocket());
    QVERIFY2(
        waitUntil([&] { return redis.integer({"ZCARD", "deadlines"}) == 0 && redis.integer({"XLEN", "outbox"}) == 0; },
                  std::chrono::seconds(180)),
        qPrintable(QString("%1 orders still open").arg(redis.integer({"ZCARD", "deadlines"}))));
    QCOMPARE(system.complaints(), QString());

    tellOneStory(system, redis);
    tellOfEveryAnswer(system, *load);
  }

 private:
  void tellOneStory(const EmbeddedSystem& system, support::RawRedis& redis) {
    tests::RawLedger ledger(system.ledgerFile());
    // accepted = terminal + in flight
    const auto flow = redis.hash("flow");
    const qint64 accepted = std::stoll(flow.at(">created"));
    const qint64 terminal =
        ledger.number("SELECT COUNT(*) FROM orders WHERE state IN ('completed','rejected','cancelled','refunded')");
    QCOMPARE(ledger.number("SELECT COUNT(*) FROM orders"), terminal);
    QCOMPARE(terminal, accepted);

    // One charge an order; who paid for nothing got it back.
    QCOMPARE(
        ledger.number("SELECT COUNT(*) FROM (SELECT order_id FROM payments GROUP BY order_id HAVING COUNT(*) > 1)"), 0);
    QCOMPARE(ledger.number(
                 "SELECT COUNT(*) FROM orders o LEFT JOIN payments p USING (order_id) WHERE o.state = 'completed' AND "
                 "(p.captured_minor IS NULL OR p.captured_minor <> o.amount_minor OR p.refunded_minor <> 0)"),
             0);
    QCOMPARE(ledger.number("SELECT COUNT(*) FROM orders o JOIN payments p USING (order_id) WHERE o.state <> "
                           "'completed' AND p.captured_minor <> p.refunded_minor"),
             0);
    QVERIFY(ledger.number("SELECT COUNT(*) FROM orders WHERE state = 'cancelled'") > 0);  // one in ten was declined

    // Stock: conserved in Redis, equal to what completed orders took, equal to the movements.
    qint64 products = 0;
    for (const auto& key : redis.keys("stock:*")) {
      const auto stock = redis.hash(key);
      const auto figure = [&](const char* field) { return static_cast<qint64>(std::stoll(stock.at(field))); };
      const QString product = QString::fromStdString(key.substr(6));
      QCOMPARE(figure("available") + figure("reserved") + figure("sold"), figure("stocked"));
      QCOMPARE(figure("reserved"), 0);
      QCOMPARE(
          figure("sold"),
          ledger.number(QString("SELECT COALESCE(SUM(i.quantity),0) FROM order_items i JOIN orders o USING (order_id) "
                                "WHERE o.state = 'completed' AND i.product_id = '%1'")
                            .arg(product)));
      const auto moved = [&](const char* kind) {
        return ledger.number(
            QString("SELECT COALESCE(SUM(quantity),0) FROM stock_movements WHERE product_id = '%1' AND kind = '%2'")
                .arg(product, kind));
      };
      QCOMPARE(figure("stocked"), moved("stocked"));
      QCOMPARE(figure("sold"), moved("sold") - moved("returned"));
      QCOMPARE(moved("reserved"), moved("sold") + moved("released"));
      ++products;
    }
    QCOMPARE(products, 48);
  }

  void tellOfEveryAnswer(const EmbeddedSystem& system, const api::LoadView& load) {
    tests::RawLedger ledger(system.ledgerFile());
    QSet<QString> known;
    for (const auto& row : ledger.rows("SELECT order_id FROM orders")) known.insert(row.first().toString());
    const auto told = journaledIds(system.dataDir());
    const auto repeated = load.answers.find("202 repeated");
    QCOMPARE(static_cast<std::int64_t>(told.size()),
             load.accepted - (repeated == load.answers.end() ? 0 : repeated->second));
    QSet<QString> once;
    for (const auto& id : told) {
      QVERIFY2(known.contains(QString::fromStdString(id)), id.c_str());
      once.insert(QString::fromStdString(id));
    }
    QCOMPARE(static_cast<std::size_t>(once.size()), told.size());
  }
};

ORDERDECK_TEST(EmbeddedCrashTest)
#include "embedded_crash_test.moc"
