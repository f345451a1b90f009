// A page of another site, in a real browser (Chromium), against the gateway and an ops port: whatever it sends, nothing
// changes, and it reads nothing; nor does a page whose own name resolves to this machine.
#include <QtTest>

#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>

#include <atomic>
#include <future>

#include "adapters/http/http_server.h"
#include "tests/contract/http_handlers.h"
#include "tests/harness/test_registry.h"
#include "tests/support/gateway_world.h"
#include "tests/support/http_test_client.h"
#include "tests/support/tiny_http_server.h"
#include "tests/support/wait_until.h"

using namespace orderdeck;
using namespace orderdeck::support;
using adapters::http::HttpServer;

namespace {

// What the page does, in the order given; then it tells its own server how each ended. TARGETS and ORDER are filled in.
constexpr const char* kPage = R"(<!doctype html><title>another site</title><body><script>
const order = JSON.stringify({userId: "mallory", items: [{productId: "abc", quantity: 2}]});
const said = {};
async function attempt(name, act) {
  try { said[name] = String(await act()); } catch (error) { said[name] = "failed"; }
}
function form(action, enctype, name, value, sandbox) {
  return new Promise(done => {
    const frame = document.createElement("iframe");
    frame.name = "f" + Math.random();
    document.body.append(frame);
    frame.onload = () => done("sent");
    const html = `<form method=post enctype="${enctype}" action="${action}"><input name='${name}' value='${value}'></form><script>document.forms[0].submit()<\/script>`;
    if (sandbox) { frame.sandbox = "allow-scripts allow-forms"; frame.srcdoc = html; setTimeout(() => done("sent"), 500); return; }
    const f = document.createElement("form");
    f.method = "post"; f.enctype = enctype; f.action = action; f.target = frame.name;
    const input = document.createElement("input");
    input.name = name; input.value = value; f.append(input); document.body.append(f);
    f.submit();
    setTimeout(() => done("sent"), 500);
  });
}
function image(src) { return new Promise(done => { const i = new Image(); i.onload = () => done("loaded"); i.onerror = () => done("error"); i.src = src; }); }
function script(src) { return new Promise(done => { const s = document.createElement("script"); s.onload = () => done("ran"); s.onerror = () => done("error"); s.src = src; document.body.append(s); }); }
function xhr(url, type) {
  return new Promise((done, fail) => { const x = new XMLHttpRequest(); x.open("POST", url); x.setRequestHeader("Content-Type", type); x.onload = () => done(x.status); x.onerror = fail; x.send(order); });
}
(async () => {
  for (const base of [TARGETS]) {
    for (const path of ["/orders", "/orders/ORDER/cancel", "/inventory/abc/restock", "/api/shutdown", "/reconcile"]) {
      const url = base + path, body = path.endsWith("restock") ? '{"quantity":7}' : path == "/orders" ? order : undefined;
      const send = (name, more) => attempt(name + " " + url, async () => (await fetch(url, {method: "POST", body, ...more})).status);
      await send("no-cors text", {mode: "no-cors", headers: {"Content-Type": "text/plain"}});
      await send("no-cors without a type", {mode: "no-cors", body: body && new Blob([body])});
      await send("no-cors JSON in a text", {mode: "no-cors", body: body && new Blob([body], {type: "text/plain; application/json"})});
      await send("no-cors without a referrer", {mode: "no-cors", referrerPolicy: "no-referrer"});
      await send("no-cors with a key", {mode: "no-cors", keepalive: true, credentials: "include"});
      await send("cors JSON", {headers: {"Content-Type": "application/json"}});
      await send("cors DELETE", {method: "DELETE"});
      await attempt("xhr text " + url, () => xhr(url, "text/plain"));
      await attempt("xhr JSON " + url, () => xhr(url, "application/json"));
      await attempt("beacon " + url, () => navigator.sendBeacon(url, body || ""));
      await attempt("beacon of JSON " + url, () => navigator.sendBeacon(url, new Blob([body || ""], {type: "application/json"})));
      // {"userId":...,"x":"="}: a form's text that is JSON
      const [name, value] = [(body || '{').replace(/}$/, '') + (body ? ',' : '') + '"x":"', '"}'];
      await attempt("form " + url, () => form(url, "text/plain", name, value));
      await attempt("form without origin " + url, () => form(url, "text/plain", name, value, true));
      await attempt("urlencoded form " + url, () => form(url, "application/x-www-form-urlencoded", "a", "b"));
    }
    for (const path of ["/inventory", "/metrics", "/healthz"]) {
      await attempt("read " + base + path, async () => (await (await fetch(base + path)).text()).length);
      await attempt("image " + base + path, () => image(base + path));
      await attempt("script " + base + path, () => script(base + path));
    }
  }
  await fetch("/done", {method: "POST", body: JSON.stringify(said)});
})();
</script>)";

/// Chromium with a profile of its own; ended by the destructor.
class Browser {
 public:
  explicit Browser(const QStringList& arguments) {
    m_process.setProcessChannelMode(QProcess::MergedChannels);
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert("TMPDIR", m_folder.path());  // it leaves folders behind there
    m_process.setProcessEnvironment(environment);
    m_process.start(program(),
                    QStringList{"--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                                "--no-first-run", "--disable-background-networking", "--disable-component-update",
                                "--disable-sync", "--user-data-dir=" + m_folder.path()} +
                        arguments);
  }
  ~Browser() {
    m_process.terminate();
    if (!m_process.waitForFinished(10'000)) m_process.kill();
    m_process.waitForFinished(10'000);
  }
  static QString program() { return QStandardPaths::findExecutable("chromium"); }
  /// What it printed until it ended.
  QByteArray output(int millis = 60'000) {
    m_process.waitForFinished(millis);
    return m_process.readAll();
  }

 private:
  QTemporaryDir m_folder;
  QProcess m_process;
};

}  // namespace

class HttpBrowserTest : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { QVERIFY2(!Browser::program().isEmpty(), "there is no chromium: tools/install"); }

  void aPageOfAnotherSiteChangesAndReadsNothing() {
    GatewayWorld world;
    HttpServer gateway({}, world.start(), "gateway");
    tests::EchoHandler other;  // stands for every other port: what reaches it, would have reached a handler
    std::atomic<int> changes = 0;
    other.instead = [&](const ports::HttpRequest& request, ports::HttpRespond respond) {
      if (request.method != "GET" && request.method != "OPTIONS") ++changes;
      respond({.status = 200, .body = "{}", .headers = {}});
    };
    HttpServer ops({}, other, "ops");
    const std::string open = world.orderIn({});
    const auto before = world.stockOf("abc");

    std::string page = kPage;
    const std::string targets = "\"http://127.0.0.1:" + std::to_string(gateway.port()) +
                                "\", \"http://localhost:" + std::to_string(ops.port()) + "\"";
    page.replace(page.find("TARGETS"), 7, targets);
    page.replace(page.find("ORDER/"), 5, open);
    std::promise<std::string> done;
    std::atomic<bool> told = false;
    TinyHttpServer evil([&](const TinyRequest& request) {
      if (request.target == "/done" && !told.exchange(true)) done.set_value(request.body);
      return TinyAnswer{.body = request.target == "/" ? page : "{}", .contentType = "text/html"};
    });
    auto said = done.get_future();
    {
      Browser browser({"--remote-debugging-port=0", QString::fromStdString(evil.url() + "/")});
      QVERIFY(said.wait_for(std::chrono::seconds{90}) == std::future_status::ready);
    }
    const auto attempts = nlohmann::json::parse(said.get());
    QVERIFY(attempts.size() > 100);
    for (const auto& [what, ended] : attempts.items()) {
      const std::string result = ended;
      const bool opaque = result == "0" || result == "failed" || result == "sent" || result == "error" ||
                          result == "true" || result == "false";
      QVERIFY2(opaque || what.starts_with("script "),
               (what + ": " + result).c_str());  // an answer that a page may not read has status 0
    }
    QCOMPARE(world.store.orderCount(), 1u);
    QCOMPARE(world.store.order(open)->state, domain::OrderState::Created);
    const auto after = world.stockOf("abc");
    QCOMPARE(after.stocked, before.stocked);
    QCOMPARE(after.available, before.available);
    QCOMPARE(changes.load(), 0);
    QVERIFY(other.requests > 0);  // the browser did come: its reads are answered, but not shown to the page

    HttpTestClient client(gateway.port());  // and who may, can
    QCOMPARE(client.request("POST", "/orders", kGoodOrder)->status, 202);
    QCOMPARE(client.request("POST", "/inventory/abc/restock", R"({"quantity":7})")->status, 200);
    QCOMPARE(client.request("POST", "/orders/" + open + "/cancel")->status, 202);
  }

  void aNameThatResolvesToThisMachineIsNotOurs() {
    GatewayWorld world;
    HttpServer gateway({}, world.start(), "gateway");
    const auto show = [&](const char* host) {
      return Browser({"--host-resolver-rules=MAP evil.test 127.0.0.1", "--dump-dom",
                      QString("http://%1:%2/inventory").arg(host).arg(gateway.port())})
          .output();
    };
    const QByteArray rebound = show("evil.test");
    QVERIFY2(rebound.contains("misdirected") && !rebound.contains("available"), rebound.constData());
    const QByteArray own = show("localhost");
    QVERIFY2(own.contains("available"), own.constData());
  }
};

ORDERDECK_TEST(HttpBrowserTest)
#include "http_browser_test.moc"
