// Problems: every code has a title, and a section of the page that its type names; what the contract lists is what
// there is. And the key of a change, as it may be written.
#include <QtTest>

#include <fstream>
#include <set>

#include <nlohmann/json.hpp>

#include "ports/http.h"
#include "tests/harness/test_registry.h"

using namespace orderdeck;
using ports::kProblems;
using ports::ProblemKind;

namespace {

std::vector<std::string> linesOf(const std::string& path) {
  std::vector<std::string> lines;
  std::ifstream file(std::string(ORDERDECK_SOURCE_DIR) + path);
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

nlohmann::json bodyOf(const ports::HttpReply& reply) { return nlohmann::json::parse(reply.body); }

std::string header(const ports::HttpReply& reply, const std::string& wanted) {
  for (const auto& [name, value] : reply.headers) {
    if (name == wanted) return value;
  }
  return {};
}

}  // namespace

class HttpProblemTest : public QObject {
  Q_OBJECT

 private slots:
  void aProblemSaysWhatItIs() {
    for (const ProblemKind& kind : kProblems) {
      const auto reply = ports::problem(kind.value, "why");
      QCOMPARE(reply.status, kind.status);
      QCOMPARE(reply.contentType, std::string("application/problem+json"));
      const auto body = bodyOf(reply);
      QCOMPARE(body["code"], kind.code);
      QCOMPARE(body["status"], kind.status);
      QCOMPARE(body["detail"], "why");
      const std::string title = body["title"];  // a sentence for people, and not the code
      QVERIFY2(title.contains(' ') && !title.contains('_') && std::isupper(static_cast<unsigned char>(title[0])),
               title.c_str());
      QCOMPARE(header(reply, "Retry-After").empty(), kind.status != 503);
      QCOMPARE(header(reply, "WWW-Authenticate").starts_with("Bearer"), kind.status == 401);
    }
  }

  void everyTypeLeadsToItsSection() {
    for (const ProblemKind& kind : kProblems) {
      const std::string type = bodyOf(ports::problem(kind.value, ""))["type"];
      const std::size_t mark = type.find('#');
      QVERIFY2(mark != type.npos, type.c_str());
      const auto lines = linesOf(type.substr(0, mark));
      const auto section = std::ranges::find(lines, "## " + type.substr(mark + 1));
      QVERIFY2(section != lines.end(), type.c_str());
      QVERIFY2((section + 2)->starts_with(std::to_string(kind.status)), type.c_str());
    }
  }

  void everySectionIsACode() {
    std::size_t sections = 0;
    for (const std::string& line : linesOf(std::string(ports::kProblemsPath))) {
      if (!line.starts_with("## ")) continue;
      ++sections;
      QVERIFY2(core::named<ports::Problem>(line.substr(3)), line.c_str());
    }
    QCOMPARE(sections, kProblems.size());
  }

  void thePageIsServedAsItIs() {
    const auto page = ports::problemsPage();
    QCOMPARE(page.contentType, std::string("text/markdown; charset=utf-8"));
    std::string text;
    for (const std::string& line : linesOf(std::string(ports::kProblemsPath))) text += line + "\n";
    QVERIFY(page.body == text);
  }

  void theContractListsEveryCode() {
    std::set<std::string> listed;
    for (const std::string& line : linesOf("/docs/contract/http.md")) {
      for (const ProblemKind& kind : kProblems) {
        if (line.starts_with(fmt::format("| {} | [`{}`]", kind.status, kind.code))) listed.emplace(kind.code);
      }
    }
    for (const ProblemKind& kind : kProblems) QVERIFY2(listed.contains(std::string(kind.code)), kind.code.data());
  }

  void anErrorIsAProblem() {
    for (int i = 0; i <= static_cast<int>(core::ErrorCode::Internal); ++i) {
      const auto code = static_cast<core::ErrorCode>(i);
      const auto body = bodyOf(ports::problem(core::Error{code, "why", false}));
      if (body["code"] != "busy") QCOMPARE(body["code"], core::codeName(code));
    }
  }

  void aKeyIsBareOrQuoted_data() {
    QTest::addColumn<QByteArray>("field");
    QTest::addColumn<QByteArray>("key");  // empty: refused
    const auto row = [](const char* field, const char* key) {
      QTest::newRow(field) << QByteArray(field) << QByteArray(key);
    };
    row("k1", "k1");
    row("\"k1\"", "k1");
    row("A-z_0.9", "A-z_0.9");
    const QByteArray longest(64, 'k');
    QTest::newRow("64 characters") << longest << longest;
    QTest::newRow("64 characters, quoted") << "\"" + longest + "\"" << longest;
    QTest::newRow("65 characters") << longest + "k" << QByteArray();
    for (const char* bad : {"", " ", "\"\"", "\"", "\"k1", "k1\"", "'k1'", "k 1", "k1, k2", "\"k1\", \"k2\"",
                            "\"k\\\"1\"", "\"k1\";a=1", "k1;a=1", ":azE=:", "k\xc3\xa4", "k/1"})
      row(bad, "");
  }
  void aKeyIsBareOrQuoted() {
    QFETCH(QByteArray, field);
    QFETCH(QByteArray, key);
    ports::HttpRequest request;
    request.idempotencyKey = field.toStdString();
    const auto read = ports::readIdempotencyKey(request);
    QCOMPARE(read.has_value(), !key.isEmpty());
    if (read)
      QCOMPARE(*read, key.toStdString());
    else
      QCOMPARE(read.error().code, core::ErrorCode::InvalidArgument);
  }

  void noKeyIsNone() { QCOMPARE(ports::readIdempotencyKey({}).value(), std::string()); }

  void optionsSayWhatIsTaken() {
    const auto reply = ports::optionsReply("GET, HEAD, POST, OPTIONS");
    QCOMPARE(reply.status, 204);
    QCOMPARE(header(reply, "Allow"), std::string("GET, HEAD, POST, OPTIONS"));
    QCOMPARE(header(reply, "Accept-Post"), std::string("application/json"));
    QVERIFY(header(ports::optionsReply("GET, HEAD, OPTIONS"), "Accept-Post").empty());
  }
};

ORDERDECK_TEST(HttpProblemTest)
#include "http_problem_test.moc"
