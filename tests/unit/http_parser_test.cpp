// The request parser: how a request is cut into pieces changes nothing.
#include <QtTest>

#include <boost/beast/http/error.hpp>

#include "adapters/http/request_parser.h"

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
  void chunksMayComeInAnyPieces() {
    for (const char* body : {"0\r\n\r\n", "3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n", "5\r\nabcde\r\n0;last\r\nTrailer: z\r\n\r\n"}) {
      for (std::size_t piece = 1; piece < 12; ++piece) {
        RequestParser parser(1'000, 1'000);
        QVERIFY(!feed(parser, std::string("POST /c HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n") + body, piece));
        QVERIFY(parser.is_done());
        QCOMPARE(parser.take().body, std::string(body[0] == '0' ? "" : "abcde"));
      }
    }
  }

  void aHeadersLimitIsTheWholeHeaders() {
    const std::string line = "GET /" + std::string(150, 'x') + " HTTP/1.1\r\n";
    for (const std::size_t size : {200u, 201u}) {
      const std::string header = line + "A: " + std::string(size - line.size() - 7, 'a') + "\r\n\r\n";
      QCOMPARE(header.size(), size);
      for (const std::size_t piece : {std::size_t{1}, std::size_t{100}, line.size(), size}) {
        RequestParser parser(200, 1'000);
        const auto error = feed(parser, header, piece);
        QVERIFY(size == 200 ? !error && parser.is_done() : error == HttpError::header_limit);
      }
    }
  }
};

QTEST_GUILESS_MAIN(HttpParserTest)
#include "http_parser_test.moc"
