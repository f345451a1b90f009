// Dead letters of a whole system: poison of every kind goes to the store and the partition moves on; what is redriven
// after its cause is gone ends its order. Driven by orderdeckctl, as an operator would.
#include <QtTest>

#include <algorithm>
#include <random>

#include <fmt/format.h>
#include <QProcess>
#include <nlohmann/json.hpp>

#include "adapters/kafka/kafka_bus.h"
#include "domain/services.h"
#include "runtime/profile/endpoints.h"
#include "tests/harness/test_registry.h"
#include "tests/integration/one_system.h"

using namespace orderdeck;
using nlohmann::json;
using support::waitUntil;
using namespace std::chrono_literals;

namespace {

QString idOf(const json& letter) { return QString::fromStdString(letter.at("letterId").get<std::string>()); }

struct CtlAnswer {
  int status = -1;
  json body;
};

std::string garbage(std::size_t size) {
  std::mt19937 random(7);
  std::string bytes(size, '\0');
  for (char& byte : bytes) byte = static_cast<char>(random());
  return bytes;
}

}  // namespace

class EmbeddedDeadLettersTest : public QObject, private tests::OneSystem {
  Q_OBJECT
 private slots:
  void initTestCase() {
    start();
    QVERIFY(comesTo(place(), "completed", 30s));
    QCOMPARE(ctl({"dlq", "list"}).body, json::array());
  }

  void cleanupTestCase() { stop(); }

  void poisonIsBookedAndThePartitionMovesOn() {
    const std::string huge = garbage(1'000'000);
    const std::vector<std::string> poison = {"nonsense", "{\"event\":\"PaymentProcessed\"}",
                                             "{\"event\":\"OrderLost\",\"orderId\":\"p2\"}", "", huge};
    // All of them on the partition of one order that comes after them.
    publish("order-paid", "poisoned", poison);
    const auto served = services("order-paid");
    QVERIFY2(waitUntil([&] { return list({"--topic", "order-paid"}).size() == poison.size() * served; }, 20s),
             std::to_string(list({"--topic", "order-paid"}).size()).c_str());
    QVERIFY(comesTo(place(), "completed", 20s));
    int large = 0;
    for (const auto& letter : list({"--service", "inventory"})) {
      QCOMPARE(letter.at("topic"), "order-paid");
      QCOMPARE(letter.at("attempts"), 1);
      QCOMPARE(letter.at("orderId"), "poisoned");  // by the message's key
      QVERIFY(!letter.at("why").get<std::string>().empty());
      large += letter.at("bodyBytes") == huge.size() ? 1 : 0;
    }
    QCOMPARE(large, 1);
    QVERIFY(waitUntil([&] {
      auto now = m_system->control().snapshot();
      return now && now->deadLetters.byTopic["order-paid"] == static_cast<std::int64_t>(poison.size() * served) &&
             now->balance.deadLettered == 0;
    }));
    for (const auto& letter : list({"--service", "inventory"})) {
      const auto shown = ctl({"dlq", "show", idOf(letter)}).body;
      const bool binary = letter.at("bodyBytes") == huge.size();
      QCOMPARE(shown.at("encoding"), binary ? "hex" : "text");
      if (binary)
        QVERIFY(shown.at("preview").get<std::string>().starts_with(
            fmt::format("{:02x} ", static_cast<unsigned char>(huge[0]))));
    }
  }

  void nullsAndHeadersComeBackAsTheyWere() {
    ports::OutboundMessage tombstone{.topic = "order-shipped", .key = {}, .value = {}};
    tombstone.headers = {
        {"trace", "abc"}, {"null", {}}, {"bytes", std::string("\0\xff", 2)}, {"trace", "twice"}, {"why", "mine"}};
    tombstone.nullKey = tombstone.nullValue = true;
    publish({tombstone});
    QVERIFY(waitUntil([&] { return list({"--topic", "order-shipped"}).size() == 1; }, 20s));
    const auto letter = list({"--topic", "order-shipped"})[0];
    QVERIFY2(letter.at("why").get<std::string>().find("tombstone") != std::string::npos, letter.dump().c_str());
    const auto shown = ctl({"dlq", "show", idOf(letter)}).body;
    QVERIFY(shown.at("key").is_null() && shown.at("nullValue") == true);
    QCOMPARE(shown.at("headers"), (json::array({{{"name", "trace"}, {"value", "abc"}},
                                                {{"name", "null"}, {"value", nullptr}},
                                                {{"name", "bytes"}, {"value", "00 ff"}},
                                                {{"name", "trace"}, {"value", "twice"}},
                                                {{"name", "why"}, {"value", "mine"}}})));
    QCOMPARE(ctl({"dlq", "redrive", idOf(letter)}).status, 0);
    QVERIFY(waitUntil([&] { return list({"--topic", "order-shipped"}).size() == 1; }, 20s));  // it failed again
    const auto again = ctl({"dlq", "show", idOf(list({"--topic", "order-shipped"})[0])}).body;
    QCOMPARE(again.at("redrives"), 1);
    QVERIFY(again.at("key").is_null() && again.at("nullValue") == true);
    auto wanted = shown.at("headers");
    wanted.push_back({{"name", "redriveOf"}, {"value", letter.at("letterId")}});
    QCOMPARE(again.at("headers"), wanted);
    QCOMPARE(ctl({"dlq", "discard", idOf(again)}).status, 0);
  }

  void poisonThatIsRedrivenComesBackAndIsCounted() {
    const auto before = list({"--service", "inventory"});
    QVERIFY(!before.empty());
    const std::size_t total = list({}).size();
    const auto plan = ctl({"dlq", "redrive", "--service", "inventory", "--dry-run"});
    QCOMPARE(plan.body.at("letters").get<std::size_t>(), before.size());
    QCOMPARE(list({"--service", "inventory"}).size(), before.size());
    const QString id = idOf(before[0]);
    const auto done = ctl({"dlq", "redrive", id});
    QCOMPARE(done.status, 0);
    QCOMPARE(done.body.at("redriven"), 1);
    QCOMPARE(ctl({"dlq", "show", id}).body.at("status"), "redriven");
    QVERIFY(waitUntil(
        [&] {
          const auto now = list({"--service", "inventory"});
          return now.size() == before.size() && now[0].at("redrives") == 1 && idOf(now[0]) != id;
        },
        20s));
    // It went out once for every service that could not take it: poison does not multiply.
    QVERIFY(waitUntil([&] { return list({}).size() == total; }, 20s));
    QVERIFY(m_system->control().snapshot()->redrive.has_value());
  }

  void aRedriveCanBeCancelledAndTheRestKeepsWaiting() {
    const std::size_t before = list({}).size();
    QVERIFY(before >= 5);
    QCOMPARE(ctl({"dlq", "redrive", "--all", "--rate", "0.5", "--detach"}).status, 0);
    QVERIFY(waitUntil([&] { return m_system->control().snapshot()->redrive->redriven >= 1; }));
    QCOMPARE(ctl({"dlq", "redrive", "--all"}).status, 1);  // one at a time
    const auto cancelled = ctl({"dlq", "cancel"});
    QCOMPARE(cancelled.body.at("state"), "cancelled");
    QVERIFY(cancelled.body.at("redriven").get<std::size_t>() < before);
    QVERIFY(waitUntil([&] { return list({}).size() == before; }, 20s));
  }

  void whatIsDiscardedWaitsNoMore() {
    std::vector<QString> words = {"dlq", "discard"};
    const auto all = list({});
    for (const auto& letter : all) words.push_back(idOf(letter));
    QCOMPARE(ctl(words).body.at("discarded").get<std::size_t>(), all.size());
    QVERIFY(list({}).empty());
    QVERIFY(!list({"--status", "discarded"}).empty());
    QCOMPARE(ctl({"dlq", "redrive", "--all"}).status, 1);  // nothing waits
    QCOMPARE(ctl({"dlq", "redrive"}).status, 2);
  }

  void anOrderEndsOnceItsCauseIsGone() {
    auto control = m_system->control();
    QVERIFY(control.send(api::controlNode("payment-1", "pause")));
    const std::string order = place();
    const auto whole = m_redis->hash("order:" + order);
    m_redis->command({"HSET", "order:" + order, "state", "sideways"});
    QVERIFY(control.send(api::controlNode("payment-1", "resume")));
    QVERIFY(waitUntil([&] { return !list({"--order", QString::fromStdString(order), "--service", "payment"}).empty(); },
                      30s));
    const auto letter = list({"--order", QString::fromStdString(order), "--service", "payment"})[0];
    QCOMPARE(letter.at("event"), "OrderPlaced");
    QCOMPARE(letter.at("attempts"), 5);
    QVERIFY(waitUntil(
        [&] {
          const auto now = control.snapshot();
          return now && now->balance.deadLettered == 1 && now->balance.inFlight == 0 && now->balance.unaccounted == 0;
        },
        15s));
    m_redis->command({"HSET", "order:" + order, "state", whole.at("state")});
    QCOMPARE(ctl({"dlq", "redrive", "--order", QString::fromStdString(order)}).status, 0);
    QVERIFY(comesTo(order, "completed", 20s));
    QVERIFY(waitUntil([&] { return control.snapshot()->balance.deadLettered == 0; }));
  }

  void theBookOutlivesTheBroker() {
    publish("order-created", "again", {"first life"});
    QVERIFY(waitUntil([&] { return list({"--topic", "order-created", "--service", "payment"}).size() == 1; }, 20s));
    auto control = m_system->control();
    QVERIFY(control.send(api::controlNode("broker", "kill")));
    QVERIFY(comesTo(place(), "completed", 60s));
    publish("order-created", "again", {"first life"});  // the same bytes, on a topic that counts from 0 again
    QVERIFY(waitUntil([&] { return list({"--topic", "order-created", "--service", "payment"}).size() == 2; }, 30s));
  }

 private:
  CtlAnswer ctl(const std::vector<QString>& words) const {
    QProcess process;
    QStringList all(words.begin(), words.end());
    all << "--json" << "--profile" << m_system->profileFile() << "--data-dir" << m_system->dataDir();
    process.start(ORDERDECK_BIN_DIR "/orderdeckctl", all);
    if (!process.waitForFinished(60'000)) return {};
    return {process.exitCode(), json::parse(process.readAllStandardOutput().toStdString(), nullptr, false)};
  }

  json list(const std::vector<QString>& filter) const {
    std::vector<QString> words = {"dlq", "list"};
    words.insert(words.end(), filter.begin(), filter.end());
    const auto answer = ctl(words);
    return answer.body.is_array() ? answer.body : json::array();
  }

  /// How many groups read a topic.
  static std::size_t services(const std::string& topic) {
    std::size_t count = 0;
    for (const auto& service : domain::consumerNames())
      count += static_cast<std::size_t>(std::ranges::count(domain::topicsOf(service), topic));
    return count;
  }

  void publish(const std::string& topic, const std::string& key, const std::vector<std::string>& values) const {
    std::vector<ports::OutboundMessage> messages;
    for (const auto& value : values) messages.push_back({.topic = topic, .key = key, .value = value});
    publish(messages);
  }

  void publish(const std::vector<ports::OutboundMessage>& messages) const {
    const std::string dataDir = m_system->dataDir().toStdString();
    adapters::kafka::KafkaBus bus({.bootstrap =
                                       [dataDir] {
                                         const auto now = runtime::readEndpoints(dataDir);
                                         return now ? now->kafka : std::string();
                                       },
                                   .clientId = "test"});
    QVERIFY(waitUntil([&] {
      auto publisher = bus.makePublisher();
      return publisher && (*publisher)->publish(messages).has_value();
    }));
  }

  std::string place() const {
    std::string id;
    (void)waitUntil([&] {
      id = placeOrder({{"userId", "user1"}, {"items", {{{"productId", "abc"}, {"quantity", 1}}}}});
      return !id.empty();
    });
    return id;
  }
};

ORDERDECK_TEST(EmbeddedDeadLettersTest)
#include "embedded_dead_letters_test.moc"
