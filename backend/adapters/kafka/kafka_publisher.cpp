#include "adapters/kafka/kafka_publisher.h"

#include <array>
#include <cstring>
#include <set>

#include "adapters/kafka/rd_errors.h"
#include "domain/topics.h"

namespace orderdeck::adapters::kafka {

namespace {

// What a message costs the broker beside its texts: a record's framing, and the whole message set's when it is alone in one.
constexpr std::int64_t kFramingBytes = 100;
constexpr core::Millis kSlice{200};

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
  ClientPlan plan{.type = RD_KAFKA_PRODUCER, .name = settings.clientId + "-pub", .bootstrap = settings.bootstrap, .options = {}, .delivered = onDelivered};
  plan.options = {
      {"acks", "all"},
      {"enable.idempotence", settings.idempotence ? "true" : "false"},
      // Without idempotence a retry could overtake what is in flight, and break the order within a key. Besides, the embedded broker's answers
      // to several in flight wait 40 ms for one another (Nagle's algorithm): 11k instead of 140k messages/s.
      {"max.in.flight.requests.per.connection", settings.idempotence ? "5" : "1"},
      {"linger.ms", std::to_string(settings.linger.count())},
      {"compression.type", "none"},
      {"batch.num.messages", "10000"},
      {"batch.size", "262144"},
      {"queue.buffering.max.messages", "100000"},
      {"queue.buffering.max.kbytes", "65536"},
      {"request.timeout.ms", "5000"},
      {"message.timeout.ms", std::to_string(settings.publishTimeout.count())},
  };
  return plan;
}

}  // namespace

core::Result<std::unique_ptr<KafkaPublisher>> KafkaPublisher::make(const KafkaBusSettings& settings, std::shared_ptr<HoldBack> holdBack) {
  auto state = std::make_shared<PublisherState>();
  auto client = Client::make(planOf(settings), state);
  if (!client) return std::unexpected(std::move(client.error()));
  // The first answer brings the addresses of all brokers: the first publish() then does not pay for it.
  if (!(*client)->answers(core::Millis{1'000})) return core::fail(core::ErrorCode::Unavailable, "no Kafka broker answers", true);
  if (holdBack) holdBack->use(*client);
  return std::unique_ptr<KafkaPublisher>(new KafkaPublisher(std::move(*client), std::move(state), std::move(holdBack), settings.publishTimeout));
}

KafkaPublisher::KafkaPublisher(std::shared_ptr<Client> client, std::shared_ptr<PublisherState> state, std::shared_ptr<HoldBack> holdBack,
                               core::Millis timeout)
    : m_state(std::move(state)), m_holdBack(std::move(holdBack)), m_timeout(timeout), m_client(std::move(client)) {}

core::Result<void> KafkaPublisher::publish(std::span<const ports::OutboundMessage> messages) {
  if (auto lost = m_client->lost()) return std::unexpected(std::move(*lost));
  if (messages.empty()) return {};
  if (m_holdBack) {
    std::set<std::string> topics;
    for (const auto& message : messages) topics.insert(message.topic);
    if (auto admitted = m_holdBack->admit(topics); !admitted) return admitted;
  }
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
  if (m_holdBack) tellHoldBack(messages);
  m_state->offsets.clear();
  if (!reported) return reported;
  if (!queued) return queued;
  if (m_state->failure) return std::unexpected(toError(m_state->failure, "publishing"));
  return {};
}

core::Result<void> KafkaPublisher::enqueue(const ports::OutboundMessage& message, std::chrono::steady_clock::time_point deadline) {
  std::array<rd_kafka_vu_t, 7> parts;
  parts[0].vtype = RD_KAFKA_VTYPE_TOPIC;
  parts[0].u.cstr = message.topic.c_str();
  parts[1].vtype = RD_KAFKA_VTYPE_KEY;
  parts[1].u.mem = {const_cast<char*>(message.key.data()), message.key.size()};
  parts[2].vtype = RD_KAFKA_VTYPE_VALUE;
  parts[2].u.mem = {const_cast<char*>(message.value.data()), message.value.size()};
  parts[3].vtype = RD_KAFKA_VTYPE_HEADER;
  parts[3].u.header = {"event", message.event.data(), static_cast<ssize_t>(message.event.size())};
  parts[4].vtype = RD_KAFKA_VTYPE_HEADER;
  parts[4].u.header = {"eventId", message.eventId.data(), static_cast<ssize_t>(message.eventId.size())};
  parts[5].vtype = RD_KAFKA_VTYPE_MSGFLAGS;
  parts[5].u.i = RD_KAFKA_MSG_F_COPY;
  parts[6].vtype = RD_KAFKA_VTYPE_OPAQUE;
  parts[6].u.ptr = reinterpret_cast<void*>(m_state->batch);
  for (;;) {
    const ErrorPtr error(rd_kafka_produceva(m_client->handle(), parts.data(), parts.size()));
    if (!error) break;
    const auto code = rd_kafka_error_code(error.get());
    if (code != RD_KAFKA_RESP_ERR__QUEUE_FULL || std::chrono::steady_clock::now() > deadline) return std::unexpected(toError(code, "publishing"));
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
    if (std::chrono::steady_clock::now() > deadline) return core::fail(core::ErrorCode::Timeout, "Kafka, publishing: no acknowledgement", true);
  }
  return {};
}

void KafkaPublisher::tellHoldBack(std::span<const ports::OutboundMessage> messages) {
  std::map<std::string, MessageSizes> sizes;
  for (const auto& message : messages) {
    auto& size = sizes[message.topic];
    ++size.messages;
    size.bytes += kFramingBytes +
                  static_cast<std::int64_t>(message.key.size() + message.value.size() + message.event.size() + message.eventId.size());
  }
  std::map<PartitionKey, std::int64_t> offsets;
  for (const auto& [topic, last] : m_state->offsets) {
    for (std::size_t partition = 0; partition < last.size(); ++partition) {
      if (last[partition] >= 0) offsets[{rd_kafka_topic_name(topic), static_cast<int>(partition)}] = last[partition];
    }
  }
  m_holdBack->delivered(offsets, sizes);
}

}  // namespace orderdeck::adapters::kafka
