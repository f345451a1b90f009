// Orders that do not go the straight way: declined, cancelled early and late, sold out; and an audit that stays calm
// while a load runs.
#include <QProcess>
#include <QtTest>

#include <nlohmann/json.hpp>

#include "tests/harness/test_registry.h"
#include "tests/integration/one_system.h"
#include "tests/integration/raw_ledger.h"

using namespace orderdeck;
using nlohmann::json;
using support::HttpTestClient;
using support::waitUntil;

class EmbeddedOrdersTest : public QObject, private tests::OneSystem {
  Q_OBJECT
 private slots:
  void initTestCase() {
    start();
    const auto warm = place("abc", 1);
    QVERIFY(comesTo(warm, "completed"));
  }

  void cleanupTestCase() { auditAndStop(); }

  // A test that failed half-way leaves nothing armed or paused to the next one.
  void cleanup() {
    auto control = m_system->control();
    (void)control.send(api::clearFaults());
    (void)control.send(api::controlNode("inventory-1", "resume"));
  }

  void declinedPaymentsCancelAndGiveTheStockBack() {
    auto control = m_system->control();
    const auto stockBefore = m_redis->hash("stock:buds-2");
    const auto armed = control.send(api::armFault("payment-declines", "", {{"share", 1.0}}, 60));
    QVERIFY2(armed.has_value(), armed ? "" : armed.error().what.c_str());
    // The fault reaches the node some tenths of a second later: from then on every order is declined.
    QVERIFY(waitUntil([&] { return comesTo(place("buds-2", 1), "cancelled", std::chrono::seconds(2)); },
                      std::chrono::seconds(20)));
    std::vector<std::string> orders;
    for (int i = 0; i < 20; ++i) orders.push_back(place("buds-2", 2));
    for (const auto& order : orders) QVERIFY(comesTo(order, "cancelled"));
    QVERIFY(waitUntil([&] {
      const auto now = control.snapshot();
      return now && now->faults.size() == 1 && now->faults.front().hits > 0;
    }));
    QVERIFY(control.send(api::clearFaults()).has_value());
    QVERIFY(waitUntil([&] { return comesTo(place("buds-2", 1), "completed", std::chrono::seconds(3)); },
                      std::chrono::seconds(20)));
    QVERIFY(waitUntil([&] { return m_redis->integer({"ZCARD", "deadlines"}) == 0; }, std::chrono::seconds(20)));
    const auto stock = m_redis->hash("stock:buds-2");
    QCOMPARE(stock.at("reserved"), "0");
    const auto sold = std::stoll(stock.at("sold")) - std::stoll(stockBefore.at("sold"));
    QCOMPARE(std::stoll(stock.at("available")), std::stoll(stockBefore.at("available")) - sold);
    const RawLedgerCheck charged{m_system->ledgerFile()};
    for (const auto& order : orders) QCOMPARE(charged.captured(order), 0);
  }

  void aCancelledOrderIsPaidBackAndItsStockReturns() {
    auto control = m_system->control();
    // With logistics and inventory held, an order stands still at `paid`; then its cancellation is a refund.
    QVERIFY(control.send(api::controlNode("inventory-1", "pause")).has_value());
    const auto order = place("xyz", 3);
    QVERIFY(comesTo(order, "paid"));
    const auto reply = HttpTestClient(port()).request("POST", "/orders/" + order + "/cancel");
    QVERIFY(reply.has_value());
    QCOMPARE(reply->status, 202);
    QVERIFY(control.send(api::controlNode("inventory-1", "resume")).has_value());
    QVERIFY(comesTo(order, "refunded"));
    const RawLedgerCheck ledger{m_system->ledgerFile()};
    QVERIFY(waitUntil([&] { return ledger.captured(order) > 0 && ledger.captured(order) == ledger.refunded(order); },
                      std::chrono::seconds(20)));
    QVERIFY(waitUntil([&] { return m_redis->hash("stock:xyz")["reserved"] == "0"; }, std::chrono::seconds(20)));

    const auto again = HttpTestClient(port()).request("POST", "/orders/" + order + "/cancel");
    QCOMPARE(again->status, 202);  // it is cancelled, whoever asks again
  }

  void aCompletedOrderCannotBeCancelled() {
    const auto order = place("abc", 1);
    QVERIFY(comesTo(order, "completed"));
    const auto reply = HttpTestClient(port()).request("POST", "/orders/" + order + "/cancel");
    QCOMPARE(reply->status, 409);
    QCOMPARE(reply->code(), "conflict");
  }

  void noMoreIsSoldThanThereIs() {
    const auto stock = std::stoll(m_redis->hash("stock:phone-15")["available"]);
    int accepted = 0;
    long long units = 0;
    while (true) {
      const auto reply = HttpTestClient(port()).request(
          "POST", "/orders",
          R"({"userId":"user1","items":[{"productId":"xyz","quantity":1},{"productId":"phone-15","quantity":700}]})");
      QVERIFY(reply.has_value());
      if (reply->status == 409) {
        QCOMPARE(reply->code(), "out_of_stock");
        QVERIFY(reply->body.find("phone-15") != std::string::npos);
        break;
      }
      QCOMPARE(reply->status, 202);
      ++accepted;
      units += 700;
    }
    QCOMPARE(units, stock / 700 * 700);
    QCOMPARE(std::stoll(m_redis->hash("stock:phone-15")["available"]),
             stock - units);  // the refused one took nothing, of xyz neither
    const auto restocked = m_system->control().send(api::restock("phone-15", 10'000));
    QVERIFY(restocked.has_value());
    QVERIFY(!place("phone-15", 700).empty());
  }

  void ordersOfAPipeAreSentAndTheRefusedOnesNamed() {
    const auto sent = inject(R"({"userId":"user1","items":[{"productId":"xyz","quantity":1}]}
{"userId":"user1","items":[{"productId":"phone-15","quantity":10000}]}
{"userId":"user2","items":[{"productId":"abc","quantity":2}]}
)");
    QCOMPARE(sent.status, 1);
    QVERIFY2(sent.refused.startsWith("line,code,detail\r\n2,out_of_stock,"), sent.refused);
    QCOMPARE(sent.refused.count('\n'), 2);

    const auto before = m_redis->hash("stock:xyz");
    const auto wrong = inject("userId,productId,quantity\nuser1,xyz,1\nuser1,xyz,none\n");
    QCOMPARE(wrong.status, 2);
    QVERIFY2(wrong.error.contains("line 3"), wrong.error);
    QVERIFY(waitUntil([this] { return open() == 0; }, std::chrono::seconds(30)));
    QCOMPARE(m_redis->hash("stock:xyz")["available"], before.at("available"));  // nothing of a wrong file is sent
  }

  void anAuditUnderLoadRaisesNoFalseAlarm() {
    auto control = m_system->control(core::Millis{60'000});
    api::LoadSpec spec;
    spec.rate = 800;
    spec.seconds = 8;
    spec.duplicates = 0.05;
    spec.hotSku = 0.2;
    QVERIFY(control.send(api::startLoad(spec)).has_value());
    QVERIFY(waitUntil([&] {
      const auto snapshot = control.snapshot();
      return snapshot && snapshot->load && snapshot->load->state == "running";
    }));
    int audits = 0;
    while (true) {
      const auto snapshot = control.snapshot();
      QVERIFY(snapshot.has_value());
      if (snapshot->load->state != "running") break;
      const auto audit = control.send(api::audit(0));
      QVERIFY2(audit.has_value(), audit ? "" : audit.error().what.c_str());
      QVERIFY2(json::parse(*audit).value("status", "") == "unknown",
               audit->c_str());  // nothing is broken, and not all can be told
      QCOMPARE(json::parse(*audit)["balance"]["unaccounted"].get<std::int64_t>(), 0);
      ++audits;
    }
    QVERIFY(audits > 0);
    const auto snapshot = control.snapshot();
    QCOMPARE(snapshot->load->failed, 0);
    QCOMPARE(snapshot->load->accepted + snapshot->load->refused, 6400);
    // Of about 320 repeats one in 16 comes with another body, and only those are refused.
    QVERIFY2(snapshot->load->refused > 0 && snapshot->load->refused < 60,
             std::to_string(snapshot->load->refused).c_str());
  }

  void whatIsBrokenOnPurposeIsFound() {
    QVERIFY(waitUntil(
        [&] { return m_redis->integer({"ZCARD", "deadlines"}) == 0 && m_redis->integer({"XLEN", "outbox"}) == 0; },
        std::chrono::seconds(60)));
    const auto brokenNow = [&] {
      const auto audit = m_system->control(core::Millis{60'000}).send(api::audit(5));
      std::string numbers;
      for (const auto& i : json::parse(audit.value_or("{}")).value("invariants", json::array())) {
        if (i.value("status", "") == "broken") numbers += std::to_string(i.value("number", 0));
      }
      return numbers;
    };
    m_redis->command({"HINCRBY", "stock:abc", "available", "-1"});  // a unit vanishes
    QCOMPARE(brokenNow(), "3");
    m_redis->command({"HINCRBY", "stock:abc", "available", "1"});
    m_redis->command({"HINCRBY", "flow", ">created", "1"});  // an order was accepted that is nowhere
    QCOMPARE(brokenNow(), "4");
    m_redis->command({"HINCRBY", "flow", ">created", "-1"});
    QCOMPARE(brokenNow(), "");
  }

 private:
  struct Injected {
    int status = -1;
    QByteArray error, refused;  // refused: the report
  };
  Injected inject(const QByteArray& orders) const {
    const QString report = m_system->dataDir() + "/refused.csv";
    QFile::remove(report);
    QProcess ctl;
    ctl.start(ORDERDECK_BIN_DIR "/orderdeckctl",
              {"--data-dir", m_system->dataDir(), "inject", "--file", "-", "--rate", "100", "--report", report});
    ctl.write(orders);
    ctl.closeWriteChannel();
    if (!ctl.waitForFinished(60'000)) return {};
    QFile file(report);
    return {ctl.exitCode(), ctl.readAllStandardError(), file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray()};
  }

  struct RawLedgerCheck {
    QString file;
    qint64 of(const std::string& orderId, const char* column) const {
      return orderdeck::tests::RawLedger(file).number(
          QString("SELECT COALESCE(SUM(%1),0) FROM payments WHERE order_id = '%2'")
              .arg(column, QString::fromStdString(orderId)));
    }
    qint64 captured(const std::string& orderId) const { return of(orderId, "captured_minor"); }
    qint64 refunded(const std::string& orderId) const { return of(orderId, "refunded_minor"); }
  };

  int port() const { return m_system->gatewayPort(); }

  std::string place(const std::string& product, int quantity) const {
    return placeOrder({{"userId", "user1"}, {"items", {{{"productId", product}, {"quantity", quantity}}}}});
  }
};

ORDERDECK_TEST(EmbeddedOrdersTest)
#include "embedded_orders_test.moc"
