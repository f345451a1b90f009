// What a placed order must be, its price, and the packed form of its items.
#include <QtTest>

#include <limits>

#include "domain/order/order.h"
#include "tests/harness/test_registry.h"

using namespace orderdeck::domain;
using orderdeck::core::ErrorCode;

namespace {

std::string order(const std::string& items, const std::string& more = "") {
  return "{\"userId\":\"user1\",\"items\":" + items + more + "}";
}

std::string manyItems(int count) {
  std::string list = "[";
  for (int i = 0; i < count; ++i)
    list += (i ? "," : "") + std::string("{\"productId\":\"p") + std::to_string(i) + "\",\"quantity\":1}";
  return list + "]";
}

const std::string kOne = R"([{"productId":"abc","quantity":2}])";

}  // namespace

class OrderRulesTest : public QObject {
  Q_OBJECT

 private slots:
  void aLegalOrderIsRead() {
    const auto read = parseOrderRequest(
        R"({"userId":"user1","items":[{"productId":"abc","quantity":2,"note":[1]},{"productId":"xyz","quantity":10000}],"deadlineMs":600000,"x":null})");
    QVERIFY2(read.has_value(), read ? "" : read.error().what.c_str());
    QCOMPARE(read->userId, std::string("user1"));
    QCOMPARE(read->items.size(), std::size_t{2});
    QVERIFY((read->items[0] == OrderItem{"abc", 2, 0}));
    QCOMPARE(read->items[1].quantity, 10'000);
    QVERIFY(read->deadline == orderdeck::core::Millis{600'000});
    QVERIFY(!parseOrderRequest(order(kOne))->deadline);
    QVERIFY(parseOrderRequest(order(manyItems(100))).has_value());
  }

  void equalProductsAreAddedUp() {
    const auto read = parseOrderRequest(order(
        R"([{"productId":"abc","quantity":2},{"productId":"xyz","quantity":1},{"productId":"abc","quantity":3}])"));
    QCOMPARE(read->items.size(), std::size_t{2});
    QCOMPARE(read->items[0].quantity, 5);
    const auto much =
        parseOrderRequest(order(R"([{"productId":"abc","quantity":9999},{"productId":"abc","quantity":2}])"));
    QCOMPARE(much.error().code, ErrorCode::InvalidOrder);
    QVERIFY(much.error().what.find("items[1].quantity") != std::string::npos);
  }

  void whatIsWrongIsNamed_data() {
    QTest::addColumn<QString>("body");
    QTest::addColumn<QString>("field");
    const auto item = [](const std::string& quantity) {
      return order("[{\"productId\":\"abc\",\"quantity\":1},{\"productId\":\"b\",\"quantity\":" + quantity + "}]");
    };
    const auto row = [](const char* name, const std::string& body, const char* field) {
      QTest::newRow(name) << QString::fromStdString(body) << QString(field);
    };
    row("not an object", "[]", "body");
    row("no user", R"({"items":[{"productId":"a","quantity":1}]})", "userId");
    row("user not text", R"({"userId":1,"items":[{"productId":"a","quantity":1}]})", "userId");
    row("user empty", R"({"userId":"","items":[{"productId":"a","quantity":1}]})", "userId");
    row("user with a line break", R"({"userId":"a\nb","items":[{"productId":"a","quantity":1}]})", "userId");
    row("user too long",
        "{\"userId\":\"" + std::string(65, 'a') + "\",\"items\":[{\"productId\":\"a\",\"quantity\":1}]}", "userId");
    row("no items", R"({"userId":"user1"})", "items");
    row("items empty", order("[]"), "items");
    row("items an object", order("{}"), "items");
    row("items too many", order(manyItems(101)), "items");
    row("item a number", order("[1]"), "items[0]");
    row("product absent", order(R"([{"quantity":1}])"), "items[0].productId");
    row("product with a colon", order(R"([{"productId":"a:b","quantity":1}])"), "items[0].productId");
    row("quantity absent", order(R"([{"productId":"a"}])"), "items[0].quantity");
    for (const char* quantity :
         {"0", "-1", "10001", "1.0", "1e3", "\"1\"", "null", "true", "99999999999999999999", "18446744073709551615"})
      row(quantity, item(quantity), "items[1].quantity");
    for (const char* deadline : {"999", "86400001", "-1", "\"1\"", "null", "1.5", "18446744073709551615"})
      row(deadline, order(kOne, ",\"deadlineMs\":" + std::string(deadline)), "deadlineMs");
  }
  void whatIsWrongIsNamed() {
    QFETCH(QString, body);
    QFETCH(QString, field);
    const auto read = parseOrderRequest(body.toStdString());
    QVERIFY(!read);
    QCOMPARE(read.error().code, ErrorCode::InvalidOrder);
    QVERIFY2(QString::fromStdString(read.error().what).startsWith(field) || field == "body", read.error().what.c_str());
  }

  void whatIsNotJsonIsSaidSo() {
    for (const std::string& body : {std::string(), std::string("{"), order(kOne) + "x",
                                    std::string("{\"userId\":\"\xff\"}"), std::string(60'000, '[')})
      QCOMPARE(parseOrderRequest(body).error().code, ErrorCode::InvalidJson);
    QCOMPARE(parseOrderRequest(order(kOne, ",\"x\":\"" + std::string(kMaxBodyBytes, 'x') + "\"")).error().code,
             ErrorCode::TooLarge);
  }

  void itemsArePricedFromTheCatalogue() {
    const Catalogue catalogue = {{"abc", {"abc", "A", 1999, 10}},
                                 {"xyz", {"xyz", "X", 500, 10}},
                                 {"gold", {"gold", "G", std::numeric_limits<std::int64_t>::max() / 2, 1}}};
    std::vector<OrderItem> items = {{"abc", 2, 0}, {"xyz", 3, 7}};
    QCOMPARE(priceItems(items, catalogue).value(), std::int64_t{5498});
    QCOMPARE(items[0].unitPriceMinor, std::int64_t{1999});
    QCOMPARE(items[1].unitPriceMinor, std::int64_t{500});
    std::vector<OrderItem> unknown = {{"abc", 1, 0}, {"nothing", 1, 0}};
    const auto refused = priceItems(unknown, catalogue);
    QCOMPARE(refused.error().code, ErrorCode::UnknownProduct);
    QVERIFY(refused.error().what.find("nothing") != std::string::npos);
    std::vector<OrderItem> dear = {{"gold", 3, 0}};
    QCOMPARE(priceItems(dear, catalogue).error().code, ErrorCode::InvalidOrder);
  }

  void packedItemsReadBackTheSame() {
    const std::vector<OrderItem> items = {{"abc", 2, 1999}, {"x.y-z_1", 10'000, 0}};
    QCOMPARE(packItems(items), std::string("abc:2:1999,x.y-z_1:10000:0"));
    QVERIFY(unpackItems(packItems(items)).value() == items);
    QVERIFY(unpackItems(packItems({})).value().empty());
    for (const char* bad : {"abc", "abc:1", "abc:1:", "abc::1", ":1:1", "abc:0:1", "abc:-1:1", "abc:1:-1", "abc:1:1,",
                            ",abc:1:1", "abc:1:1:1", "abc:1x:1", "a b:1:1", "abc:99999999999:1"})
      QVERIFY2(!unpackItems(bad) && unpackItems(bad).error().code == ErrorCode::Corrupt, bad);
  }
};

ORDERDECK_TEST(OrderRulesTest)
#include "order_rules_test.moc"
