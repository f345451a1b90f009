// Events and their JSON: what is written reads back the same, as the contract has it.
#include <QtTest>

#include <random>
#include <set>

#include <nlohmann/json.hpp>

#include "domain/events/event.h"
#include "domain/services.h"
#include "tests/harness/test_registry.h"
#include "tests/unit/event_samples.h"

using namespace orderdeck::domain;
using orderdeck::core::fromEpochMillis;
using namespace orderdeck::test::events;

class EventTest : public QObject {
  Q_OBJECT

 private slots:
  void everyKindReadsBackTheSame() {
    for (const EventKind kind : kEventKinds) {
      const Event event = sample(kind);
      const auto read = decodeEvent(encodeEvent(event));
      QVERIFY2(read.has_value(), read ? "" : read.error().what.c_str());
      QVERIFY2(*read == event, encodeEvent(event).c_str());
      QVERIFY(parseEventKind(eventName(kind)) == kind);
    }
    QVERIFY(!parseEventKind("orderplaced"));
  }

  void theJsonIsTheContracts() {
    const auto json = nlohmann::json::parse(encodeEvent(placed()));
    QCOMPARE(json["event"], "OrderPlaced");
    QCOMPARE(json["orderId"], "01JABC");
    QCOMPARE(json["eventId"], "01JABC-placed");
    QCOMPARE(json["placedAt"], "2023-11-14T22:13:20.123Z");
    QCOMPARE(json["deadline"], "2023-11-14T22:23:20.123Z");
    QCOMPARE(json["items"][0]["productId"], "abc");
    QCOMPARE(json["items"][1]["quantity"], 1);
    QCOMPARE(json["amountMinor"], 4498);
    QCOMPARE(json["currency"], "EUR");
    QVERIFY(!json.contains("status") && !json.contains("points") && !json.contains("paymentId"));
    const auto payment = nlohmann::json::parse(encodeEvent(sample(EventKind::PaymentProcessed)));
    QCOMPARE(payment["paymentStatus"], "confirmed");
    QVERIFY(!payment.contains("status"));
    QVERIFY(!nlohmann::json::parse(encodeEvent(sample(EventKind::OrderShipped))).contains("amountMinor"));
  }

  void timesOfManyYearsAreWrittenAsTheCoreWritesThem() {
    std::mt19937_64 random(7);
    for (int i = 0; i < 20'000; ++i) {
      Event event = sample(EventKind::OrderShipped);
      event.occurredAt =
          fromEpochMillis(static_cast<std::int64_t>(random() % 253'402'300'800'000ULL) - 2'000'000'000'000);
      const std::string written = "\"occurredAt\":\"" + orderdeck::core::toRfc3339(event.occurredAt) + "\"";
      QVERIFY2(encodeEvent(event).find(written) != std::string::npos, written.c_str());
    }
  }

  void randomTextsReadBackTheSame() {
    std::mt19937 random(11);
    const std::vector<std::string> pieces = {"\"", "\\", "\n", "\t",           "\r", "/",
                                             "é",  "漢", "😀", "\xEF\xBF\xBF", "a",  " "};
    const std::vector<std::string> controls = {"\x01", "\x1f", "\x7f", std::string(1, '\0')};
    for (int i = 0; i < 5'000; ++i) {
      Event event = sample(EventKind::OrderCancelled);
      event.reason.clear();
      for (unsigned n = random() % 20 + 1; n > 0; --n) event.reason += pieces[random() % pieces.size()];
      const auto read = decodeEvent(encodeEvent(event));
      QVERIFY(read.has_value());
      QVERIFY(*read == event);
      event.reason.insert(random() % (event.reason.size() + 1), controls[random() % controls.size()]);
      const auto refused = decodeEvent(encodeEvent(event));
      QVERIFY(!refused ||
              refused->reason != event.reason);  // one within a letter's bytes makes two replacement characters of it
    }
  }

  void brokenUtf8BecomesReplacementCharacters() {
    for (const std::string& broken :
         {std::string("\xff"), std::string("\xc0\xaf"), std::string("\xed\xa0\x80"), std::string("\xf5\x80\x80\x80"),
          std::string("\xe2\x82"), std::string("\x80"), std::string("\xf0\x82\x82\xac")}) {
      Event event = sample(EventKind::OrderCancelled);
      event.reason = "a" + broken + "b";
      const auto read = decodeEvent(encodeEvent(event));
      QVERIFY(read.has_value());
      QVERIFY(read->reason.starts_with("a\xEF\xBF\xBD"));
      QVERIFY(read->reason.ends_with("b"));
    }
  }

  void unknownMembersAreIgnoredWhateverTheyHold() {
    const Event event = placed();
    for (const char* value : {"1", "-1", "1e400", "null", "true", "\"x\"", "[]", "{}", "[[1,{\"event\":\"x\"}]]",
                              "{\"orderId\":5,\"items\":[{\"quantity\":-1}],\"a\":{\"eventId\":null}}"}) {
      const std::string json = R"({"traceparent":)" + std::string(value) + "," + encodeEvent(event).substr(1);
      const auto read = decodeEvent(json);
      if (std::string_view(value) == "1e400") {
        QVERIFY(!read);  // not a number in any double: the parser's own answer
        continue;
      }
      QVERIFY2(read.has_value(), json.c_str());
      QVERIFY(*read == event);
    }
    nlohmann::json json = nlohmann::json::parse(encodeEvent(event));
    json["items"][0]["colour"] = {{"quantity", 7}, {"list", {1, 2}}};
    const auto read = decodeEvent(json.dump());
    QVERIFY(read.has_value());
    QVERIFY(*read == event);
  }

  void idsFollowFromOrderAndKind() {
    std::set<std::string> ids;
    for (const EventKind kind : kEventKinds) {
      QVERIFY(ids.insert(eventIdFor("01J", kind)).second);
      QCOMPARE(eventIdFor("01J", kind), eventIdFor("01J", kind));
    }
    QVERIFY(eventIdFor("01J", EventKind::InventoryUpdated, "items reserved") !=
            eventIdFor("01J", EventKind::InventoryUpdated, "items released"));
    QVERIFY(eventIdFor("01J", EventKind::InventoryUpdated, "out of stock") !=
            eventIdFor("01J", EventKind::InventoryUpdated, "items released"));
    QVERIFY(eventIdFor("01J", EventKind::PointsAccrued, "accrued") !=
            eventIdFor("01J", EventKind::PointsAccrued, "reversed"));
    QCOMPARE(eventIdFor("01J", EventKind::OrderCancelled, "items released"),
             eventIdFor("01J", EventKind::OrderCancelled, "items returned"));
    QCOMPARE(makeEvent(EventKind::OrderPlaced, "01J", fromEpochMillis(0), "n").eventId, std::string("01J-placed"));
  }

  void eventsMoveOrdersAsTheStateMachineAllows() {
    QVERIFY(stateAfter(placed()) == OrderState::Created);
    QVERIFY(stateAfter(sample(EventKind::PaymentProcessed)) == OrderState::Paid);
    Event declined = sample(EventKind::PaymentProcessed);
    declined.status = "declined";
    QVERIFY(!stateAfter(declined));
    QVERIFY(stateAfter(sample(EventKind::PaymentRefunded)) == OrderState::Refunded);
    for (const EventKind kind : {EventKind::PaymentProcessed, EventKind::PaymentRefunded}) {
      Event late = sample(kind);
      late.reason = kLatePayment;
      QVERIFY(!stateAfter(late));
    }
    for (const auto& [kind, unpaid] : {std::pair{EventKind::OrderCancelled, OrderState::Cancelled},
                                       std::pair{EventKind::OrderRejected, OrderState::Rejected}}) {
      QVERIFY(stateAfter(sample(kind)) == unpaid);
      Event refunding = sample(kind);
      refunding.paymentId = "pay1";
      QVERIFY(stateAfter(refunding) == OrderState::Refunding);
      refunding.paymentId = kPaymentPending;
      QVERIFY(stateAfter(refunding) == unpaid);
    }
    QVERIFY(stateAfter(sample(EventKind::InventoryUpdated)) == OrderState::Reserved);
    QVERIFY(!stateAfter(sample(EventKind::NotificationSent)) && !stateAfter(sample(EventKind::StockAdded)));
  }

  void everyKindHasATopicThatTheLedgerReads() {
    for (const EventKind kind : kEventKinds) {
      const auto topics = topicsOf("ledger");
      QVERIFY(std::ranges::find(topics, topicOf(kind)) != topics.end());
    }
    QCOMPARE(deadLetterTopic(kOrderPaid), std::string("order-paid.dlq"));
    QVERIFY(topicsOf("nobody").empty());
  }
};

ORDERDECK_TEST(EventTest)
#include "event_test.moc"
