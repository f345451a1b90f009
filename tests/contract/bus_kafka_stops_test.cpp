// Whatever stops (SIGSTOP) and for however long, the broker, its consumers, several at once, again before they are
// back: nobody dies of it, and every message is consumed within about the session time-out after all go on. Random
// stops; ORDERDECK_STOPS=SEED[,ROUNDS] draws others.
#include <fstream>
#include <random>

#include "tests/contract/bus_kafka_world.h"
#include "tests/harness/test_registry.h"
#include "tests/support/pause_process.h"
#include "tests/support/wait_until.h"

using namespace orderdeck;
using namespace std::chrono_literals;

namespace {

constexpr int kConsumers = 3;
constexpr auto kSession = 3'500ms;
// Two rebalances take 2 sessions and a bit; a machine that is busy with other things makes three times that. What went
// wrong once took max.poll.interval.ms: 300 s.
constexpr auto kRecovered = 30s;

/// `THIS --consumer BOOTSTRAP`: one member of a group, which says what it got.
int consume(const std::string& bootstrap) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  auto settings = contract::tightSettings();
  settings.bootstrap = [bootstrap] { return bootstrap; };
  settings.sessionTimeout = kSession;
  adapters::kafka::KafkaBus bus(std::move(settings));
  std::unique_ptr<ports::EventSubscription> subscription;
  for (;;) {
    if (!subscription) {
      auto made = bus.subscribe("payment", {"order-created"});
      if (!made) continue;
      subscription = std::move(*made);
    }
    const auto batch = subscription->poll(100, 50ms);
    if (!batch && batch.error().code == core::ErrorCode::Disconnected) subscription.reset();
    if (!batch || batch->empty()) continue;
    for (const auto& message : *batch) std::puts(message.value.c_str());
    std::fflush(stdout);
    static_cast<void>(subscription->commit());
  }
}

/// Neither gone nor a zombie.
bool lives(pid_t pid) {
  std::string stat;
  std::getline(std::ifstream("/proc/" + std::to_string(pid) + "/stat"), stat);
  const auto nameEnd = stat.rfind(')');
  return nameEnd != std::string::npos && stat.compare(nameEnd, 3, ") Z") != 0;
}

class Consumer {
 public:
  explicit Consumer(const std::string& bootstrap) {
    m_process.setStandardErrorFile(QProcess::nullDevice());
    m_process.start(QCoreApplication::applicationFilePath(), {"--consumer", QString::fromStdString(bootstrap)});
    m_process.waitForStarted();
  }
  ~Consumer() {
    m_process.kill();
    m_process.waitForFinished();
  }
  pid_t pid() const { return static_cast<pid_t>(m_process.processId()); }
  void readInto(std::set<int>& seen) {
    m_process.waitForReadyRead(1);
    while (m_process.canReadLine()) seen.insert(m_process.readLine().trimmed().toInt());
  }

 private:
  QProcess m_process;
};

}  // namespace

class BusKafkaStopsTest : public QObject {
  Q_OBJECT

 private slots:
  void init() {
    m_world = std::make_unique<contract::KafkaWorld>();
    for (int i = 0; i < kConsumers; ++i) m_consumers.push_back(std::make_unique<Consumer>(m_world->bootstrap()));
    m_next = 0;
    m_seen.clear();
    QVERIFY2(recovery() < 30s, "the group does not form");
  }
  void cleanup() {
    m_publisher.reset();
    m_consumers.clear();
    m_world.reset();
  }
  void aBrokerThatStops_data();
  void aBrokerThatStops();
  void consumersThatStop();
  void anybodyStops();
  void aLongBatchLosesNoPartition();

 private:
  using Millis = std::chrono::milliseconds;
  /// How long it takes until a message on every partition, published now, was consumed; a minute at most.
  Millis recovery();
  void stop(const std::vector<pid_t>& processes, Millis lasts, Millis gap);
  void allLive() {
    for (const auto& consumer : m_consumers) QVERIFY(lives(consumer->pid()));
    QVERIFY2(lives(m_world->broker().pid()), "the broker died");
  }

  std::unique_ptr<contract::KafkaWorld> m_world;
  std::vector<std::unique_ptr<Consumer>> m_consumers;
  std::unique_ptr<ports::EventPublisher> m_publisher;
  std::set<int> m_seen;
  int m_next = 0;
};

BusKafkaStopsTest::Millis BusKafkaStopsTest::recovery() {
  const auto begun = std::chrono::steady_clock::now();
  const int from = m_next;
  m_next += 100;
  bool published = false;
  support::waitUntil(
      [&] {
        if (!m_publisher) {
          auto made = m_world->bus().makePublisher();
          if (made) m_publisher = std::move(*made);
        }
        if (m_publisher && !published) {
          const auto done = m_publisher->publish(contract::numbered("order-created", from, 100, 100));
          published = done.has_value();
          if (!done && done.error().code == core::ErrorCode::Disconnected) m_publisher.reset();
        }
        for (const auto& consumer : m_consumers) consumer->readInto(m_seen);
        return std::distance(m_seen.lower_bound(from), m_seen.lower_bound(m_next)) == 100;
      },
      60s);
  return std::chrono::duration_cast<Millis>(std::chrono::steady_clock::now() - begun);
}

void BusKafkaStopsTest::stop(const std::vector<pid_t>& processes, Millis lasts, Millis gap) {
  for (const pid_t process : processes) QVERIFY(support::pauseProcess(process));
  std::this_thread::sleep_for(lasts);
  for (const pid_t process : processes) ::kill(process, SIGCONT);
  std::this_thread::sleep_for(gap);
}

// In sessions: shorter than one, longer, twice within a rebalance, much longer.
void BusKafkaStopsTest::aBrokerThatStops_data() {
  QTest::addColumn<QList<double>>("lengths");
  QTest::newRow("0.8") << QList<double>{0.8};
  QTest::newRow("1.2") << QList<double>{1.2};
  QTest::newRow("2.5, again after 0.5") << QList<double>{2.5, 0.5, 2.5};
  QTest::newRow("5") << QList<double>{5};
}

void BusKafkaStopsTest::aBrokerThatStops() {
  QFETCH(QList<double>, lengths);
  for (int i = 0; i < lengths.size(); i += 2) {
    const auto of = [&](int at) {
      return at < lengths.size() ? Millis{static_cast<int>(lengths[at] * static_cast<double>(kSession.count()))}
                                 : Millis{0};
    };
    stop({m_world->broker().pid()}, of(i), of(i + 1));
  }
  const auto took = recovery();
  allLive();
  qInfo("recovered after %lld ms", static_cast<long long>(took.count()));
  QVERIFY(took < kRecovered);
}

// Beyond the session time-out, all at once and one after the other, and again while the group still forms.
void BusKafkaStopsTest::consumersThatStop() {
  std::vector<pid_t> all;
  for (const auto& consumer : m_consumers) all.push_back(consumer->pid());
  for (const auto& [who, lasts, gap] : {std::tuple(all, 4'800ms, 300ms),
                                        {all, 4'500ms, 1'500ms},
                                        {{all[0], all[1]}, 5'000ms, 800ms},
                                        {{all[1], all[2]}, 4'200ms, 2'400ms}})
    stop(who, lasts, gap);
  const auto took = recovery();
  allLive();
  qInfo("recovered after %lld ms", static_cast<long long>(took.count()));
  QVERIFY(took < kRecovered);
}

void BusKafkaStopsTest::anybodyStops() {
  const auto chosen = qEnvironmentVariable("ORDERDECK_STOPS", "7,2").split(',');
  std::mt19937_64 random(chosen.value(0).toULongLong());
  const auto below = [&random](int most) { return static_cast<int>(random() % static_cast<std::uint64_t>(most)); };
  std::vector<Millis> times;
  for (int round = 0; round < chosen.value(1, "2").toInt(); ++round) {
    QString told;
    for (auto stops = 1 + below(3); stops > 0; --stops) {
      std::vector<pid_t> who;
      if (below(2) == 0) who.push_back(m_world->broker().pid());
      for (const auto& consumer : m_consumers) {
        if (below(2) == 0) who.push_back(consumer->pid());
      }
      const Millis lasts{300 + below(5'500)}, gap{below(3'000)};
      told += QString(" %1 for %2 ms, %3 ms;").arg(who.size()).arg(lasts.count()).arg(gap.count());
      stop(who, lasts, gap);
    }
    times.push_back(recovery());
    qInfo("stopped%s recovered after %lld ms", qPrintable(told), static_cast<long long>(times.back().count()));
    allLive();
    QVERIFY(times.back() < kRecovered);
  }
}

// Three sessions, and so longer than max.poll.interval.ms: nobody else gets the partitions, and the commit counts.
void BusKafkaStopsTest::aLongBatchLosesNoPartition() {
  m_consumers.clear();
  auto member = m_world->bus().subscribe("risk", {"order-created"});
  QVERIFY(member);
  const auto first = contract::read(**member, 100);
  QVERIFY(first.size() >= 100U);
  const auto held = (*member)->assignment();
  std::this_thread::sleep_for(3 * kSession);
  const auto committed = (*member)->commit();
  QVERIFY2(committed, committed ? "" : committed.error().what.c_str());
  QVERIFY((*member)->poll(1, 0ms));
  QCOMPARE((*member)->assignment(), held);
}

const support::RegisteredRole kConsumer("--consumer", [](const QStringList& arguments) {
  return consume(arguments.value(0).toStdString());
});
ORDERDECK_TEST(BusKafkaStopsTest)
#include "bus_kafka_stops_test.moc"
