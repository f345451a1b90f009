// Every service dies at every point between one durable step and the next, as often as it was asked to, under a load:
// every order still ends, and the auditor finds nothing.
#include <QtTest>

#include <nlohmann/json.hpp>

#include "tests/harness/test_registry.h"
#include "tests/integration/one_system.h"

using namespace orderdeck;
using nlohmann::json;

namespace {

constexpr int kOrders = 300;
constexpr int kPatience = 60'000;  // ms; that it is not enough is a defect, not a slow machine

}  // namespace

class CrashPointsTest : public QObject, private tests::OneSystem {
  Q_OBJECT
 private slots:
  void initTestCase() { start("payment: {declineShare: 0.1}"); }
  void cleanupTestCase() { stop(); }

  void itDiesThereAndAllOrdersEnd_data() {
    QTest::addColumn<QString>("service");
    QTest::addColumn<QString>("fault");
    QTest::addColumn<int>("times");
    for (const char* service : {"payment", "risk", "inventory", "points", "notification", "logistics", "ledger"}) {
      for (const char* fault : {"crash-after-effect", "crash-after-emit"})
        QTest::addRow("%s %s", service, fault) << service << fault << 1;
    }
    QTest::newRow("gateway crash-after-deduct") << "gateway" << "crash-after-deduct" << 1;
    QTest::newRow("gateway crash-after-publish") << "gateway" << "crash-after-publish" << 1;
    QTest::newRow("payment twice") << "payment" << "crash-after-effect" << 2;
    QTest::newRow("gateway twice") << "gateway" << "crash-after-deduct" << 2;
  }
  void itDiesThereAndAllOrdersEnd() {
    QFETCH(QString, service);
    QFETCH(QString, fault);
    QFETCH(int, times);
    const std::string node = service.toStdString() + "-1";
    QTRY_VERIFY_WITH_TIMEOUT(stateOf(node).state == "up", kPatience);
    const int restarts = stateOf(node).restarts;
    const auto before = accepted();

    auto control = m_system->control();
    const auto armed = control.send(api::armFault(fault.toStdString(), node, {{"times", times}}, 120));
    QVERIFY2(armed.has_value(), armed ? "" : armed.error().what.c_str());
    // In parts, so that a gateway that died finds orders to die of again.
    for (int part = 0; part < 3; ++part) {
      api::LoadSpec spec;
      spec.rate = 300;
      spec.count = kOrders / 3;
      spec.duplicates = 0.05;
      spec.seed = static_cast<std::uint64_t>(part + 1);
      const auto started = control.send(api::startLoad(spec));
      QVERIFY2(started.has_value(), started ? "" : started.error().what.c_str());
      QTRY_VERIFY_WITH_TIMEOUT(isOver(json::parse(*started).value("id", "")), kPatience);
      QTRY_VERIFY_WITH_TIMEOUT(stateOf(node).state == "up", kPatience);
    }

    // It ends by itself when it struck so often, and not before.
    QTRY_VERIFY2_WITH_TIMEOUT(noFaultIsArmed(), "the fault did not strike as often as it should", kPatience);
    QTRY_COMPARE_WITH_TIMEOUT(stateOf(node).restarts - restarts, times, kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(stateOf(node).state == "up", kPatience);
    const auto exit = stateOf(node).lastExit;
    QVERIFY(exit && exit->signal == SIGKILL);

    QTRY_VERIFY2_WITH_TIMEOUT(open() == 0, qPrintable(QString("%1 still open").arg(open())), 2 * kPatience);
    QVERIFY(accepted() - before > kOrders / 4);  // a gateway that is away takes none
    QCOMPARE(m_system->complaints(), QString());
    QCOMPARE(stateOf(node).restarts - restarts, times);
  }

 private:
  api::NodeView stateOf(const std::string& name) const {
    const auto now = m_system->control().snapshot();
    if (!now) return {};
    const auto node = std::ranges::find(now->nodes, name, &api::NodeView::name);
    return node == now->nodes.end() ? api::NodeView{} : *node;
  }
  bool isOver(const std::string& load) const {
    const auto now = m_system->control().snapshot();
    return now && now->load && now->load->id == load && now->load->state != "running";
  }
  bool noFaultIsArmed() const {
    const auto now = m_system->control().snapshot();
    return now && now->faults.empty();
  }
  qint64 accepted() {
    const std::string count = m_redis->command({"HGET", "flow", ">created"}).at(0);
    return count.empty() ? 0 : std::stoll(count);
  }
};

ORDERDECK_TEST(CrashPointsTest)
#include "crash_points_test.moc"
