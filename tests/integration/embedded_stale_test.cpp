// What does not answer is never shown as if it did: a Redis or a broker that somebody stops with a signal makes its
// figures stale, the system's state unknown and its process paused in every list, while orders that are refused are
// counted; and all is well again once it goes on.
#include <QtTest>

#include <csignal>

#include "api/command.h"
#include "api/freshness.h"
#include "tests/harness/test_registry.h"
#include "tests/support/embedded_system.h"
#include "tests/support/wait_until.h"

using namespace orderdeck;
using namespace std::chrono_literals;
using api::Source;
using support::EmbeddedSystem;
using support::waitUntil;

namespace {

const QString kProgram = ORDERDECK_BIN_DIR "/orderdeckd";

/// Goes on at the end, whatever happens.
class Stopped {
 public:
  explicit Stopped(pid_t pid) : m_pid(pid) { ::kill(m_pid, SIGSTOP); }
  ~Stopped() { ::kill(m_pid, SIGCONT); }
  Stopped(const Stopped&) = delete;
  Stopped& operator=(const Stopped&) = delete;

 private:
  pid_t m_pid;
};

const api::NodeView* nodeOf(const api::Snapshot& snapshot, const std::string& service) {
  const auto found = std::ranges::find(snapshot.nodes, service, &api::NodeView::service);
  return found == snapshot.nodes.end() ? nullptr : &*found;
}

domain::LagVerdictWord verdictOf(const api::Snapshot& snapshot, const std::string& group) {
  const auto found = std::ranges::find(snapshot.groups, group, &api::GroupView::group);
  return found == snapshot.groups.end() ? domain::LagVerdictWord::unknown() : found->verdict;
}

}  // namespace

class EmbeddedStaleTest : public QObject {
  Q_OBJECT
 private slots:
  void initTestCase() {
    m_system = std::make_unique<EmbeddedSystem>(kProgram);
    QVERIFY2(m_system->start(), m_system->log().constData());
    api::LoadSpec load;
    load.rate = 100;
    load.seconds = 600;
    QVERIFY(m_system->control().send(api::startLoad(load)).has_value());
    QVERIFY(becomes([](const api::Snapshot& s) {
      return s.state == api::SystemState::Running && s.figures.completedPerSecond.value_or(0) > 50 &&
             verdictOf(s, "payment") == domain::LagVerdict::KeepingUp;
    }));
  }
  void cleanupTestCase() {
    QVERIFY(m_system->control().send(api::stopLoad()).has_value());
    m_system.reset();
  }

  void aRedisThatIsStoppedLeavesNothingGreen() {
    const Stopped stopped(pidOf("redis"));
    QVERIFY(becomes(
        [](const api::Snapshot& s) {
          return nodeOf(s, "redis")->state == api::NodeState::Paused && api::isStale(s, Source::Store) &&
                 s.state == api::SystemState::Unknown && !s.figures.acceptedPerSecond && !s.health.redisMillis;
        },
        3s));
    const auto now = m_system->control().snapshot();
    QVERIFY(now && !now->health.ok && !now->health.why.empty());
    for (const auto& edge : now->edges) QVERIFY(!edge.perSecond);
    QVERIFY(!api::isStale(*now, Source::Broker));
    QVERIFY(becomes([](const api::Snapshot& s) { return s.figures.refusedPerSecond.value_or(0) > 20; }));
    QVERIFY(becomes([](const api::Snapshot& s) { return api::sourceIn(s, Source::Store)->ageSeconds > 3; }));
  }

  void aBrokerThatIsStoppedLeavesNoVerdict() {
    QVERIFY(becomes([](const api::Snapshot& s) { return s.state == api::SystemState::Running; }));
    const Stopped stopped(pidOf("kafka"));
    QVERIFY(becomes(
        [](const api::Snapshot& s) {
          return nodeOf(s, "kafka")->state == api::NodeState::Paused && api::isStale(s, Source::Broker) &&
                 s.state == api::SystemState::Unknown && verdictOf(s, "payment") == domain::LagVerdict::Unknown;
        },
        3s));
  }

  void aConsumerThatIsStoppedIsReadByNobodyAtOnce() {
    QVERIFY(becomes([](const api::Snapshot& s) {
      return s.state == api::SystemState::Running && verdictOf(s, "payment") == domain::LagVerdict::KeepingUp;
    }));
    const Stopped stopped(pidOf("payment"));
    QVERIFY(becomes(
        [](const api::Snapshot& s) {
          return nodeOf(s, "payment")->state == api::NodeState::Paused &&
                 verdictOf(s, "payment") == domain::LagVerdict::NobodyReads;
        },
        2s));
  }

  void allIsWellAgain() {
    QVERIFY(becomes([](const api::Snapshot& s) {
      return s.state == api::SystemState::Running && s.health.ok &&
             verdictOf(s, "payment") == domain::LagVerdict::KeepingUp && s.figures.completedPerSecond.value_or(0) > 50;
    }));
  }

 private:
  bool becomes(const std::function<bool(const api::Snapshot&)>& holds, std::chrono::seconds within = 60s) {
    return waitUntil(
        [&] {
          const auto snapshot = m_system->control().snapshot();
          return snapshot && holds(*snapshot);
        },
        within);
  }
  pid_t pidOf(const std::string& service) {
    const auto snapshot = m_system->control().snapshot();
    if (!snapshot || nodeOf(*snapshot, service) == nullptr) qFatal("there is no such process");
    return static_cast<pid_t>(nodeOf(*snapshot, service)->pid);
  }

  std::unique_ptr<EmbeddedSystem> m_system;
};

ORDERDECK_TEST(EmbeddedStaleTest)
#include "embedded_stale_test.moc"
