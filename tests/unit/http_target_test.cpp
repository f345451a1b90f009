// Request targets are decoded or refused; replies are written as HTTP/1.1 says.
#include <QtTest>

#include "adapters/http/reply_text.h"
#include "adapters/http/request_target.h"
#include "tests/harness/test_registry.h"

using namespace orderdeck::adapters::http;
using orderdeck::ports::HttpReply;
using orderdeck::ports::HttpRequest;

class HttpTargetTest : public QObject {
  Q_OBJECT

 private slots:
  void itSplitsPathAndQuery() {
    HttpRequest request;
    QVERIFY(splitTarget("/orders/a%2Db?ids=a%2Cb&q=x+y&flag&&e=", request));
    QCOMPARE(request.path, std::string("/orders/a-b"));
    const std::map<std::string, std::string> query{{"ids", "a,b"}, {"q", "x y"}, {"flag", ""}, {"e", ""}};
    QCOMPARE(request.query, query);
  }

  void aPlusInAPathIsAPlus() {
    HttpRequest request;
    QVERIFY(splitTarget("/a+b", request));
    QCOMPARE(request.path, std::string("/a+b"));
  }

  void itRefusesWhatIsNotLegal_data() {
    QTest::addColumn<QByteArray>("target");
    for (const char* target : {"", "orders", "*", "/a%", "/a%2", "/a%zz", "/a%00b", "/a%0d%0aX", "/?a=%g1", "/?%1=2",
                               "http://host/x", "/a%-1"})
      QTest::newRow(target) << QByteArray(target);
  }
  void itRefusesWhatIsNotLegal() {
    QFETCH(QByteArray, target);
    HttpRequest request;
    QVERIFY(!splitTarget(target.toStdString(), request).has_value());
  }

  void aParameterStandsOnce() {
    HttpRequest request;
    const auto twice = splitTarget("/orders?ids=a&x=1&i%64s=b", request);
    QVERIFY(!twice);
    QVERIFY2(twice.error().what.contains("'ids' twice"), twice.error().what.c_str());
  }

  void onlyOptionsAsksForEverything() {
    HttpRequest options, get;
    options.method = "OPTIONS", get.method = "GET";
    QVERIFY(splitTarget("*", options).has_value() && options.path == "*");
    QVERIFY(!splitTarget("*", get).has_value());
  }

  void noContentHasNoLength() {
    std::string out;
    writeReply(out, HttpReply{.status = 204, .body = {}, .contentType = {}, .headers = {{"Allow", "GET"}}}, {});
    QVERIFY(!out.contains("Content-Length") && !out.contains("Content-Type") && out.ends_with("Allow: GET\r\n\r\n"));
  }

  void aReplyHasItsLengthAndItsFields() {
    std::string out;
    writeReply(
        out,
        HttpReply{.status = 503, .body = "{}", .contentType = "application/json", .headers = {{"Retry-After", "1"}}},
        {.keepAlive = false, .date = "Sat, 21 Nov 2026 22:41:07 GMT"});
    QCOMPARE(out, std::string("HTTP/1.1 503 Service Unavailable\r\nDate: Sat, 21 Nov 2026 22:41:07 "
                              "GMT\r\nContent-Type: application/json\r\n"
                              "Retry-After: 1\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}"));
  }

  void aHeadReplyHasTheLengthButNoBody() {
    std::string out;
    writeReply(out, HttpReply{.status = 200, .body = "12345", .contentType = "text/plain", .headers = {}},
               {.head = true});
    QVERIFY(out.contains("Content-Length: 5\r\n\r\n"));
    QVERIFY(out.ends_with("\r\n\r\n"));
  }
};

ORDERDECK_TEST(HttpTargetTest)
#include "http_target_test.moc"
