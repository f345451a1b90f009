// No secret of a profile, and no token, is anywhere but in the files that are for the daemon and its processes alone.
#include <QtTest>

#include <csignal>
#include <filesystem>
#include <fstream>

#include <nlohmann/json.hpp>

#include "core/text_file.h"
#include "tests/harness/test_registry.h"
#include "tests/support/embedded_system.h"
#include "tests/support/http_test_client.h"
#include "tests/support/wait_until.h"

using namespace orderdeck;
using nlohmann::json;
using support::EmbeddedSystem;
using support::HttpTestClient;
using support::waitUntil;
namespace fs = std::filesystem;

namespace {

/// Each of its own, so that a leak says where it comes from.
const std::string kRedis = "pl4nted-redis", kLedger = "pl4nted-ledger", kMail = "pl4nted-mail",
                  kVariable = "pl4nted-env";

std::string textOf(const std::string& path) { return core::readTextFile(path).value_or(""); }

/// What everybody can see of a process: its arguments; and what it inherited, which its own children would.
std::string argumentsOf(pid_t pid) { return textOf(fmt::format("/proc/{}/cmdline", pid)); }
std::string environmentOf(pid_t pid) { return textOf(fmt::format("/proc/{}/environ", pid)); }

std::string outputOf(const QString& program, const QStringList& arguments) {
  QProcess process;
  process.setProcessChannelMode(QProcess::MergedChannels);
  process.start(program, arguments);
  process.waitForFinished(60'000);
  return process.readAll().toStdString();
}

}  // namespace

class SecretsTest : public QObject {
  Q_OBJECT

  std::vector<std::string> m_secrets;

  /// The secret that is in the text; empty: none.
  std::string secretIn(const std::string& text) const {
    for (const std::string& secret : m_secrets) {
      if (text.contains(secret)) return secret;
    }
    return {};
  }

#define NO_SECRET(where, text)                                                              \
  do {                                                                                      \
    const std::string read = text, found = secretIn(read);                                  \
    QVERIFY2(!read.empty(), where);                                                         \
    QVERIFY2(found.empty(), qPrintable(QString::fromStdString(found + " is in " + where))); \
  } while (false)

 private slots:
  void noSecretIsShown() {
    const QTemporaryDir folder;
    const std::string mail = folder.filePath("mail-password").toStdString();
    std::ofstream(mail) << kMail << "\n";
    fs::permissions(mail, fs::perms{0600});
    qputenv("ORDERDECK_REDIS_PASSWORD", QByteArray::fromStdString(kVariable));
    const auto unset = qScopeGuard([] { qunsetenv("ORDERDECK_REDIS_PASSWORD"); });
    // A ledger and a mail server that refuse every connection: what fails is what talks.
    EmbeddedSystem system(
        ORDERDECK_BIN_DIR "/orderdeckd",
        QString("redis: {password: %1}\n"
                "ledger: {driver: postgresql, dsn: 'host=127.0.0.1 port=1 user=shop password=%2'}\n"
                "mail: {smtp: '127.0.0.1:1', user: shop, passwordFile: '%3'}\n")
            .arg(QString::fromStdString(kRedis), QString::fromStdString(kLedger), QString::fromStdString(mail)));
    system.launch();
    QVERIFY2(system.waitReady(60'000), system.log().constData());
    const std::string data = system.dataDir().toStdString();
    m_secrets = {kRedis, kLedger, kMail, kVariable};

    // They are in use, so the rest of this test is about something.
    QVERIFY(textOf(data + "/redis/redis.conf").contains(kVariable));
    QVERIFY(textOf(data + "/run/endpoints.json").contains(kLedger));
    const auto address = api::findBackend(data);
    QVERIFY(address.has_value() && address->token.size() > 20);
    m_secrets.push_back(address->token);

    NO_SECRET("the ready line", QJsonDocument(system.readyLine()).toJson().toStdString());
    json run = json::parse(textOf(data + "/run.json"));
    run.erase("token");
    NO_SECRET("run.json beside the token", run.dump());

    const QString ctl = ORDERDECK_BIN_DIR "/orderdeckctl";
    const QStringList where = {"--profile", system.profileFile(), "--data-dir", system.dataDir()};
    for (const QStringList& command : {QStringList{"status"},
                                       {"--json", "status"},
                                       {"--json", "nodes"},
                                       {"breakers"},
                                       {"lag"},
                                       {"locks"},
                                       {"audit"},
                                       {"order", "show", "nobody"},
                                       {"dlq", "list"},
                                       {"rebuild", "--dry-run"},
                                       {"fault", "list"},
                                       {"openapi"}})
      NO_SECRET(("orderdeckctl " + command.join(' ')).toUtf8().constData(), outputOf(ctl, command + where));

    api::ControlClient control = system.control();
    const auto snapshot = control.snapshot();
    QVERIFY(snapshot.has_value());
    NO_SECRET("the snapshot", control.send(api::getSnapshot()).value_or(""));
    NO_SECRET("the daemon's metrics", control.send({"GET", "/metrics", {}, {}}).value_or("none"));
    for (const auto& node : snapshot->nodes) {
      if (node.endpoint.empty()) continue;
      const int port = std::stoi(node.endpoint.substr(node.endpoint.rfind(':') + 1));
      for (const char* page : {"/metrics", "/readyz", "/healthz", "/status"}) {
        const auto reply = HttpTestClient(port).request("GET", page);
        QVERIFY(reply.has_value());
        NO_SECRET((node.name + page).c_str(), reply->body + " ");
      }
    }
    for (const char* page : {"/readyz", "/metrics", "/orders/nobody", "/inventory/abc", "/openapi.json"}) {
      const auto reply = HttpTestClient(system.gatewayPort()).request("GET", page);
      if (reply) NO_SECRET(page, reply->body + " ");
    }

    const auto processes = system.processes();
    QVERIFY(processes.size() > 5);
    for (const pid_t process : processes)
      NO_SECRET("a process' arguments", argumentsOf(process) + " ");  // it may have ended
    for (const auto& node : snapshot->nodes) {
      // Redis writes its title over its environment.
      if (node.pid > 0)
        NO_SECRET((node.name + "'s environment").c_str(), environmentOf(static_cast<pid_t>(node.pid)) + " ");
    }

    // A crash says how it ended, and the log has its last words.
    for (const auto& node : snapshot->nodes) {
      if (node.service == "payment") ::kill(static_cast<pid_t>(node.pid), SIGSEGV);
    }
    QVERIFY(waitUntil([&] {
      const auto now = system.control().snapshot();
      return now &&
             std::ranges::any_of(now->nodes, [](const auto& node) { return node.lastExit && node.lastExit->signal; });
    }));
    NO_SECRET("the snapshot after a crash", control.send(api::getSnapshot()).value_or(""));

    QCOMPARE(system.stop(), 0);
    for (const auto& entry : fs::recursive_directory_iterator(data + "/logs"))
      NO_SECRET(entry.path().c_str(), textOf(entry.path()) + " ");
    NO_SECRET("the daemon's log", system.log().toStdString());
  }

  /// What is wrong with a profile is said before anything runs, also to a log.
  void noSecretIsInWhatIsWrong() {
    m_secrets = {kRedis, kLedger};
    const QTemporaryDir folder;
    const QString file = folder.filePath("p.yaml");
    for (const std::string& yaml :
         {"ledger: {dsn: 'host=h password=" + kLedger + "'}", "redis: {password " + kRedis + "}",
          "ledger: {driver: postgresql, dsn: 'host=nowhere.invalid password=" + kLedger + "'}",
          "redis: {embedded: false, endpoint: 'redis://u:" + kRedis + "@nowhere.invalid'}",
          "redis: {embedded: false, endpoint: 'redis://u:" + kRedis + "@127.0.0.1:1'}"}) {
      std::ofstream(file.toStdString()) << "name: wrong\n" << yaml << "\n";
      for (const QStringList& command :
           {QStringList{ORDERDECK_BIN_DIR "/orderdeckctl", "up"}, {ORDERDECK_BIN_DIR "/orderdeckd", "serve"}}) {
        const std::string said =
            outputOf(command[0], {command[1], "--profile", file, "--data-dir", folder.filePath("d")});
        NO_SECRET(yaml.c_str(), said);
        QVERIFY2(said.contains("orderdeckd: "), said.c_str());
      }
    }
  }
};

ORDERDECK_TEST(SecretsTest)
#include "secrets_test.moc"
