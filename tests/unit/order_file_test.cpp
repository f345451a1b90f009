// A file of orders is read order by order, and a bad line is named with its field.
#include <QtTest>

#include <nlohmann/json.hpp>

#include "tests/harness/test_registry.h"
#include "tests/support/order_texts.h"

using namespace orderdeck;
using api::FileFormat;
using support::ordersOf;

class OrderFileTest : public QObject {
  Q_OBJECT
 private slots:
  void takesJsonLines() {
    const auto orders = ordersOf(
        "\xEF\xBB\xBF{\"userId\":\"u1\",\"items\":[{\"productId\":\"abc\",\"quantity\":2}]}\r\n\n"
        "{\"userId\":\"u2\",\"idempotencyKey\":\"k-2\",\"items\":[{\"productId\":\"xyz\",\"quantity\":1}]}",
        FileFormat::JsonLines);
    QVERIFY(orders.has_value());
    QCOMPARE(orders->size(), 2U);
    QCOMPARE((*orders)[0].idempotencyKey, "");
    QCOMPARE((*orders)[1].idempotencyKey, "k-2");
    QCOMPARE(domain::parseOrderRequest((*orders)[0].body)->userId, "u1");
  }

  void lineEndsThatWereTranslatedTwiceAreNoPartOfAnOrder() {
    const auto orders = ordersOf("{\"userId\":\"u1\",\"items\":[{\"productId\":\"abc\",\"quantity\":2}]}\r\r\n\r\r\n",
                                 FileFormat::JsonLines);
    QVERIFY(orders.has_value());
    QCOMPARE(orders->size(), 1U);
    QCOMPARE((*orders)[0].body.back(), '}');
  }

  void filesThatWerePutTogetherAreOne() {
    const std::string one = "\xEF\xBB\xBF{\"userId\":\"u1\",\"items\":[{\"productId\":\"abc\",\"quantity\":2}]}\n";
    const auto orders = ordersOf(one + one, FileFormat::JsonLines);
    QVERIFY(orders.has_value());
    QCOMPARE(orders->size(), 2U);
    for (const auto& order : *orders) QCOMPARE(order.body.front(), '{');
  }

  void aKeyIsAKeyHoweverItsNameIsWritten() {
    const auto orders =
        ordersOf(R"({"userId":"u1","idempotency\u004bey":"k-1","items":[{"productId":"abc","quantity":1}]})",
                 FileFormat::JsonLines);
    QVERIFY(orders.has_value());
    QCOMPARE(orders->front().idempotencyKey, "k-1");
  }

  void makesOneOrderOfRowsWithTheSameOrder() {
    const auto orders =
        ordersOf("userId,productId,quantity,order\nu1,abc,2,A\nu2,xyz,1,B\nu1,xyz,3,A\n\"u3\", abc ,1,\nu4,abc,1,\n",
                 FileFormat::Csv);
    QVERIFY2(orders.has_value(), orders ? "" : orders.error().what.c_str());
    QCOMPARE(orders->size(), 4U);  // A, B, and each row without a name
    const auto first = domain::parseOrderRequest((*orders)[0].body);
    QCOMPARE(first->userId, "u1");
    QCOMPARE(first->items.size(), 2U);
    QCOMPARE(first->items[1], (domain::OrderItem{"xyz", 3, 0}));
    QCOMPARE(domain::parseOrderRequest((*orders)[2].body)->userId, "u3");
  }

  void namesTheLineAndTheField_data() {
    QTest::addColumn<FileFormat>("format");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("field");
    const QString good = "{\"userId\":\"u1\",\"items\":[{\"productId\":\"abc\",\"quantity\":2}]}\n";
    const QString header = "userId,productId,quantity,order\n";
    QTest::newRow("no JSON") << FileFormat::JsonLines << good + "\n{nope" << "line 3:" << "";
    QTest::newRow("quantity") << FileFormat::JsonLines
                              << good + "{\"userId\":\"u1\",\"items\":[{\"productId\":\"abc\",\"quantity\":0}]}"
                              << "line 2:" << "items[0].quantity";
    QTest::newRow("key")
        << FileFormat::JsonLines
        << "{\"userId\":\"u1\",\"idempotencyKey\":\"a b\",\"items\":[{\"productId\":\"abc\",\"quantity\":1}]}"
        << "line 1:" << "idempotencyKey";
    QTest::newRow("product") << FileFormat::JsonLines
                             << "{\"userId\":\"u1\",\"items\":[{\"productId\":\"ghost\",\"quantity\":1}]}"
                             << "line 1:" << "ghost";
    QTest::newRow("header") << FileFormat::Csv << "user,product,n\nu1,abc,1" << "line 1:" << "'user'";
    QTest::newRow("header lacks") << FileFormat::Csv << "userId,productId\nu1,abc" << "line 1:" << "quantity";
    QTest::newRow("digits") << FileFormat::Csv << header + "u1,abc,1 0,A" << "line 2:" << "quantity";
    QTest::newRow("too many") << FileFormat::Csv << header + "u1,abc,10001,A" << "line 2:" << "quantity";
    QTest::newRow("short row") << FileFormat::Csv << header + "u1,abc,1,A\nu1,abc,1" << "line 3:" << "3 fields";
    QTest::newRow("other user") << FileFormat::Csv << header + "u1,abc,1,A\nu2,abc,1,A" << "line 3:" << "userId";
    QTest::newRow("user") << FileFormat::Csv << header + "u/1,abc,1,A" << "line 2:" << "userId";
    QTest::newRow("quote") << FileFormat::Csv << header + "\"u1,abc,1,A" << "line 2:" << "quote";
  }

  void namesTheLineAndTheField() {
    QFETCH(FileFormat, format);
    QFETCH(QString, text);
    QFETCH(QString, line);
    QFETCH(QString, field);
    const domain::Catalogue catalogue = {{"abc", {"abc", "A", 100, 10}}, {"xyz", {"xyz", "X", 100, 10}}};
    const auto orders = ordersOf(text.toStdString(), format, &catalogue);
    QVERIFY(!orders);
    const QString what = QString::fromStdString(orders.error().what);
    QVERIFY2(what.startsWith(line) && what.contains(field), qPrintable(what));
  }

  void aRefusalIsASentenceHoweverLongTheLine() {
    const std::string large(100'000, 'x');
    const std::string header = "userId,productId,quantity,order\n";
    for (const std::string& text :
         {large + "\n,", header + "u1,abc," + large + ",A", header + "u1,abc,1," + large + "\nu2,abc,1," + large}) {
      const auto orders = ordersOf(text, FileFormat::Csv);
      QVERIFY(!orders && orders.error().what.size() < 300);
    }
  }

  void refusesAnEmptyFile() {
    for (const FileFormat format : {FileFormat::JsonLines, FileFormat::Csv, FileFormat::None}) {
      QVERIFY(!ordersOf("", format));
      QVERIFY(!ordersOf("\n  \n", format));
    }
    QVERIFY(!ordersOf("userId,productId,quantity\n", FileFormat::Csv));
  }

  void theTextDecidesWhereTheNameDoesNot() {
    const std::string json = "\xEF\xBB\xBF\n {\"userId\":\"u1\",\"items\":[{\"productId\":\"abc\",\"quantity\":2}]}\n";
    QCOMPARE(ordersOf(json, FileFormat::None)->size(), 1U);
    QCOMPARE(ordersOf("\xEF\xBB\xBFuserId,productId,quantity\nu1,abc,1\n", FileFormat::None)->size(), 1U);
    const auto array = ordersOf("[" + json + "]", FileFormat::None);
    QVERIFY(!array && array.error().what.find("JSON array") != std::string::npos);
    const auto wide = ordersOf(std::string("\xFF\xFEu\0s\0", 6), FileFormat::None);
    QVERIFY(!wide && wide.error().what.find("UTF-16") != std::string::npos);
  }

  // RFC 4180, section 2.
  void fieldsInQuotesHoldWhatEndsOthers() {
    const auto orders = ordersOf(
        "userId,productId,quantity,order\r\n\"u1\",\"abc\",\"2\",\"A, \"\"first\"\"\r\nof two\"\r\n"
        "u1,xyz,1,\"A, \"\"first\"\"\r\nof two\"\r\nu2,abc,1,",
        FileFormat::Csv);
    QVERIFY2(orders.has_value(), orders ? "" : orders.error().what.c_str());
    QCOMPARE(orders->size(), 2U);
    QCOMPARE(orders->front().line, 2U);
    QCOMPARE(domain::parseOrderRequest(orders->front().body)->items.size(), 2U);
    QCOMPARE(orders->back().line, 6U);
    for (const char* bad : {"u1,ab\"c,1,", "u1,\"abc\"x,1,", "u1,\"abc,1,\n"}) {
      const auto refused = ordersOf(std::string("userId,productId,quantity,order\n") + bad, FileFormat::Csv);
      QVERIFY2(!refused && refused.error().what.starts_with("line 2: "), bad);
    }
  }

  void rowsOfAnOrderStandWithinSoManyOrders() {
    const auto text = [](std::size_t between) {
      std::string rows = "userId,productId,quantity,order\nu1,abc,1,A\n";
      for (std::size_t i = 0; i < between; ++i) rows += fmt::format("u2,abc,1,b{}\n", i);
      return rows + "u1,xyz,1,A\n";
    };
    constexpr std::size_t kOpen = runtime::OrderFileReader::kOpenOrders;
    const auto near = ordersOf(text(kOpen - 1), FileFormat::Csv);
    QVERIFY(near.has_value());
    QCOMPARE(near->size(), kOpen);
    const auto far = ordersOf(text(2 * kOpen), FileFormat::Csv);
    QVERIFY(!far);
    QVERIFY2(far.error().what.starts_with(fmt::format("line {}: ", 2 * kOpen + 3)), far.error().what.c_str());
  }
};

ORDERDECK_TEST(OrderFileTest)
#include "order_file_test.moc"
