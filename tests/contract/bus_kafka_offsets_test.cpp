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
using adapters::kafka::OffsetReader;

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

/// A server that answers whatever comes with these bytes, on as many connections as ask, and then closes if told to.
class Babbler {
 public:
  Babbler(std::string bytes, bool closes)
      : m_bytes(std::move(bytes)), m_closes(closes), m_listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    ::bind(m_listener, reinterpret_cast<sockaddr*>(&address), size);
    ::listen(m_listener, 8);
    ::getsockname(m_listener, reinterpret_cast<sockaddr*>(&address), &size);
    m_address = "127.0.0.1:" + std::to_string(ntohs(address.sin_port));
    m_thread = std::jthread([this] { serve(); });
  }
  ~Babbler() {
    ::shutdown(m_listener, SHUT_RDWR);
    m_thread.join();
    ::close(m_listener);
    for (const int open : m_open) ::close(open);
  }
  const std::string& address() const { return m_address; }

 private:
  void serve() {
    for (int peer = 0; (peer = ::accept(m_listener, nullptr, nullptr)) >= 0;) {
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
  const int m_listener;
  std::string m_address;
  std::vector<int> m_open;
  std::jthread m_thread;
};

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

ORDERDECK_TEST(BusKafkaOffsetsTest)
#include "bus_kafka_offsets_test.moc"
