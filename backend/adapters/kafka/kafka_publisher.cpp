#include "adapters/kafka/kafka_publisher.h"

#include <array>
#include <cstring>

#include "adapters/kafka/rd_errors.h"

namespace orderdeck::adapters::kafka {

namespace {

constexpr core::Millis kSlice{200};

/// The arguments of one rd_kafka_produceva(): on the stack, since every message has them, and more of them than fit
/// only for a dead letter.
class Parts {
 public:
  auto& add(rd_kafka_vtype_t type) {
    if (m_size == m_few.size()) m_many.assign(m_few.begin(), m_few.end());
    rd_kafka_vu_t& part = m_size < m_few.size() ? m_few[m_size] : m_many.emplace_back();
    ++m_size;
    part.vtype = type;
    return part.u;
  }
  void addHeader(const char* name, const std::string& value) {
    add(RD_KAFKA_VTYPE_HEADER).header = {name, value.data(), static_cast<ssize_t>(value.size())};
  }
  void addNullHeader(const char* name) { add(RD_KAFKA_VTYPE_HEADER).header = {name, nullptr, 0}; }
  const rd_kafka_vu_t* data() const { return m_size <= m_few.size() ? m_few.data() : m_many.data(); }
  std::size_t size() const { return m_size; }

 private:
  std::array<rd_kafka_vu_t, 8> m_few;
  std::vector<rd_kafka_vu_t> m_many;
  std::size_t m_size = 0;
};

void onDelivered(rd_kafka_t*, const rd_kafka_message_t* report, void* opaque) {
  auto& state = *static_cast<PublisherState*>(opaque);
  if (!report->err) {
    state.heard();
    auto& offsets = state.offsets[report->rkt];
    const auto partition = static_cast<std::size_t>(report->partition);
    if (offsets.size() <= partition) offsets.resize(partition + 1, -1);
    offsets[partition] = report->offset;
  }
  if (reinterpret_cast<std::uintptr_t>(report->_private) != state.batch) return;
  if (state.open > 0) --state.open;
  if (report->err && !state.failure) state.failure = report->err;
}

ClientPlan planOf(const KafkaBusSettings& settings) {
  ClientPlan plan{.type = RD_KAFKA_PRODUCER,
                  .name = settings.clientId + "-pub",
                  .bootstrap = settings.bootstrap,
                  .options = {},
                  .delivered = onDelivered};
  plan.options = {
      {"acks", "all"},
      {"enable.idempotence", settings.idempotence ? "true" : "false"},
      // Without idempotence a retry could overtake what is in flight, and break the order within a key. Besides, the
      // embedded broker's answers to several in flight wait 40 ms for one another (Nagle's algorithm): 11k instead of
      // 140k messages/s.
      {"max.in.flight.requests.per.connection", settings.idempotence ? "5" : "1"},
      {"linger.ms", std::to_string(settings.linger.count())},
      {"compression.type",
       "lz4"},  // the embedded broker keeps its messages as they come: a fourth of the memory, and no more CPU
      {"batch.num.messages", "10000"},
      {"batch.size", "262144"},
      // A dead letter is the largest message that a broker's default lets through (1 MiB), and its headers.
      {"message.max.bytes", "2097152"},
      {"queue.buffering.max.messages", "100000"},
      {"queue.buffering.max.kbytes", "65536"},
      {"request.timeout.ms", "5000"},
      {"message.timeout.ms", std::to_string(settings.publishTimeout.count())},
  };
  return plan;
}

}  // namespace

core::Result<std::unique_ptr<KafkaPublisher>> KafkaPublisher::make(const KafkaBusSettings& settings,
                                                                   std::shared_ptr<AckedOffsets> acked) {
  auto state = std::make_shared<PublisherState>();
  auto link = ports::makeInterceptor(settings.link);
  const auto connect = [&]() -> core::Result<std::shared_ptr<Client>> {
    auto made = Client::make(planOf(settings), state);
    // The first answer brings the addresses of all brokers: the first publish() then does not pay for it.
    if (made && !(*made)->answers(core::Millis{1'000}))
      return core::fail(core::ErrorCode::Unavailable, "no Kafka broker answers", true);
    return made;
  };
  auto client = settings.bootstrap().empty() ? connect()
                                             : ports::over(link.get(), connect);  // without an address nothing is tried
  if (!client) return std::unexpected(std::move(client.error()));
  acked->use((*client)->bootstrap());
  return std::unique_ptr<KafkaPublisher>(new KafkaPublisher(std::move(*client), std::move(state), std::move(acked),
                                                            settings.publishTimeout, std::move(link)));
}

KafkaPublisher::KafkaPublisher(std::shared_ptr<Client> client, std::shared_ptr<PublisherState> state,
                               std::shared_ptr<AckedOffsets> acked, core::Millis timeout,
                               std::unique_ptr<ports::Interceptor> link)
    : m_state(std::move(state)),
      m_acked(std::move(acked)),
      m_timeout(timeout),
      m_interceptor(std::move(link)),
      m_client(std::move(client)) {}

core::Result<void> KafkaPublisher::publish(std::span<const ports::OutboundMessage> messages) {
  if (auto lost = m_client->lost()) return std::unexpected(std::move(*lost));
  if (messages.empty()) return {};
  return ports::over(m_interceptor.get(), [&] { return deliver(messages); });
}

core::Result<void> KafkaPublisher::deliver(std::span<const ports::OutboundMessage> messages) {
  // librdkafka gives up on a message after m_timeout; the second on top is for its reports.
  const auto deadline = std::chrono::steady_clock::now() + m_timeout + core::Millis{1'000};
  ++m_state->batch;
  m_state->open = 0;
  m_state->failure = RD_KAFKA_RESP_ERR_NO_ERROR;
  core::Result<void> queued;
  for (const auto& message : messages) {
    queued = enqueue(message, deadline);
    if (!queued) break;
  }
  auto reported = awaitReports(deadline);
  noteAcked();
  if (!reported) return reported;
  if (!queued) return queued;
  if (m_state->failure) return std::unexpected(toError(m_state->failure, "publishing"));
  return {};
}

core::Result<void> KafkaPublisher::enqueue(const ports::OutboundMessage& message,
                                           std::chrono::steady_clock::time_point deadline) {
  Parts parts;
  parts.add(RD_KAFKA_VTYPE_TOPIC).cstr = message.topic.c_str();
  parts.add(RD_KAFKA_VTYPE_KEY).mem = {message.nullKey ? nullptr : const_cast<char*>(message.key.data()),
                                       message.key.size()};
  parts.add(RD_KAFKA_VTYPE_VALUE).mem = {message.nullValue ? nullptr : const_cast<char*>(message.value.data()),
                                         message.value.size()};
  parts.add(RD_KAFKA_VTYPE_MSGFLAGS).i = RD_KAFKA_MSG_F_COPY;
  parts.add(RD_KAFKA_VTYPE_OPAQUE).ptr = reinterpret_cast<void*>(m_state->batch);
  for (const auto& [name, value] : message.headers) {
    if (value)
      parts.addHeader(name.c_str(), *value);
    else
      parts.addNullHeader(name.c_str());
  }
  for (;;) {
    const ErrorPtr error(rd_kafka_produceva(m_client->handle(), parts.data(), parts.size()));
    if (!error) break;
    const auto code = rd_kafka_error_code(error.get());
    if (code != RD_KAFKA_RESP_ERR__QUEUE_FULL || std::chrono::steady_clock::now() > deadline)
      return std::unexpected(toError(code, "publishing"));
    rd_kafka_poll(m_client->handle(), 10);
  }
  ++m_state->open;
  return {};
}

core::Result<void> KafkaPublisher::awaitReports(std::chrono::steady_clock::time_point deadline) {
  while (m_state->open > 0) {
    // flush() sends at once what still lingers, and serves the reports.
    rd_kafka_flush(m_client->handle(), static_cast<int>(kSlice.count()));
    if (m_state->open == 0) break;
    if (auto lost = m_client->lost()) return std::unexpected(std::move(*lost));
    if (std::chrono::steady_clock::now() > deadline)
      return core::fail(core::ErrorCode::Timeout, "Kafka, publishing: no acknowledgement", true);
  }
  return {};
}

void KafkaPublisher::noteAcked() {
  AckedOffsets::Offsets offsets;
  for (const auto& [topic, last] : m_state->offsets) {
    for (std::size_t partition = 0; partition < last.size(); ++partition) {
      if (last[partition] >= 0) offsets[{rd_kafka_topic_name(topic), static_cast<int>(partition)}] = last[partition];
    }
  }
  m_acked->add(offsets);
  m_state->offsets.clear();
}

}  // namespace orderdeck::adapters::kafka
