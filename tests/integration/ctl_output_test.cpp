// What orderdeckctl prints of a backend that has hostile text everywhere: every command, every column of every table,
// with --json and without. Nothing of it may steer the terminal.
#include <QtTest>

#include <QProcess>

#include <nlohmann/json.hpp>

#include "api/calls.h"
#include "api/json_encoder.h"
#include "api/snapshot_fields.h"
#include "core/terminal_text.h"
#include "tests/harness/test_registry.h"
#include "tests/support/hostile_text.h"
#include "tests/support/tiny_http_server.h"

using namespace orderdeck;
using support::hostile;

namespace {

/// Answers every call as its table entry says, with hostile text.
template <typename Query, typename Body, typename Answer>
std::optional<std::string> answerTo(const api::Call<Query, Body, Answer>& call, const support::TinyRequest& request) {
  const std::string path = request.target.substr(0, request.target.find('?'));
  const std::string start(call.path.substr(0, call.path.find('{')));
  const bool fits = call.path == start ? path == start : path.starts_with(start) && path.size() > start.size();
  if (!fits || request.method != call.method) return std::nullopt;
  Answer answer = hostile<Answer>();
  if constexpr (std::is_same_v<Answer, api::RedriveView>) answer.state = api::JobState::Done;
  if constexpr (std::is_same_v<Answer, api::RebuildAnswer>) answer.state = api::JobState::Done;
  return api::encodeJson(answer);
}

support::TinyAnswer hostileBackend(const support::TinyRequest& request) {
  namespace calls = api::calls;
  if (request.target.contains("refused") || request.target.starts_with("/inventory")) {
    return {.status = 404,
            .body = nlohmann::json{{"code", "not_found"}, {"detail", support::kHostile}}.dump(),
            .contentType = "application/problem+json"};
  }
  if (request.target.starts_with("/api/snapshot")) return {.body = api::encodeSnapshot(hostile<api::Snapshot>())};
  if (request.target == "/api/openapi.json") return {.body = nlohmann::json{{"x", support::kHostile}}.dump(2)};
  std::optional<std::string> body;
  const auto attempt = [&](const auto&... call) { ((body = body ? body : answerTo(call, request)), ...); };
  attempt(calls::kFaultCatalogue, calls::kListFaults, calls::kArmFault, calls::kShowRedrive, calls::kListDeadLetters,
          calls::kShowDeadLetter, calls::kDiscard, calls::kCancelOrder, calls::kShowOrder, calls::kRestock,
          calls::kControlNode, calls::kForceBreaker, calls::kAudit, calls::kShowRebuild, calls::kStartRebuild,
          calls::kClearFault, calls::kClearFaults, calls::kRedrive, calls::kCancelRedrive, calls::kListActs,
          calls::kListTokens, calls::kCreateToken, calls::kRevokeToken);
  return body ? support::TinyAnswer{.body = *body} : support::TinyAnswer{.status = 404, .body = "{}"};
}

QByteArray unsafePart(const QByteArray& output) {
  for (const QByteArray& line : output.split('\n')) {
    if (core::terminalText(line.toStdString()) != line.toStdString()) return line;
  }
  return {};
}

}  // namespace

class CtlOutputTest : public QObject {
  Q_OBJECT

  support::TinyHttpServer m_server{hostileBackend};

  QByteArray ctl(const QStringList& words) const {
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(ORDERDECK_BIN_DIR "/orderdeckctl",
                  QStringList{"--connect", QString::fromStdString(m_server.url())} + words);
    process.waitForFinished(30'000);
    return process.readAll();
  }

 private slots:
  void nothingSteersTheTerminal_data() {
    QTest::addColumn<QString>("command");
    for (const char* command : {"status",
                                "nodes",
                                "locks",
                                "lag",
                                "lag --partitions",
                                "inventory",
                                "inventory restock abc 1",
                                "breakers",
                                "breaker n redis open",
                                "node kill n",
                                "fault list",
                                "fault catalogue",
                                "fault arm messages-poison",
                                "fault clear f1",
                                "fault clear",
                                "dlq list",
                                "dlq show l1",
                                "dlq discard l1",
                                "dlq redrive --all --dry-run",
                                "dlq redrive --all --detach",
                                "dlq redrive --all",
                                "order show o1",
                                "order cancel o1",
                                "order show refused",
                                "audit",
                                "rebuild --dry-run",
                                "acts",
                                "token list",
                                "token create grafana",
                                "token revoke grafana",
                                "openapi"})
      QTest::newRow(command) << command;
  }
  void nothingSteersTheTerminal() {
    QFETCH(QString, command);
    for (const QStringList& options : {QStringList{}, QStringList{"--json"}}) {
      const QByteArray output = ctl(options + command.split(' '));
      QVERIFY(!output.isEmpty());
      QVERIFY2(unsafePart(output).isEmpty(), unsafePart(output).toPercentEncoding(" []{}:,\"'"));
    }
  }

  void hostileTextIsShownAllTheSame() {
    for (const char* command : {"dlq list", "nodes", "locks", "inventory", "fault catalogue", "order show o1", "acts"})
      QVERIFY2(ctl(QString(command).split(' ')).contains("\\x1b[31m"), command);
    const auto json = nlohmann::json::parse(ctl({"--json", "dlq", "list"}).toStdString());
    QCOMPARE(json.at(0).at("why"), support::kHostile);  // for a program it is what it was
  }
};

ORDERDECK_TEST(CtlOutputTest)
#include "ctl_output_test.moc"
