// The less usual ways that an order can go, in a whole system: stopped by risk before and after it was paid, overdue at
// every hop, paid but not there any more. Each ends where it should, with the money, the points and the stock where
// they belong.
#include <QtTest>

#include <nlohmann/json.hpp>

#include "tests/harness/test_registry.h"
#include "tests/integration/one_system.h"
#include "tests/integration/raw_ledger.h"

using namespace orderdeck;
using nlohmann::json;
using support::waitUntil;

class EmbeddedLifeTest : public QObject, private tests::OneSystem {
  Q_OBJECT
 private slots:
  void initTestCase() {
    start("risk: {deny: [mallory], velocityOrders: 20}");
    QVERIFY(comesTo(place("ann"), "completed"));
  }

  void cleanupTestCase() { auditAndStop(); }

  void cleanup() {
    for (const char* node : {"payment-1", "risk-1", "inventory-1"})
      (void)m_system->control().send(api::controlNode(node, "resume"));
  }

  void aCompletedOrderHasItsPoints() {
    const auto order = place("ann", 2);
    QVERIFY(comesTo(order, "completed"));
    QVERIFY(waitUntil([&] { return points(order, "accrued") == amountOf(order) / 100; }, std::chrono::seconds(20)));
    QCOMPARE(points(order, "reversed"), 0);
  }

  void everyEventOfAnOrderCarriesItsDeadline() {
    const auto order = place("ann", 1, 300'000);
    QVERIFY(comesTo(order, "completed") && comesToRest());
    const std::string deadline = shown(order).value("deadline", "");
    QVERIFY(!deadline.empty());
    const auto bodies =
        ledger(QString("SELECT body FROM order_events WHERE order_id = '%1'").arg(QString::fromStdString(order)));
    QCOMPARE(bodies.size(), 7);
    for (const auto& row : bodies)
      QCOMPARE(json::parse(row.first().toString().toStdString()).value("deadline", ""), deadline);
  }

  void aDeniedUserIsRejectedUnpaid() {
    QVERIFY(pause("payment-1"));
    const auto order = place("mallory");
    QVERIFY(comesTo(order, "rejected"));
    QVERIFY(resume("payment-1"));
    QVERIFY(comesToRest());
    QCOMPARE(captured(order), 0);
    QCOMPARE(reasonOf(order, "OrderRejected"), std::string("denied: mallory may not order"));
  }

  void aVerdictAfterThePaymentIsARefund() {
    QVERIFY(pause("risk-1") && pause("inventory-1"));
    const auto order = place("mallory");
    QVERIFY(comesTo(order, "paid"));
    QVERIFY(resume("risk-1"));
    QVERIFY(comesTo(order, "refunded"));
    QVERIFY(resume("inventory-1"));
    QVERIFY(comesToRest());
    isPaidBack(order);
    QCOMPARE(reasonOf(order, "OrderRejected"), std::string("denied: mallory may not order"));
  }

  void whoOrdersTooOftenIsStopped() {
    std::vector<std::string> orders;
    for (int i = 0; i < 30; ++i) orders.push_back(place("bob"));
    QVERIFY(comesToRest());
    int completed = 0, stopped = 0;
    for (const auto& order : orders) {
      const auto state = stateOf(order);
      completed += state == "completed";
      stopped += state == "rejected" || state == "refunded";
    }
    // Whatever was shipped before the verdict came stays shipped.
    qInfo("%d completed, %d stopped", completed, stopped);
    QCOMPARE(completed + stopped, 30);
    QVERIFY(completed >= 20);
    QVERIFY(comesTo(place("carol"), "completed"));
  }

  void whatIsOverdueIsNeverCharged() {
    QVERIFY(pause("payment-1"));
    const auto order = place("ann", 1, 1'000);
    QVERIFY(comesTo(order, "cancelled"));
    QVERIFY(resume("payment-1"));
    QVERIFY(comesToRest());
    QCOMPARE(captured(order), 0);
    QCOMPARE(reasonOf(order, "OrderCancelled"), std::string("deadline passed"));
  }

  void whatIsPaidAndOverdueIsPaidBack() {
    QVERIFY(pause("inventory-1"));
    constexpr int kAllowed = 10'000;  // ms; a busy machine must have it paid by then
    const auto order = place("ann", 1, kAllowed);
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(kAllowed);
    QVERIFY(comesTo(order, "paid"));
    QVERIFY(waitUntil([&] { return std::chrono::steady_clock::now() > deadline; }));
    QVERIFY(resume("inventory-1"));
    QVERIFY(comesTo(order, "refunded"));
    QVERIFY(comesToRest());
    isPaidBack(order);
    QCOMPARE(reasonOf(order, "OrderCancelled"), std::string("deadline passed"));
  }

  void whatIsPaidAndNotThereIsPaidBack() {
    QVERIFY(pause("inventory-1"));
    const auto order = place("ann", 3);
    QVERIFY(comesTo(order, "paid"));
    // The reservation is given back behind the system's back.
    m_redis->command({"HSET", "order:" + order, "stock", "released"});
    m_redis->command({"HINCRBY", "stock:abc", "reserved", "-3"});
    m_redis->command({"HINCRBY", "stock:abc", "available", "3"});
    QVERIFY(resume("inventory-1"));
    QVERIFY(comesTo(order, "refunded"));
    QVERIFY(comesToRest());
    isPaidBack(order);
    QCOMPARE(reasonOf(order, "OrderCancelled"), std::string("out of stock"));
    const auto mails =
        ledger(QString("SELECT body FROM order_events WHERE order_id = '%1' AND event = 'NotificationSent'")
                   .arg(QString::fromStdString(order)));
    QCOMPARE(mails.size(), 1);
  }

 private:
  bool pause(const char* node) { return m_system->control().send(api::controlNode(node, "pause")).has_value(); }
  bool resume(const char* node) { return m_system->control().send(api::controlNode(node, "resume")).has_value(); }

  std::string place(const std::string& user, int quantity = 1, int deadlineMs = 600'000) const {
    return placeOrder(
        {{"userId", user}, {"items", {{{"productId", "abc"}, {"quantity", quantity}}}}, {"deadlineMs", deadlineMs}});
  }

  std::string stateOf(const std::string& orderId) const { return shown(orderId).value("state", ""); }
  qint64 amountOf(const std::string& orderId) const { return shown(orderId).value("amountMinor", -1); }
  std::string reasonOf(const std::string& orderId, const std::string& event) const {
    for (const auto& entry : shown(orderId).value("timeline", json::array()))
      if (entry.value("event", "") == event) return entry.value("reason", "");
    return {};
  }

  /// The ledger has every order whole.
  bool comesToRest() const {
    return waitUntil([&] { return m_redis->integer({"ZCARD", "deadlines"}) == 0; }, std::chrono::seconds(60));
  }

  QList<QVariantList> ledger(const QString& sql) const { return tests::RawLedger(m_system->ledgerFile()).rows(sql); }
  qint64 sum(const char* table, const std::string& orderId, const char* column) const {
    return tests::RawLedger(m_system->ledgerFile())
        .number(QString("SELECT COALESCE(SUM(%1),0) FROM %2 WHERE order_id = '%3'")
                    .arg(column, table, QString::fromStdString(orderId)));
  }
  qint64 captured(const std::string& orderId) const { return sum("payments", orderId, "captured_minor"); }
  qint64 points(const std::string& orderId, const char* column) const { return sum("points", orderId, column); }

  void isPaidBack(const std::string& order) const {
    QCOMPARE(captured(order), amountOf(order));
    QCOMPARE(sum("payments", order, "refunded_minor"), captured(order));
    QCOMPARE(points(order, "accrued"), captured(order) / 100);
    QCOMPARE(points(order, "reversed"), points(order, "accrued"));
    QCOMPARE(m_redis->hash("stock:abc")["reserved"], std::string("0"));
  }
};

ORDERDECK_TEST(EmbeddedLifeTest)
#include "embedded_life_test.moc"
