// What is no event, or none that a store can keep, is refused, and what is wrong with it is named; it never is a crash.
#include <QtTest>

#include <random>

#include <nlohmann/json.hpp>

#include "domain/events/event.h"
#include "tests/harness/test_registry.h"
#include "tests/unit/event_samples.h"

using namespace orderdeck::domain;
using orderdeck::core::ErrorCode;
using orderdeck::core::fromEpochMillis;
using namespace orderdeck::test::events;

class EventChecksTest : public QObject {
  Q_OBJECT

 private slots:
  void membersThatAreAbsentOrWrongAreNamed_data() {
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QByteArray>("member");
    const auto row = [](const char* name, const std::string& json, const char* member) {
      QTest::newRow(name) << QByteArray::fromStdString(json) << QByteArray(member);
    };
    for (const char* member :
         {"event", "eventId", "orderId", "occurredAt", "placedAt", "userId", "items", "amountMinor"})
      row((std::string("no ") + member).c_str(), with(placed(), member, absent()), member);
    for (const char* member : {"event", "eventId", "orderId", "occurredAt", "placedAt", "node", "userId", "items",
                               "amountMinor", "deadline", "currency"}) {
      row((std::string("null ") + member).c_str(), with(placed(), member, nullptr), member);
      row((std::string("object ") + member).c_str(), with(placed(), member, nlohmann::json::object()), member);
      row((std::string("truth ") + member).c_str(), with(placed(), member, true), member);
    }
    row("unknown event", with(placed(), "event", "OrderLost"), "OrderLost");
    row("empty order", with(placed(), "orderId", ""), "orderId");
    row("number as text", with(placed(), "amountMinor", "4498"), "amountMinor");
    row("negative amount", with(placed(), "amountMinor", -1), "amountMinor");
    row("fraction", with(placed(), "amountMinor", 44.98), "amountMinor");
    row("huge amount", with(placed(), "amountMinor", std::uint64_t{1} << 63), "amountMinor");
    row("list for text", with(placed(), "userId", {"a"}), "userId");
    row("other currency", with(placed(), "currency", "USD"), "currency");
    row("no zone", with(placed(), "occurredAt", "2023-11-14T22:13:20"), "occurredAt");
    row("items empty", with(placed(), "items", nlohmann::json::array()), "items");
    row("item a number", with(placed(), "items", {1}), "items");
    row("item a list", with(placed(), "items", {{1}}), "items");
    row("item without product", with(placed(), "items", {{{"quantity", 1}}}), "items");
    row("item without quantity", with(placed(), "items", {{{"productId", "abc"}}}), "items");
    row("quantity negative", with(placed(), "items", {{{"productId", "abc"}, {"quantity", -1}}}), "quantity");
    row("quantity over 32 bits", with(placed(), "items", {{{"productId", "abc"}, {"quantity", 4294967297LL}}}),
        "quantity");
    row("quantity text", with(placed(), "items", {{{"productId", "abc"}, {"quantity", "1"}}}), "quantity");
    row("quantity an object", with(placed(), "items", {{{"productId", "abc"}, {"quantity", nlohmann::json::object()}}}),
        "quantity");
    row("product a number", with(placed(), "items", {{{"productId", 1}, {"quantity", 1}}}), "productId");
    row("payment without status", with(sample(EventKind::PaymentProcessed), "paymentStatus", absent()),
        "paymentStatus");
    row("payment of unknown status", with(sample(EventKind::PaymentProcessed), "paymentStatus", "maybe"),
        "paymentStatus");
    row("confirmed without id", with(sample(EventKind::PaymentProcessed), "paymentId", absent()), "paymentId");
    row("points without status", with(sample(EventKind::PointsAccrued), "status", absent()), "status");
    row("no points", with(sample(EventKind::PointsAccrued), "points", absent()), "points");
    row("half a point", with(sample(EventKind::PointsAccrued), "points", 0.5), "points");
    row("inventory without status", with(sample(EventKind::InventoryUpdated), "status", absent()), "status");
    row("stock without items", with(sample(EventKind::StockAdded), "items", absent()), "items");
    row("a list", "[1]", "object");
  }

  void membersThatAreAbsentOrWrongAreNamed() {
    QFETCH(QByteArray, json);
    QFETCH(QByteArray, member);
    const auto read = decodeEvent(std::string_view(json.constData(), static_cast<std::size_t>(json.size())));
    QVERIFY(!read);
    QCOMPARE(read.error().code, ErrorCode::InvalidArgument);
    QVERIFY(!read.error().retryable);
    QVERIFY2(read.error().what.find(member.toStdString()) != std::string::npos, read.error().what.c_str());
  }

  void whatWasExpectedAndFoundIsSaid_data() {
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QByteArray>("what");
    const auto row = [](const char* name, const std::string& json, const char* what) {
      QTest::newRow(name) << QByteArray::fromStdString(json) << QByteArray(what);
    };
    row("nothing", "", "expected an event, found an empty value");
    row("blanks", " \n", "expected an event, found nothing but white space");
    row("not JSON", "nonsense", "expected JSON, found \"nonsense\" (");
    row("not UTF-8", "{\"event\":\"\xff\"}", "expected UTF-8, found the byte 0xff at 10");
    row("deep", std::string(20, '[') + std::string(20, ']'),
        "expected at most 16 levels of lists and objects, found 20");
    row("a list", "[1,2]", "expected an object, found the list [1,2]");
    row("a number", "12", "expected an object, found the number 12");
    row("null", "null", "expected an object, found null");
    row("an empty object", "{}", "event: found none, expected one of OrderPlaced, PaymentProcessed,");
    row("another event", with(placed(), "event", "OrderLost"), "found the text \"OrderLost\"");
    row("no user", with(placed(), "userId", absent()), "userId of OrderPlaced: expected an id, found none");
    row("empty user", with(placed(), "userId", ""), "userId of OrderPlaced: expected an id, found the text \"\"");
    row("a number for text", with(placed(), "userId", 7), "userId must be text, found the number 7");
    row("text for a number", with(placed(), "amountMinor", "7"), "found the text \"7\"");
    row("out of range", with(placed(), "amountMinor", -7), "found the number -7");
    row("huge", with(placed(), "amountMinor", 1e30), "found the number 1e+30");
    row("fraction", with(placed(), "amountMinor", 1.5), "found the number 1.5");
    row("not a time", with(placed(), "occurredAt", "yesterday"), "found the text \"yesterday\"");
    row("no time", with(placed(), "occurredAt", absent()),
        "occurredAt of OrderPlaced: expected a time (RFC 3339, UTC), found none");
    row("no items", with(placed(), "items", nlohmann::json::array()),
        "items of OrderPlaced: expected a list of items, found the list []");
    row("nested", with(placed(), "items", {{{"productId", "abc"}, {"quantity", -1}}}),
        "found the list [{\"productId\":\"abc\",\"quantity\":-1}]");
    row("status", with(sample(EventKind::PaymentProcessed), "paymentStatus", "maybe"),
        "paymentStatus of PaymentProcessed: expected \"confirmed\" or \"declined\", found the text \"maybe\"");
    row("no status", with(sample(EventKind::InventoryUpdated), "status", absent()),
        "status of InventoryUpdated: expected \"items reserved\", \"out of stock\" or \"items released\", found none");
    row("two stocks",
        with(sample(EventKind::StockAdded), "items",
             {{{"productId", "a"}, {"quantity", 1}}, {{"productId", "b"}, {"quantity", 1}}}),
        "items of StockAdded: expected a list of one item, found the list");
    row("too long", std::string(70'000, ' '), "expected an event of at most 65536 bytes, found 70000");
    row("long", with(placed(), "amountMinor", std::string(500, 'x')), "xxx...");
  }

  void whatWasExpectedAndFoundIsSaid() {
    QFETCH(QByteArray, json);
    QFETCH(QByteArray, what);
    const auto read = decodeEvent(std::string_view(json.constData(), static_cast<std::size_t>(json.size())));
    QVERIFY(!read);
    QVERIFY2(read.error().what.find(what.toStdString()) != std::string::npos, read.error().what.c_str());
    QVERIFY2(read.error().what.size() < 400, read.error().what.c_str());
  }

  /// What a store cannot keep, or keeps as something else, is no event; and no service need ask its store.
  void whatNoStoreCanKeepIsRefused_data() {
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QByteArray>("member");
    const auto row = [](const std::string& name, const std::string& json, const char* member) {
      QTest::newRow(name.c_str()) << QByteArray::fromStdString(json) << QByteArray(member);
    };
    const auto items = [](nlohmann::json list) { return with(placed(), "items", std::move(list)); };
    const auto item = [](nlohmann::json productId, nlohmann::json quantity, nlohmann::json price = 1) {
      return nlohmann::json{
          {"productId", std::move(productId)}, {"quantity", std::move(quantity)}, {"unitPriceMinor", std::move(price)}};
    };
    const std::string nul("n1\0-s", 5);
    for (const char* member : {"eventId", "orderId", "userId", "paymentId", "idempotencyKey", "bodyHash"}) {
      for (const auto& [what, id] : {std::pair<const char*, std::string>{"NUL", nul},
                                     {"newline", "a\nb"},
                                     {"delete", "a\x7f"},
                                     {"space", "a b"},
                                     {"quote", "a'b"},
                                     {"colon", "a:b"},
                                     {"slash", "a/b"},
                                     {"wildcard", "a%"},
                                     {"umlaut", "\u00fc"},
                                     {"emoji", "\U0001F600"},
                                     {"long", std::string(129, 'a')},
                                     {"very long", std::string(5'000, 'a')}}) {
        row(std::string(what) + " in " + member, with(placed(), member, id), member);
      }
    }
    for (const char* member : {"node", "status", "reason", "recipient"}) {
      for (const auto& [what, text] : {std::pair<const char*, std::string>{"NUL", nul},
                                       {"escape", "a\x1b[2J"},
                                       {"delete", "a\x7f"},
                                       {"long", std::string(1'025, 'a')}})
        row(std::string(what) + " in " + member, with(sample(EventKind::OrderCancelled), member, text), member);
      // Escapes of half a pair; the parser may refuse them as well.
      for (const char* half : {"\\ud800", "\\udfff", "\\ud800a", "\\udc00\\ud800"}) {
        std::string json = with(sample(EventKind::OrderCancelled), member, "HALF");
        json.replace(json.find("HALF"), 4, half);
        row(std::string(half) + " in " + member, json, "");
      }
    }
    row("long order id", with(placed(), "orderId", std::string(65, 'a')), "orderId");
    row("long user id", with(placed(), "userId", std::string(65, 'a')), "userId");
    row("paymentStatus of 5,000 bytes",
        with(sample(EventKind::PaymentProcessed), "paymentStatus", std::string(5'000, 'a')), "paymentStatus");
    for (const char* member : {"occurredAt", "placedAt", "deadline"}) {
      for (const char* time : {"1969-12-31T23:59:59.999Z", "0000-01-01T00:00:00Z", "-001-01-01T00:00:00Z",
                               "10000-01-01T00:00:00Z", "2023-02-30T00:00:00Z", "9999-12-31T23:59:60Z"})
        row(std::string(member) + " " + time, with(placed(), member, time), member);
    }
    for (const char* member : {"amountMinor", "points"}) {
      const EventKind kind = std::string_view(member) == "points" ? EventKind::PointsAccrued : EventKind::OrderPlaced;
      const std::int64_t most = kMaxAmountMinor;
      for (const nlohmann::json& number :
           {nlohmann::json(most + 1), nlohmann::json(INT64_MAX), nlohmann::json(INT64_MIN), nlohmann::json(UINT64_MAX),
            nlohmann::json(1e300), nlohmann::json(0.5)})
        row(std::string(member) + " " + number.dump(), with(sample(kind), member, number), member);
      std::string json = with(sample(kind), member, "BIG");
      json.replace(json.find("\"BIG\""), 5, "92233720368547758080");
      row(std::string(member) + " over 64 bits", json, "");
    }
    row("quantity 0", items({item("abc", 0)}), "quantity");
    row("quantity 10,001", items({item("abc", 10'001)}), "quantity");
    row("quantity 2^31", with(sample(EventKind::StockAdded), "items", {item("abc", 2'147'483'648LL)}), "quantity");
    row("negative price", items({item("abc", 1, -1)}), "unitPriceMinor");
    row("price over the limit", items({item("abc", 1, kMaxAmountMinor + 1)}), "unitPriceMinor");
    row("NUL in productId", items({item(nul, 1)}), "productId");
    row("long productId", items({item(std::string(65, 'a'), 1)}), "productId");
    row("product twice", items({item("abc", 1), item("xyz", 1), item("abc", 2)}), "abc");
    nlohmann::json many = nlohmann::json::array();
    for (int i = 0; i < 101; ++i) many.push_back(item("p" + std::to_string(i), 1));
    row("101 items", items(many), "items");
    nlohmann::json most = nlohmann::json::array();
    for (int i = 0; i < 10'000; ++i) most.push_back({{"productId", "p"}});
    row("10,000 items", items(most), "");  // or too large
    row("control characters in an unknown event", with(placed(), "event", nul + "\n"), "unknown");
  }

  void whatNoStoreCanKeepIsRefused() {
    QFETCH(QByteArray, json);
    QFETCH(QByteArray, member);
    const auto read = decodeEvent(std::string_view(json.constData(), static_cast<std::size_t>(json.size())));
    QVERIFY(!read);
    QVERIFY(!read.error().retryable);
    QVERIFY2(read.error().what.find(member.toStdString()) != std::string::npos, read.error().what.c_str());
    QVERIFY2(read.error().what.size() < 250, read.error().what.c_str());
    QVERIFY2(std::ranges::none_of(read.error().what, [](char c) { return static_cast<unsigned char>(c) < 0x20; }),
             read.error().what.c_str());
  }

  void whatIsLegalStaysLegal() {
    Event event = placed();
    event.orderId = event.userId = std::string(64, 'Z');
    event.eventId = std::string(64, 'Z') + "-points-reversed";
    event.items = {{std::string(64, '-'), 1, 0}, {"a.b_c-D9", kMaxQuantity, kMaxAmountMinor}};
    event.amountMinor = kMaxAmountMinor;
    event.idempotencyKey = std::string(64, '.');
    event.occurredAt = fromEpochMillis(0);
    event.deadline = fromEpochMillis(253'402'300'799'999);
    QVERIFY(decodeEvent(encodeEvent(event)).value() == event);
    // The first stock of a product: its id is made from the product's.
    Event seed = makeEvent(EventKind::StockAdded, "seed-" + std::string(64, 'p'), fromEpochMillis(1), "daemon");
    seed.items = {{std::string(64, 'p'), 2'147'483'647, 0}};
    QVERIFY(decodeEvent(encodeEvent(seed)).value() == seed);
    for (const char* reason : {"", "l'été\n\t\"déjà\" -- 漢字 😀 $1 ? :x", "\xEF\xBF\xBD"}) {
      Event cancelled = sample(EventKind::OrderCancelled);
      cancelled.reason = reason;
      QVERIFY(decodeEvent(encodeEvent(cancelled)).value() == cancelled);
    }
    // What is not there may also be said to be empty.
    QVERIFY(decodeEvent(with(sample(EventKind::OrderShipped), "userId", "")).has_value());
    QVERIFY(decodeEvent(with(sample(EventKind::OrderCancelled), "paymentId", "")).has_value());
  }

  void whatIsNotJsonIsInvalidJson() {
    const std::string whole = encodeEvent(placed());
    for (std::size_t length = 0; length < whole.size(); ++length) {
      const auto read = decodeEvent(std::string_view(whole).substr(0, length));
      QVERIFY(!read);
      QCOMPARE(read.error().code, ErrorCode::InvalidJson);
    }
    for (const std::string& text : {std::string("nonsense"), whole + "x", whole + whole,
                                    std::string("{\"event\":\"\xff\"}"), std::string("{'event':1}")})
      QCOMPARE(decodeEvent(text).error().code, ErrorCode::InvalidJson);
    for (const char* scalar : {"1", "\"x\"", "null", "true", "1.5"}) QVERIFY(!decodeEvent(scalar));
  }

  void deepNestingIsRefusedAtOnce() {
    const auto nested = [](std::size_t levels, const std::string& open, const std::string& close) {
      std::string json = "{\"a\":";
      for (std::size_t i = 0; i < levels; ++i) json += open;
      json += "1";
      for (std::size_t i = 0; i < levels; ++i) json += close;
      return json + "," + encodeEvent(placed()).substr(1);
    };
    for (const auto& [open, close] : {std::pair{"[", "]"}, std::pair{"{\"a\":", "}"}}) {
      QVERIFY(decodeEvent(nested(10, open, close)).has_value());
      for (const std::size_t levels : {20, 1'000, 9'000}) {
        const auto read = decodeEvent(nested(levels, open, close));
        QVERIFY(!read);
        QCOMPARE(read.error().code, ErrorCode::InvalidJson);
        QVERIFY2(read.error().what.find("deep") != std::string::npos, read.error().what.c_str());
      }
      QVERIFY(decodeEvent(nested(10, open, close)).has_value());
      QVERIFY(!decodeEvent(nested(9'000, open, "")));
    }
  }

  void anEventIsBoundedInSize() {
    Event event = sample(EventKind::OrderCancelled);
    event.reason = std::string(1'024, 'x');
    QVERIFY(decodeEvent(encodeEvent(event)).value() == event);
    event.reason += 'x';
    QCOMPARE(decodeEvent(encodeEvent(event)).error().code, ErrorCode::InvalidArgument);
    event.reason = std::string(70'000, 'x');
    QCOMPARE(decodeEvent(encodeEvent(event)).error().code, ErrorCode::TooLarge);
    Event large = placed();
    large.items.clear();
    for (int i = 0; i < kMaxItems; ++i)
      large.items.push_back({std::string(61, 'p') + std::to_string(i + 100), kMaxQuantity, 999'999'999'999});
    QVERIFY(decodeEvent(encodeEvent(large)).value() == large);
  }

  void damagedBytesNeverThrow() {
    std::mt19937 random(3);
    const std::string whole = encodeEvent(placed());
    for (int i = 0; i < 50'000; ++i) {
      std::string damaged = whole;
      for (unsigned n = random() % 4 + 1; n > 0; --n) damaged[random() % damaged.size()] = static_cast<char>(random());
      if (const auto read = decodeEvent(damaged)) QVERIFY(!read->orderId.empty());
    }
  }
};

ORDERDECK_TEST(EventChecksTest)
#include "event_checks_test.moc"
