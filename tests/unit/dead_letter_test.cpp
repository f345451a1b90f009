// A dead letter on its way: what its headers say, how it is cut, and what the collector writes into the store.
#include <QtTest>

#include <algorithm>

#include "core/ids.h"
#include "domain/events/topics.h"
#include "services/dead_letters/dead_letter_collector.h"
#include "services/loop/dead_letter.h"
#include "tests/harness/test_registry.h"
#include "tests/support/fake_bus.h"
#include "tests/support/fake_dead_letters.h"
#include "tests/support/fake_metrics.h"
#include "tests/support/wait_until.h"
#include "tests/unit/service_world.h"

using namespace orderdeck;
using namespace orderdeck::services;
using namespace orderdeck::test;
using support::waitUntil;

namespace {

const core::Error kWhy{core::ErrorCode::InvalidJson, "not JSON", false};

ports::InboundMessage messageAt(std::int64_t offset, std::string value,
                                core::Timestamp publishedAt = core::fromEpochMillis(1'000)) {
  return {.topic = "order-paid",
          .partition = 3,
          .offset = offset,
          .key = "o1",
          .value = std::move(value),
          .publishedAt = publishedAt};
}

/// As the bus brings it.
ports::InboundMessage arrived(const ports::OutboundMessage& letter, std::int64_t offset = 0) {
  ports::InboundMessage message{.topic = letter.topic,
                                .partition = 0,
                                .offset = offset,
                                .key = letter.key,
                                .value = letter.value,
                                .publishedAt = core::now()};
  message.headers = letter.headers;
  message.nullKey = letter.nullKey;
  message.nullValue = letter.nullValue;
  return message;
}

std::string header(const ports::OutboundMessage& letter, const std::string& name) {
  for (const auto& [key, value] : letter.headers)
    if (key == name) return value.value_or("(null)");
  return "(none)";
}

constexpr CollectorSettings kQuick{
    .pollWait = core::Millis{20}, .firstRetry = core::Millis{1}, .lastRetry = core::Millis{10}};

}  // namespace

class DeadLetterTest : public QObject {
  Q_OBJECT

 private slots:
  void itsHeadersSayWhatHappened() {
    const auto event = deliverPaid("o1").event;
    const auto letter = toDeadLetter(messageAt(7, "{}"), "inventory", 5, kWhy, &event);
    QCOMPARE(letter.topic, std::string("order-paid.dlq"));
    QCOMPARE(letter.key, std::string("o1"));
    QCOMPARE(header(letter, "event"), std::string("PaymentProcessed"));
    QCOMPARE(header(letter, "eventId"), std::string("o1-paid"));
    QCOMPARE(header(letter, "why"), std::string("not JSON"));
    QCOMPARE(header(letter, "where"), std::string("order-paid/3@7"));
    QCOMPARE(header(letter, "service"), std::string("inventory"));
    QCOMPARE(header(letter, "attempts"), std::string("5"));
    QVERIFY(core::fromRfc3339(header(letter, "failedAt")).has_value());
    QCOMPARE(header(letter, "truncated"), std::string("(none)"));
  }

  void theBookGetsAllOfIt() {
    const auto event = deliverPaid("o1");
    const auto entry =
        fromDeadLetter(arrived(toDeadLetter(messageAt(7, event.message.value), "inventory", 5, kWhy, &event.event)));
    QCOMPARE(entry.topic, std::string("order-paid"));
    QCOMPARE(entry.partition, 3);
    QCOMPARE(entry.offset, std::int64_t{7});
    QCOMPARE(entry.service, std::string("inventory"));
    QCOMPARE(entry.orderId, std::string("o1"));
    QCOMPARE(entry.event, std::string("PaymentProcessed"));
    QCOMPARE(entry.why, std::string("not JSON"));
    QCOMPARE(entry.attempts, 5);
    QCOMPARE(entry.body, event.message.value);
    QCOMPARE(entry.bodyBytes, static_cast<std::int64_t>(event.message.value.size()));
    QVERIFY(!entry.truncated);
    QCOMPARE(entry.status.text(), "waiting");
  }

  void anIdIsOneFailuresOwn() {
    const auto idOf = [](const ports::InboundMessage& message, std::string_view service) {
      return fromDeadLetter(arrived(toDeadLetter(message, service, 1, kWhy))).letterId;
    };
    const std::string id = idOf(messageAt(7, "x"), "inventory");
    QVERIFY(core::isLegalId(id));
    QCOMPARE(idOf(messageAt(7, "x"), "inventory"), id);  // the batch came again
    QVERIFY(idOf(messageAt(8, "x"), "inventory") != id);
    QVERIFY(idOf(messageAt(7, "y"), "inventory") != id);
    QVERIFY(idOf(messageAt(7, "x"), "points") != id);
    QVERIFY(idOf(messageAt(7, "x", core::fromEpochMillis(2'000)), "inventory") != id);  // another life of the broker
  }

  void anEventIsOneLetterWhoeverRepeatsIt() {
    const auto event = deliverPaid("o1");
    auto repeated = event.event;
    repeated.node = "reconciler";
    const auto idOf = [](std::int64_t offset, const std::string& value, ports::Headers headers = {}) {
      auto message = messageAt(offset, value);
      message.headers = std::move(headers);
      return fromDeadLetter(arrived(toDeadLetter(message, "inventory", 1, kWhy))).letterId;
    };
    const std::string id = idOf(7, event.message.value);
    QCOMPARE(idOf(9, domain::encodeEvent(repeated)), id);
    QVERIFY(idOf(7, deliverPaid("o2").message.value) != id);
    // What was redriven and failed again is a letter of its own.
    QVERIFY(idOf(9, event.message.value, {{"redriveOf", id}}) != id);
  }

  void nullsAndHeadersStayAsTheyWere() {
    const ports::Headers headers = {
        {"trace", "abc"},    {"why", "another why"}, {"trace", "twice"}, {"bytes", std::string("\0\xff", 2)},
        {"empty", ""},       {"null", {}},           {"truncated", "1"}, {"publishedAt", "long ago"},
        {"event", "Foreign"}};
    for (const bool isNull : {false, true}) {
      auto message = messageAt(7, isNull ? "" : "{}");
      if (isNull) message.key.clear();
      message.nullKey = message.nullValue = isNull;
      message.headers = headers;
      const auto letter = toDeadLetter(message, "inventory", 5, kWhy);
      QCOMPARE(letter.nullKey, isNull);
      QCOMPARE(header(letter, "why"), std::string("not JSON"));
      const auto entry = fromDeadLetter(arrived(letter));
      QVERIFY(entry.headers == headers);
      QVERIFY(entry.nullKey == isNull && entry.nullValue == isNull && !entry.truncated);
      QCOMPARE(entry.why, std::string("not JSON"));
      QCOMPARE(entry.service, std::string("inventory"));
      QCOMPARE(entry.event, std::string("Foreign"));
    }
  }

  void headersAndKeysWithoutEndAreCut() {
    auto message = messageAt(7, "{}");
    message.headers = ports::Headers(100, {"big", std::string(10'000, 'h')});
    auto letter = toDeadLetter(message, "inventory", 1, kWhy);
    std::size_t bytes = 0;
    for (const auto& [name, value] : letter.headers) bytes += name.size() + value.value_or("").size();
    QVERIFY(bytes < 70'000);
    QVERIFY(fromDeadLetter(arrived(letter)).truncated);
    message.headers = {};
    message.key = std::string(2'000'000, 'k');
    letter = toDeadLetter(message, "inventory", 1, kWhy);
    while (halve(letter)) {
    }
    QVERIFY(letter.key.size() <= 1'024 && fromDeadLetter(arrived(letter)).truncated);
  }

  void aMessageThatIsTooLargeIsCut() {
    auto letter = toDeadLetter(messageAt(7, std::string(kLargestLetter + 5, 'x')), "inventory", 1, kWhy);
    QCOMPARE(letter.value.size(), kLargestLetter);
    QCOMPARE(header(letter, "truncated"), std::to_string(kLargestLetter + 5));
    QVERIFY(halve(letter));
    QCOMPARE(letter.value.size(), kLargestLetter / 2);
    QCOMPARE(header(letter, "truncated"), std::to_string(kLargestLetter + 5));
    QCOMPARE(std::ranges::count(letter.headers, std::string("truncated"), &ports::Header::name), 1);
    const auto entry = fromDeadLetter(arrived(letter));
    QVERIFY(entry.truncated);
    QCOMPARE(entry.bodyBytes, static_cast<std::int64_t>(kLargestLetter + 5));
    auto whole = toDeadLetter(messageAt(7, std::string(kLargestLetter, 'x')), "inventory", 1, kWhy);
    QCOMPARE(header(whole, "truncated"), std::string("(none)"));
    ports::OutboundMessage event{.topic = "order-paid", .key = {}, .value = std::string(9'999, 'x')};
    QVERIFY(!halve(event));  // an event is never cut
  }

  void anotherProducersLetterIsBookedToo() {
    auto message = messageAt(0, std::string("\0\xff", 2));
    message.topic = "order-paid.dlq";
    message.key = "not an id!";
    const auto entry = fromDeadLetter(message);
    QCOMPARE(entry.topic, std::string("order-paid"));
    QCOMPARE(entry.partition, -1);
    QVERIFY(entry.orderId.empty() && entry.service.empty() && entry.why.empty());
    QCOMPARE(entry.body, std::string("\0\xff", 2));
  }

  void theCollectorBooksEveryTopic() {
    support::FakeBus bus;
    support::FakeMetrics metrics;
    support::FakeDeadLetters letters;
    const auto store = letters.open();
    DeadLetterCollector collector(*store, bus, metrics, kQuick);
    for (const auto& topic : domain::deadLetterTopics()) bus.put(topic, "o1", "rubbish");
    letters.failWrites(2);
    bus.failPolls(1);
    bus.failCommits(1);
    collector.start();
    QVERIFY(waitUntil([&] { return letters.all().size() == domain::kTopics.size(); }));
    QVERIFY(waitUntil([&] { return bus.lag("dead-letters", "order-paid.dlq") == 0; }));
    collector.stop();
    QCOMPARE(metrics.value("orderdeck_dead_letters_recorded_total"), static_cast<double>(domain::kTopics.size()));
  }

  void whatWasNotRecordedIsNotCommitted() {
    support::FakeBus bus;
    support::FakeMetrics metrics;
    support::FakeDeadLetters letters;
    const auto store = letters.open();
    bus.put("order-paid.dlq", "o1", "rubbish");
    letters.failWrites(1'000'000);
    {
      DeadLetterCollector collector(*store, bus, metrics, kQuick);
      collector.start();
      QVERIFY(waitUntil([&] { return metrics.value("orderdeck_errors_total", {{"service", "dead-letters"}}) >= 3; }));
    }
    QCOMPARE(bus.lag("dead-letters", "order-paid.dlq"), std::int64_t{1});
    letters.failWrites(0);
    DeadLetterCollector collector(*store, bus, metrics, kQuick);
    collector.start();
    QVERIFY(waitUntil([&] { return letters.all().size() == 1; }));
    collector.stop();
  }

  void aRestartOfTheBrokerDoesNotStopIt() {
    support::FakeBus bus;
    support::FakeMetrics metrics;
    support::FakeDeadLetters letters;
    const auto store = letters.open();
    DeadLetterCollector collector(*store, bus, metrics, kQuick);
    collector.start();
    bus.put("order-paid.dlq", "o1", "first");
    QVERIFY(waitUntil([&] { return letters.all().size() == 1; }));
    bus.restart();
    bus.put("order-paid.dlq", "o1", "second");
    QVERIFY(waitUntil([&] { return letters.all().size() == 2; }));
    collector.stop();
  }
};

ORDERDECK_TEST(DeadLetterTest)
#include "dead_letter_test.moc"
