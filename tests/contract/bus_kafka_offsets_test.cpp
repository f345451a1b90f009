// The look at the bus is a value or an error, whatever a broker answers: no group coordinator yet, nonsense, half an
// answer, or nothing.
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "adapters/kafka/offsets.h"
#include "tests/contract/bus_kafka_world.h"
#include "tests/harness/test_registry.h"

using namespace orderdeck;
using namespace std::chrono_literals;
using adapters::kafka::Api;
using adapters::kafka::OffsetReader;
using adapters::kafka::WireReader;
using adapters::kafka::WireWriter;

namespace {

const adapters::kafka::PartitionsByGroup kWanted = {{"payment", {{"order-created", 0}, {"order-created", 1}}}};

/// librdkafka's mock cluster itself, since only its own API makes it answer with an error.
struct Cluster {
  Cluster() {
    char why[256];
    host = rd_kafka_new(RD_KAFKA_PRODUCER, rd_kafka_conf_new(), why, sizeof why);
    mock = rd_kafka_mock_cluster_new(host, 3);
    rd_kafka_mock_topic_create(mock, "order-created", 2, 3);
  }
  ~Cluster() {
    rd_kafka_mock_cluster_destroy(mock);
    rd_kafka_destroy(host);
  }
  std::string bootstrap() const { return rd_kafka_mock_cluster_bootstraps(mock); }

  rd_kafka_t* host;
  rd_kafka_mock_cluster_t* mock;
};

/// A free port of the loopback.
struct Listener {
  Listener() : socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    ::bind(socket, reinterpret_cast<sockaddr*>(&address), size);
    ::listen(socket, 8);
    ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size);
    port = ntohs(address.sin_port);
  }
  ~Listener() { ::close(socket); }

  const int socket;
  int port = 0;
};

/// A server that answers whatever comes with these bytes, on as many connections as ask, and then closes if told to.
class Babbler {
 public:
  Babbler(std::string bytes, bool closes)
      : m_bytes(std::move(bytes)), m_closes(closes), m_thread([this] { serve(); }) {}
  ~Babbler() {
    ::shutdown(m_listener.socket, SHUT_RDWR);
    m_thread.join();
    for (const int open : m_open) ::close(open);
  }
  std::string address() const { return "127.0.0.1:" + std::to_string(m_listener.port); }

 private:
  void serve() {
    for (int peer = 0; (peer = ::accept(m_listener.socket, nullptr, nullptr)) >= 0;) {
      char request[256];
      static_cast<void>(::recv(peer, request, sizeof request, 0));
      static_cast<void>(::send(peer, m_bytes.data(), m_bytes.size(), MSG_NOSIGNAL));
      if (m_closes)
        ::close(peer);
      else
        m_open.push_back(peer);
    }
  }

  const std::string m_bytes;
  const bool m_closes;
  const Listener m_listener;
  std::vector<int> m_open;
  std::jthread m_thread;  // last: it uses the above
};

/// A broker of one connection that knows a real one's requests, and answers each as it is told.
class Broker {
 public:
  using Answers = std::map<Api, std::string>;

  explicit Broker(std::function<Answers(int port)> answers)
      : m_answers(answers(m_listener.port)), m_thread([this] { serve(); }) {}
  ~Broker() {
    ::shutdown(m_listener.socket, SHUT_RDWR);
    if (const int peer = m_peer; peer >= 0) ::shutdown(peer, SHUT_RDWR);
    m_thread.join();
  }
  std::string address() const { return "127.0.0.1:" + std::to_string(m_listener.port); }
  /// The body of the last such request. While nobody asks.
  const std::string& asked(Api api) const { return m_asked.at(api); }

 private:
  bool receive(std::string& bytes, std::size_t size) const {
    bytes.resize(size);
    return ::recv(m_peer, bytes.data(), size, MSG_WAITALL) == static_cast<ssize_t>(size);
  }
  void serve() {
    m_peer = ::accept(m_listener.socket, nullptr, nullptr);
    for (std::string bytes; m_peer >= 0 && receive(bytes, 4);) {
      if (!receive(bytes, static_cast<std::size_t>(WireReader(bytes).int32()))) break;
      WireReader in(bytes);
      const Api api{in.int16()};
      in.int16();  // version
      const std::int32_t correlation = in.int32();
      const std::string client = in.string();
      m_asked[api] = bytes.substr(10 + client.size());
      const std::string& body = m_answers.at(api);
      WireWriter out;
      out.int32(static_cast<std::int32_t>(body.size()) + 4).int32(correlation);
      const std::string answer = out.bytes() + body;
      static_cast<void>(::send(m_peer, answer.data(), answer.size(), MSG_NOSIGNAL));
    }
    if (m_peer >= 0) ::close(m_peer.exchange(-1));
  }

  const Listener m_listener;
  const Answers m_answers;
  std::map<Api, std::string> m_asked;
  std::atomic<int> m_peer = -1;
  std::jthread m_thread;  // last: it uses the above
};

/// One broker with the topic `orders` of two partitions, and the groups `billing` and `connect-sink`.
Broker::Answers answersOfARealBroker(int port) {
  const auto api = [](WireWriter& out, Api which) { out.int16(static_cast<std::int16_t>(which)).int16(0).int16(4); };
  WireWriter versions, metadata, coordinator, groups, offsets;
  versions.int16(0).count(2);
  api(versions, Api::Metadata);
  api(versions, Api::ListGroups);
  metadata.count(1).int32(7).string("127.0.0.1").int32(port).int16(-1).int32(7);
  metadata.count(1).int16(0).string("orders").int8(0).count(2);
  for (int partition = 0; partition < 2; ++partition)
    metadata.int16(0).int32(partition).int32(7).count(1).int32(7).count(1).int32(7);
  coordinator.int16(0).int32(7).string("127.0.0.1").int32(port);
  groups.int16(0).count(2).string("connect-sink").string("connect").string("billing").string("consumer");
  offsets.count(1).string("orders").count(1).int32(1).int64(42).int16(-1).int16(0).int16(0);
  return {{Api::ApiVersions, versions.bytes()},
          {Api::Metadata, metadata.bytes()},
          {Api::FindCoordinator, coordinator.bytes()},
          {Api::ListGroups, groups.bytes()},
          {Api::OffsetFetch, offsets.bytes()}};
}

std::string bytesOf(std::initializer_list<int> numbers) {
  std::string bytes;
  for (const int number : numbers) bytes += static_cast<char>(number);
  return bytes;
}

}  // namespace

class BusKafkaOffsetsTest : public QObject {
  Q_OBJECT

 private slots:
  void coordinatorErrorsAreValues_data();
  void coordinatorErrorsAreValues();
  void errorsOfAPartitionLeaveItOut();
  void survivesWhateverIsAnswered_data();
  void survivesWhateverIsAnswered();
  void connectsAnewAfterTheBrokerClosed();
  void listsTheGroupsThatABrokerKnows();
  void asksForAllThatAGroupCommitted();
};

// What a real Kafka says while it starts. On a producer's handle, librdkafka 2.0.2's ListConsumerGroupOffsets dies of
// it (SIGSEGV).
void BusKafkaOffsetsTest::coordinatorErrorsAreValues_data() {
  QTest::addColumn<int>("api");
  QTest::addColumn<int>("code");
  for (const int api : {9, 10}) {  // OffsetFetch, FindCoordinator
    for (const int code : {7, 14, 15, 16, 25, 30}) QTest::addRow("api %d, error %d", api, code) << api << code;
  }
}

void BusKafkaOffsetsTest::coordinatorErrorsAreValues() {
  QFETCH(int, api);
  QFETCH(int, code);
  const Cluster cluster;
  OffsetReader reader("contract");
  reader.use(cluster.bootstrap());
  rd_kafka_mock_push_request_errors(cluster.mock, static_cast<std::int16_t>(api), 1,
                                    static_cast<rd_kafka_resp_err_t>(code));
  const auto refused = reader.committed(kWanted, 2s);
  QVERIFY(!refused);
  QVERIFY2(refused.error().what.starts_with("Kafka, "), refused.error().what.c_str());
  const auto next = reader.committed(kWanted, 2s);
  QVERIFY2(next, next ? "" : next.error().what.c_str());
  QVERIFY(next->at("payment").empty());
}

void BusKafkaOffsetsTest::errorsOfAPartitionLeaveItOut() {
  const Cluster cluster;
  OffsetReader reader("contract");
  reader.use(cluster.bootstrap());
  rd_kafka_mock_partition_set_leader(cluster.mock, "order-created", 1, -1);
  const auto ends = reader.ends(kWanted.at("payment"), 2s);
  QVERIFY2(ends, ends ? "" : ends.error().what.c_str());
  QCOMPARE(ends->size(), std::size_t{1});
  QCOMPARE(reader.beginnings(kWanted.at("payment"), 2s).value(),
           (adapters::kafka::OffsetByPartition{{{"order-created", 0}, 0}}));
  rd_kafka_mock_partition_set_leader(cluster.mock, "order-created", 1, 2);
  QVERIFY(contract::eventually([&] {
    const auto again = reader.ends(kWanted.at("payment"), 2s);
    return again && again->size() == 2;
  }));
}

void BusKafkaOffsetsTest::survivesWhateverIsAnswered_data() {
  QTest::addColumn<std::string>("bytes");
  QTest::addColumn<bool>("closes");
  QTest::newRow("nothing, for ever") << std::string() << false;
  QTest::newRow("nothing, closed") << std::string() << true;
  QTest::newRow("half a length") << bytesOf({0, 0}) << true;
  QTest::newRow("half an answer") << bytesOf({0, 0, 0, 40, 0, 0, 0, 1, 0}) << false;
  QTest::newRow("half an answer, closed") << bytesOf({0, 0, 0, 40, 0, 0, 0, 1, 0}) << true;
  QTest::newRow("two gigabytes") << bytesOf({127, 255, 255, 255, 0, 0, 0, 1}) << false;
  QTest::newRow("a negative length") << bytesOf({255, 255, 255, 255}) << false;
  QTest::newRow("another correlation") << bytesOf({0, 0, 0, 4, 0, 0, 0, 9}) << false;
  QTest::newRow("an empty body") << bytesOf({0, 0, 0, 4, 0, 0, 0, 1}) << false;
  QTest::newRow("more elements than bytes") << bytesOf({0, 0, 0, 8, 0, 0, 0, 1, 127, 255, 255, 255}) << false;
  QTest::newRow("a string beyond the end")
      << bytesOf({0, 0, 0, 18, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 127, 255, 'a', 'b', 'c', 'd'}) << false;
  QTest::newRow("HTTP") << std::string("HTTP/1.1 400 Bad Request\r\n\r\n") << true;
}

void BusKafkaOffsetsTest::survivesWhateverIsAnswered() {
  QFETCH(std::string, bytes);
  QFETCH(bool, closes);
  const Babbler server(bytes, closes);
  OffsetReader reader("contract");
  reader.use(server.address());
  const auto begun = std::chrono::steady_clock::now();
  QVERIFY(!reader.cluster(300ms));
  QVERIFY(!reader.committed(kWanted, 300ms));
  QVERIFY(!reader.ends(kWanted.at("payment"), 300ms));
  QVERIFY(std::chrono::steady_clock::now() - begun < 3s);
}

void BusKafkaOffsetsTest::connectsAnewAfterTheBrokerClosed() {
  const Cluster cluster;
  OffsetReader reader("contract");
  reader.use(cluster.bootstrap());
  QVERIFY(reader.committed(kWanted, 2s));
  for (int broker = 1; broker <= 3; ++broker) rd_kafka_mock_broker_set_down(cluster.mock, broker);
  for (int broker = 1; broker <= 3; ++broker) rd_kafka_mock_broker_set_up(cluster.mock, broker);
  const auto again = reader.committed(kWanted, 2s);
  QVERIFY2(again, again ? "" : again.error().what.c_str());
}

void BusKafkaOffsetsTest::listsTheGroupsThatABrokerKnows() {
  const Broker broker(answersOfARealBroker);
  OffsetReader reader("contract");
  reader.use(broker.address());
  const auto groups = reader.groups(2s);
  QVERIFY2(groups, groups ? "" : groups.error().what.c_str());
  QCOMPARE(*groups, (std::vector<std::string>{"billing"}));
}

// A real broker tells all of a group's commits when no topics are named; librdkafka's cluster has to be asked for each
// partition.
void BusKafkaOffsetsTest::asksForAllThatAGroupCommitted() {
  const adapters::kafka::OffsetsByGroup wanted = {{"billing", {{{"orders", 1}, 42}}}};
  const Broker broker(answersOfARealBroker);
  OffsetReader reader("contract");
  reader.use(broker.address());
  const auto offsets = reader.committedAnywhere({"billing"}, 2s);
  QVERIFY2(offsets, offsets ? "" : offsets.error().what.c_str());
  QCOMPARE(*offsets, wanted);
  QCOMPARE(broker.asked(Api::OffsetFetch), WireWriter().string("billing").int32(-1).bytes());

  const Cluster cluster;
  reader.use(cluster.bootstrap());
  QCOMPARE(reader.committedAnywhere({"billing"}, 2s).value(), (adapters::kafka::OffsetsByGroup{{"billing", {}}}));
}

ORDERDECK_TEST(BusKafkaOffsetsTest)
#include "bus_kafka_offsets_test.moc"
