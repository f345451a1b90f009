// The request parser: how a request is cut into pieces changes nothing.
#include <QtTest>

#include <boost/beast/http/error.hpp>

#include <fmt/format.h>

#include "adapters/http/request_parser.h"
#include "tests/harness/test_registry.h"

using namespace orderdeck;
using adapters::http::RequestParser;
using HttpError = boost::beast::http::error;

namespace {

/// Hands the bytes over as a session does: what was not used comes again. The first error but need_more, or none.
boost::beast::error_code feed(RequestParser& parser, std::string_view bytes, std::size_t piece) {
  std::string pending;
  for (; !bytes.empty(); bytes.remove_prefix(std::min(piece, bytes.size()))) {
    pending += bytes.substr(0, piece);
    while (!pending.empty() && !parser.is_done()) {
      boost::beast::error_code error;
      const std::size_t used = parser.read(pending, error);
      pending.erase(0, used);
      if (error && error != HttpError::need_more) return error;
      if (error || used == 0) break;
    }
  }
  return {};
}

}  // namespace

class HttpParserTest : public QObject {
  Q_OBJECT

 private slots:
  void whoActsAndWhyStandOnce() {
    RequestParser parser(1'000, 1'000);
    QVERIFY(!feed(parser,
                  "POST /c HTTP/1.1\r\nUser-Agent: curl/7\r\nx-operator: %C3%84nne\r\nX-Reason: a drill\r\n"
                  "Content-Length: 0\r\n\r\n",
                  7));
    QCOMPARE(parser.request().userAgent, std::string("curl/7"));
    QCOMPARE(parser.request().operatorName, std::string("%C3%84nne"));
    QCOMPARE(parser.request().reason, std::string("a drill"));
    for (const char* twice : {"X-Reason: a\r\nX-Reason: b\r\n", "X-Operator: a\r\nx-operator: a\r\n"}) {
      RequestParser refusing(1'000, 1'000);
      QVERIFY(feed(refusing, std::string("POST /c HTTP/1.1\r\n") + twice + "\r\n", 100));
      QVERIFY(refusing.fault().problem == "invalid_argument");
    }
  }

  void chunksMayComeInAnyPieces() {
    for (const char* body :
         {"0\r\n\r\n", "3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n", "5\r\nabcde\r\n0;last\r\nTrailer: z\r\n\r\n"}) {
      for (std::size_t piece = 1; piece < 12; ++piece) {
        RequestParser parser(1'000, 1'000);
        QVERIFY(!feed(parser, std::string("POST /c HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n") + body, piece));
        QVERIFY(parser.is_done());
        QCOMPARE(parser.request().body, std::string(body[0] == '0' ? "" : "abcde"));
      }
    }
  }

  void whatChunksHaveBesidesDataIsLimitedHoweverItComes() {
    const std::string head = "POST /c HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
    const auto repeated = [](const std::string& text, int times) {
      std::string all;
      for (int i = 0; i < times; ++i) all += text;
      return all;
    };
    const std::string longText = repeated("x", 2'000), text = repeated("x", 900);
    const std::vector<std::string> refused = {
        fmt::format("1;{}", longText),
        fmt::format("1;{}\r\na\r\n0\r\n\r\n", longText),
        fmt::format("{}1\r\na", repeated("0", 2'000)),
        fmt::format("0\r\nX: {}\r\n\r\n", longText),
        fmt::format("0\r\n{}\r\n", repeated("X: y\r\n", 300)),
        fmt::format("{}0\r\n\r\n", repeated("1;" + text.substr(0, 50) + "\r\na\r\n", 40))};
    for (const std::string& body : refused) {
      for (const std::size_t piece : {1, 7, 100, 100'000}) {
        RequestParser parser(1'000, 1'000);
        QVERIFY(feed(parser, head + body, piece));
        QVERIFY(parser.fault().problem == "too_large");
      }
    }
    for (const std::string& body : std::vector<std::string>{fmt::format("{}0\r\n\r\n", repeated("1\r\na\r\n", 1'000)),
                                                            fmt::format("1;{}\r\na\r\n0\r\n\r\n", text)}) {
      for (const std::size_t piece : {1, 7, 100, 100'000}) {
        RequestParser parser(1'000, 1'000);
        QVERIFY(!feed(parser, head + body, piece));
        QVERIFY(parser.is_done());
      }
    }
  }

  void aLengthIsOnlyAClaim() {
    RequestParser parser(1'000, 1'000);
    QVERIFY(!feed(parser, "POST / HTTP/1.1\r\nContent-Length: 9000000000000000000\r\n\r\nab", 1'000));
    QVERIFY(parser.is_header_done() && !parser.limitBody(64 * 1024 * 1024));
    QVERIFY(parser.bytes() <= 2 * 1024 * 1024);
  }

  void lineAndFieldsHaveALimitEach() {
    const auto sized = [](std::string start, std::size_t size) {  // ends in CR LF
      return start.append(size - start.size() - 2, 'a').append("\r\n");
    };
    const auto line = [&](std::size_t size) {
      return std::string("GET /").append(size - 16, 'x').append(" HTTP/1.1\r\n");
    };
    for (const auto& [lineSize, fieldsSize, problem] :
         {std::tuple(300u, 200u, ""), {301u, 100u, "target_too_long"}, {50u, 201u, "header_too_large"}}) {
      const std::string header = line(lineSize) + sized("A: ", fieldsSize - 2) + "\r\n";
      QCOMPARE(header.size(), std::size_t{lineSize + fieldsSize});
      for (const std::size_t piece : {std::size_t{1}, std::size_t{100}, std::size_t{lineSize}, header.size()}) {
        RequestParser parser(300, 200);
        const auto error = feed(parser, header, piece);
        QCOMPARE(bool(error), *problem != '\0');
        if (!error) QVERIFY(parser.is_done());
        if (error) QCOMPARE(parser.fault().problem.text(), std::string_view(problem));
      }
    }
  }

  void whatNeverEndsIsRefusedAtTheLimit() {
    for (const auto& [start, problem] :
         {std::pair("GET /", "target_too_long"), {"GET / HTTP/1.1\r\nA: ", "header_too_large"}}) {
      RequestParser parser(300, 200);
      QVERIFY(feed(parser, start + std::string(400, 'x'), 10));
      QCOMPARE(parser.fault().problem.text(), std::string_view(problem));
    }
  }

  void aBodyDoesNotCountAsHeader() {
    RequestParser parser(300, 200);
    QVERIFY(!feed(parser, "POST / HTTP/1.1\r\nContent-Length: 1000\r\n\r\n" + std::string(1'000, 'x'), 2'000));
    QVERIFY(parser.is_done());
  }
};

ORDERDECK_TEST(HttpParserTest)
#include "http_parser_test.moc"
