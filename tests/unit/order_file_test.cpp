// A file of orders is taken whole or not at all, and a bad line is named with its field.
#include <QtTest>

#include <nlohmann/json.hpp>

#include "runtime/load/order_file.h"
#include "tests/harness/test_registry.h"

using namespace orderdeck;
using api::FileFormat;
using runtime::parseOrderFile;

class OrderFileTest : public QObject {
  Q_OBJECT
 private slots:
  void takesJsonLines() {
    const auto orders = parseOrderFile(
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
    const auto orders = parseOrderFile(
        "{\"userId\":\"u1\",\"items\":[{\"productId\":\"abc\",\"quantity\":2}]}\r\r\n\r\r\n", FileFormat::JsonLines);
    QVERIFY(orders.has_value());
    QCOMPARE(orders->size(), 1U);
    QCOMPARE((*orders)[0].body.back(), '}');
  }

  void filesThatWerePutTogetherAreOne() {
    const std::string one = "\xEF\xBB\xBF{\"userId\":\"u1\",\"items\":[{\"productId\":\"abc\",\"quantity\":2}]}\n";
    const auto orders = parseOrderFile(one + one, FileFormat::JsonLines);
    QVERIFY(orders.has_value());
    QCOMPARE(orders->size(), 2U);
    for (const auto& order : *orders) QCOMPARE(order.body.front(), '{');
  }

  void aKeyIsAKeyHoweverItsNameIsWritten() {
    const auto orders =
        parseOrderFile(R"({"userId":"u1","idempotency\u004bey":"k-1","items":[{"productId":"abc","quantity":1}]})",
                       FileFormat::JsonLines);
    QVERIFY(orders.has_value());
    QCOMPARE(orders->front().idempotencyKey, "k-1");
  }

  void makesOneOrderOfRowsWithTheSameOrder() {
    const auto orders = parseOrderFile(
        "userId,productId,quantity,order\nu1,abc,2,A\nu2,xyz,1,B\nu1,xyz,3,A\n\"u3\", abc ,1,\nu4,abc,1,\n",
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
    const auto orders = parseOrderFile(text.toStdString(), format, &catalogue);
    QVERIFY(!orders);
    const QString what = QString::fromStdString(orders.error().what);
    QVERIFY2(what.startsWith(line) && what.contains(field), qPrintable(what));
  }

  void aRefusalIsASentenceHoweverLongTheLine() {
    const std::string large(100'000, 'x');
    const std::string header = "userId,productId,quantity,order\n";
    for (const std::string& text :
         {large + "\n,", header + "u1,abc," + large + ",A", header + "u1,abc,1," + large + "\nu2,abc,1," + large}) {
      const auto orders = parseOrderFile(text, FileFormat::Csv);
      QVERIFY(!orders && orders.error().what.size() < 300);
    }
  }

  void refusesAnEmptyFileAndUnknownFormats() {
    QVERIFY(!parseOrderFile("\n  \n", FileFormat::JsonLines));
    QVERIFY(!parseOrderFile("userId,productId,quantity\n", FileFormat::Csv));
    QVERIFY(!parseOrderFile("{}", FileFormat::None));
  }
};

ORDERDECK_TEST(OrderFileTest)
#include "order_file_test.moc"
