// Every fault that a process looks up, armed under a load: it strikes, it is survived, and when it is over every order
// ends and the auditor finds nothing. Then the processes themselves, by the names that an operator uses: Redis and the
// broker as well as a node.
#include <QtTest>

#include <nlohmann/json.hpp>

#include "tests/harness/test_registry.h"
#include "tests/integration/one_system.h"

using namespace orderdeck;
using nlohmann::json;

namespace {

constexpr int kOrders = 400;
constexpr int kPatience = 60'000;  // ms; that it is not enough is a defect, not a slow machine

using Params = std::map<std::string, double>;
using Choices = std::map<std::string, std::string>;

struct Row {
  const char* fault;
  const char* target;
  Params params;
  Choices choices = {};
};

const std::vector<Row>& rows() {
  static const std::vector<Row> all = {
      {"payment-declines", "", {{"share", 0.5}}},
      {"payment-slow", "payment", {{"latencyMs", 200}}},
      {"payment-unknown", "", {{"share", 0.5}}},
      {"payment-late", "payment-1", {{"latencyMs", 1'500}, {"share", 0.5}}},
      {"consumer-slow", "", {{"latencyMs", 300}}},
      {"messages-duplicate", "", {{"share", 0.5}, {"times", 3}}},
      {"messages-reorder", "", {{"share", 0.5}}},
      {"messages-poison", "", {{"share", 0.1}}},
      {"messages-poison", "gateway", {{"share", 0.1}}, {{"kind", "huge"}}},
      {"messages-truncated", "", {{"share", 0.2}}},
      {"publish-lost-ack", "", {{"share", 0.5}}},
      {"link-latency", "", {{"latencyMs", 50}, {"jitterMs", 50}}, {{"dependency", "redis"}}},
      {"link-reply-lost", "", {{"share", 0.3}}, {{"dependency", "redis"}}},
      {"link-reply-lost", "", {{"share", 0.3}}, {{"dependency", "kafka"}}},
      {"link-reply-lost", "", {{"share", 0.5}}, {{"dependency", "payment"}}},
      {"link-reset", "", {{"share", 0.5}}, {{"dependency", "mail"}}},
      {"link-reset", "", {{"share", 0.3}}, {{"dependency", "kafka"}}},
      {"link-blackhole", "inventory", {{"share", 0.3}}, {{"dependency", "redis"}}},
      {"link-blackhole", "ledger-1", {{"share", 0.5}}, {{"dependency", "ledger"}}},
      {"lock-holder-pause", "inventory", {{"times", 100}, {"everyMs", 500}, {"pauseMs", 1'000}}},
  };
  return all;
}

}  // namespace

class FaultSurvivalTest : public QObject, private tests::OneSystem {
  Q_OBJECT
 private slots:
  void initTestCase() { start(); }
  void cleanupTestCase() { stop(); }

  void itStrikesAndIsSurvived_data() {
    QTest::addColumn<int>("index");
    for (std::size_t i = 0; i < rows().size(); ++i) {
      std::string words;
      for (const auto& [name, word] : rows()[i].choices) words += " " + word;
      QTest::addRow("%s%s", rows()[i].fault, words.c_str()) << static_cast<int>(i);
    }
  }
  void itStrikesAndIsSurvived() {
    QFETCH(int, index);
    const Row& row = rows()[static_cast<std::size_t>(index)];
    auto control = m_system->control();
    const auto armed = control.send(api::armFault(row.fault, row.target, row.params, 300, row.choices));
    QVERIFY2(armed.has_value(), armed ? "" : armed.error().what.c_str());
    m_fault = json::parse(*armed).value("id", "");
    startLoad();
    QTRY_VERIFY_WITH_TIMEOUT(loadIsOver(), kPatience);
    QTRY_VERIFY2_WITH_TIMEOUT(hits() > 0, "it never struck", kPatience);
    QVERIFY(control.send(api::clearFaults()).has_value());
    comesToRest();
  }

  void processesAreStruckByName_data() {
    QTest::addColumn<QString>("process");
    for (const char* process : {"redis", "broker", "payment-1"}) QTest::newRow(process) << process;
  }
  void processesAreStruckByName() {
    QFETCH(QString, process);
    const std::string name = process.toStdString();
    auto control = m_system->control();
    QTRY_VERIFY_WITH_TIMEOUT(nodeOf(name).state == "up", kPatience);
    startLoad();
    QVERIFY(control.send(api::controlNode(name, "pause")).has_value());
    QTRY_VERIFY_WITH_TIMEOUT(nodeOf(name).state == "paused", kPatience);
    QVERIFY(control.send(api::clearFaults()).has_value());  // ends what was done to a process, too
    QTRY_VERIFY_WITH_TIMEOUT(nodeOf(name).state == "up", kPatience);
    for (const api::NodeAction action : {api::NodeAction::Kill, api::NodeAction::Restart}) {
      const int before = nodeOf(name).restarts;
      QVERIFY(control.send(api::controlNode(name, action)).has_value());
      QTRY_VERIFY_WITH_TIMEOUT(nodeOf(name).restarts == before + 1 && nodeOf(name).state == "up", kPatience);
    }
    const int before = nodeOf(name).restarts;
    QVERIFY(!control.send(api::armFault("process-restart-storm", "", {}, 60)).has_value());
    QVERIFY(
        control.send(api::armFault("process-restart-storm", name, {{"times", 2}, {"everyMs", 2'000}}, 60)).has_value());
    QTRY_VERIFY_WITH_TIMEOUT(nodeOf(name).restarts == before + 2 && nodeOf(name).state == "up", kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(loadIsOver(), kPatience);
    if (name == "redis") m_redis = std::make_unique<support::RawRedis>(m_system->redisSocket());
    comesToRest();
  }

 private:
  void startLoad() {
    api::LoadSpec spec;
    spec.rate = 200;
    spec.count = kOrders;
    spec.duplicates = 0.05;
    const auto started = m_system->control().send(api::startLoad(spec));
    QVERIFY2(started.has_value(), started ? "" : started.error().what.c_str());
    m_load = json::parse(*started).value("id", "");
  }
  void comesToRest() {
    QTRY_VERIFY2_WITH_TIMEOUT(open() == 0, qPrintable(QString("%1 still open").arg(open())), 2 * kPatience);
    QCOMPARE(m_system->complaints(), QString());
  }
  api::Snapshot now() const { return m_system->control().snapshot().value_or(api::Snapshot{}); }
  api::NodeView nodeOf(const std::string& name) const {
    const auto snapshot = now();
    const auto node = std::ranges::find(snapshot.nodes, name, &api::NodeView::name);
    return node == snapshot.nodes.end() ? api::NodeView{} : *node;
  }
  bool loadIsOver() const {
    const auto snapshot = now();
    return snapshot.load && snapshot.load->id == m_load && snapshot.load->state != "running";
  }
  std::int64_t hits() const {
    const auto snapshot = now();
    return snapshot.faults.size() == 1 && snapshot.faults.front().id == m_fault ? snapshot.faults.front().hits : 0;
  }
  std::string m_load, m_fault;  // ids of the last ones
};

ORDERDECK_TEST(FaultSurvivalTest)
#include "fault_survival_test.moc"
