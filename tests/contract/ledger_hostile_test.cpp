// Messages that anybody may have put on the topics, as the ledger's loop takes them: decoded, then appended. What one
// database can never take is refused with every other one as well, before it is asked; and what is taken is taken by
// all of them.
#include <map>

#include <QtTest>

#include <fmt/format.h>

#include "adapters/sql/sql_ledger.h"
#include "tests/contract/ledger_databases.h"
#include "tests/harness/test_registry.h"
#include "tests/support/ledger_stories.h"

using namespace orderdeck;
using namespace orderdeck::tests;
using adapters::sql::SqlLedger;
using core::ErrorCode;

namespace {

std::string shipped(const std::string& members) {
  return R"({"event":"OrderShipped","occurredAt":"2026-11-28T10:00:00Z","placedAt":"2026-11-28T10:00:00Z",)" + members +
         "}";
}

std::string placed(const std::string& members) {
  return R"({"event":"OrderPlaced","occurredAt":"2026-11-28T10:00:00Z","placedAt":"2026-11-28T10:00:00Z",)" + members +
         "}";
}

std::string items(int count, const std::string& product) {
  std::string list = "[";
  for (int i = 0; i < count; ++i)
    list += fmt::format(R"({}{{"productId":"{}{}","quantity":1}})", i > 0 ? "," : "", product, i);
  return list + "]";
}

std::map<std::string, std::string> hostileMessages() {
  const std::string many(5'000, 'k');
  std::map<std::string, std::string> all = {
      {"NUL in the event's id", shipped(R"("eventId":"n1\u0000-s","orderId":"n1")")},
      {"NUL in the order's id", shipped(R"("eventId":"n2-s","orderId":"n2\u0000")")},
      {"NUL in the node", shipped(R"("eventId":"n3-s","orderId":"n3","node":"a\u0000b")")},
      {"NUL in a member that nobody knows", shipped(R"("eventId":"n4-s","orderId":"n4","colour":"a\u0000b")")},
      {"a key that no index takes", shipped(R"("eventId":")" + many + R"(","orderId":"n5")")},
      {"an order that no index takes", shipped(R"("eventId":"n6-s","orderId":")" + many + R"(")")},
      {"half a surrogate in the id", shipped(R"("eventId":"n7\ud800","orderId":"n7")")},
      {"half a surrogate in the node", shipped(R"("eventId":"n8-s","orderId":"n8","node":"\udc00")")},
      {"half a surrogate in a member that nobody knows",
       shipped(R"("eventId":"n9-s","orderId":"n9","colour":"\ud800")")},
      {"bytes that are no text", shipped("\"eventId\":\"n10-s\",\"orderId\":\"n10\",\"node\":\"\xff\xfe\"")},
      {"a quote that ends a statement", shipped(R"("eventId":"x'); DROP TABLE orders; --","orderId":"n11")")},
      {"a backslash", shipped(R"("eventId":"n12\\","orderId":"n12")")},
      {"a text with quotes and backslashes",
       shipped("\"eventId\":\"n13-s\",\"orderId\":\"n13\",\"node\":\"\\\\ \\\" ' $1 ? :x --\"")},
      {"emoji in the node", shipped(R"("eventId":"n14-s","orderId":"n14","node":"😀 漢字 ￿")")},
      {"an amount over 64 bits",
       placed(R"("eventId":"p1","orderId":"p1","userId":"u","amountMinor":9223372036854775808,"items":)" +
              items(1, "a"))},
      {"the largest 64-bit amount",
       placed(R"("eventId":"p2","orderId":"p2","userId":"u","amountMinor":9223372036854775807,"items":)" +
              items(1, "a"))},
      {"the largest amount that is taken",
       placed(fmt::format(R"("eventId":"p3","orderId":"p3","userId":"u","amountMinor":{},"items":)",
                          domain::kMaxAmountMinor) +
              items(1, "a"))},
      {"no quantity",
       placed(
           R"("eventId":"p4","orderId":"p4","userId":"u","amountMinor":1,"items":[{"productId":"a","quantity":0}])")},
      {"a quantity over 32 bits",
       placed(
           R"("eventId":"p5","orderId":"p5","userId":"u","amountMinor":1,"items":[{"productId":"a","quantity":2147483648}])")},
      {"10,000 items",
       placed(R"("eventId":"p6","orderId":"p6","userId":"u","amountMinor":1,"items":)" + items(10'000, ""))},
      {"101 items", placed(R"("eventId":"p7","orderId":"p7","userId":"u","amountMinor":1,"items":)" + items(101, "a"))},
      {"100 items", placed(R"("eventId":"p8","orderId":"p8","userId":"u","amountMinor":1,"items":)" + items(100, "a"))},
      {"a product twice",
       placed(
           R"("eventId":"p9","orderId":"p9","userId":"u","amountMinor":1,"items":[{"productId":"a","quantity":1},{"productId":"a","quantity":2}])")},
      {"a NUL in a product",
       placed(
           R"("eventId":"p10","orderId":"p10","userId":"u","amountMinor":1,"items":[{"productId":"a\u0000","quantity":1}])")},
      {"a time before the epoch",
       R"({"event":"OrderShipped","eventId":"t1-s","orderId":"t1","occurredAt":"0000-01-01T00:00:00Z","placedAt":"0000-01-01T00:00:00Z"})"},
      {"the last time",
       R"({"event":"OrderShipped","eventId":"t2-s","orderId":"t2","occurredAt":"9999-12-31T23:59:59.999Z","placedAt":"1970-01-01T00:00:00Z"})"},
      {"points without a status", shipped(R"("eventId":"o1","orderId":"o1")").replace(10, 12, "PointsAccrued")},
      {"another order's event again", shipped(R"("eventId":"n14-s","orderId":"n15")")},
      {"a payment that another order has",
       R"({"event":"PaymentProcessed","eventId":"y2-paid","orderId":"y2","occurredAt":"2026-11-28T10:00:00Z","placedAt":"2026-11-28T10:00:00Z",)"
       R"("paymentStatus":"confirmed","paymentId":"payFIRST","amountMinor":1})"},
      {"an order's id of a restock",
       placed(R"("eventId":"seed-a-placed","orderId":"seed-a","userId":"u","amountMinor":1,"items":)" + items(1, "a"))},
  };
  return all;
}

std::string verdictOf(SqlLedger& ledger, const std::string& message) {
  auto event = domain::decodeEvent(message);
  if (!event) return "refused: " + event.error().what;
  auto delivery = entryOf(*event);
  delivery.message.value = message;
  const auto taken = ledger.append(std::vector{delivery});
  return taken ? "taken"
               : fmt::format("never taken: {}{}", core::codeName(taken.error().code),
                             taken.error().retryable ? ", tried again" : "");
}

}  // namespace

class LedgerHostileTest : public QObject {
  Q_OBJECT

 private:
  Databases m_databases;

 private slots:
  void everyDriverSaysTheSame() {
    std::map<std::string, std::string> first;
    for (const QString& driver : {QString("sqlite"), QString("postgresql")}) {
      if (driver == "postgresql" && !PostgresServer::isInstalled()) QSKIP("PostgreSQL 15 is not installed");
      const auto config = m_databases.fresh(driver);
      SqlLedger ledger(config);
      append(ledger, completedOrder("FIRST"));
      std::map<std::string, std::string> verdicts;
      int taken = 0;
      for (const auto& [name, message] : hostileMessages()) {
        const std::string verdict = verdictOf(ledger, message);
        QVERIFY2(verdict.find("unavailable") == std::string::npos && verdict.find("internal") == std::string::npos &&
                     verdict.find("tried again") == std::string::npos,
                 (name + ": " + verdict).c_str());
        verdicts[name] = verdict;
        taken += verdict == "taken" ? 1 : 0;
      }
      // The ledger stands none the worse, and has what was taken and no more. One of them is an event that it has.
      QCOMPARE(append(ledger, completedOrder("LAST")), Ids{"LAST"});
      RawDatabase db(config);
      QCOMPARE(db.count("order_events"), 7 + 7 + taken - 1);
      if (first.empty()) first = verdicts;
      for (const auto& [name, verdict] : verdicts)
        QVERIFY2(verdict == first[name],
                 (name + ": " + first[name] + " by sqlite, " + verdict + " by " + driver.toStdString()).c_str());
    }
    QCOMPARE(first.at("a payment that another order has"), std::string("never taken: invalid_argument"));
    for (const char* name : {"NUL in a member that nobody knows", "a text with quotes and backslashes",
                             "emoji in the node", "the largest amount that is taken", "100 items", "the last time"})
      QVERIFY2(first.at(name) == "taken", (std::string(name) + ": " + first.at(name)).c_str());
    QVERIFY(first.at("NUL in the event's id").starts_with("refused: eventId"));
  }

  /// What gets past the reader all the same, by a fault of ours, is a dead letter in the end: nothing that a message
  /// brings makes a store look broken.
  void whatAnEventHoldsNeverMakesTheLedgerLookBroken_data() { Databases::drivers(); }
  void whatAnEventHoldsNeverMakesTheLedgerLookBroken() {
    QFETCH(QString, driver);
    SqlLedger ledger(m_databases.fresh(driver));
    const std::string nul("a\0b", 3);
    for (const std::string& id : {nul, std::string(5'000, 'k'), std::string("\xff\xfe"), std::string(64, '\n'),
                                  std::string("'); DROP TABLE orders; --")}) {
      Event event = at(0, EventKind::OrderPlaced, id);
      event.userId = id;
      const auto taken = ledger.append(entriesOf({event}));
      if (!taken)
        QVERIFY2(!taken.error().retryable && taken.error().code != ErrorCode::Unavailable, taken.error().what.c_str());
      QCOMPARE(append(ledger, completedOrder("01J" + std::to_string(id.size()))),
               Ids{"01J" + std::to_string(id.size())});
    }
  }
};

ORDERDECK_TEST(LedgerHostileTest)
#include "ledger_hostile_test.moc"
