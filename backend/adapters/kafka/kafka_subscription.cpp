#include "adapters/kafka/kafka_subscription.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "adapters/kafka/rd_errors.h"
#include "domain/events/topics.h"

namespace orderdeck::adapters::kafka {

namespace {

// Beyond the longest rebalance, and librdkafka's own patience: a member that begins anew leaves one behind that nobody
// is, which costs the group a session.
constexpr core::Millis kJoinSlack{17'000};
constexpr core::Millis kCommitSlice{100};
constexpr core::Millis kDeadLetterFetchWait{
    250};  // nobody waits for a dead letter: so its topics cost next to nothing while there is none

core::Millis rebalanceTimeout(core::Millis sessionTimeout) { return 2 * sessionTimeout; }

void onRebalance(rd_kafka_t* handle, rd_kafka_resp_err_t code, rd_kafka_topic_partition_list_t* partitions,
                 void* opaque) {
  auto& state = *static_cast<SubscriptionState*>(opaque);
  const bool assigned = code == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS;
  {
    const std::lock_guard lock(state.mutex);
    // The eager protocol takes everything away before it gives: what was not committed comes again, here or at another
    // member.
    state.returned.clear();
    state.held.clear();
    if (assigned)
      state.outsideSince.reset();
    else if (!state.outsideSince)
      state.outsideSince = std::chrono::steady_clock::now();
    for (int i = 0; assigned && i < partitions->cnt; ++i)
      state.held.insert({partitions->elems[i].topic, partitions->elems[i].partition});
  }
  state.heard();
  rd_kafka_assign(handle, assigned ? partitions : nullptr);
  spdlog::info("kafka client {}: {} partitions {}", state.name, partitions->cnt, assigned ? "assigned" : "revoked");
}

ports::InboundMessage toInbound(const rd_kafka_message_t& message) {
  rd_kafka_timestamp_type_t kind = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE;
  const auto millis = rd_kafka_message_timestamp(&message, &kind);
  return {.topic = rd_kafka_topic_name(message.rkt),
          .partition = message.partition,
          .offset = message.offset,
          .key = std::string(static_cast<const char*>(message.key), message.key_len),
          .value = std::string(static_cast<const char*>(message.payload), message.len),
          .publishedAt = core::fromEpochMillis(kind == RD_KAFKA_TIMESTAMP_NOT_AVAILABLE ? 0 : millis),
          .nullKey = message.key == nullptr,
          .nullValue = message.payload == nullptr};
}

ClientPlan planOf(const KafkaBusSettings& settings, const std::string& group, bool deadLetters) {
  ClientPlan plan{.type = RD_KAFKA_CONSUMER,
                  .name = settings.clientId + "-sub",
                  .bootstrap = settings.bootstrap,
                  .options = {},
                  .rebalanced = onRebalance};
  plan.options = {
      {"group.id", group},
      // Two first assignors in one group abort the embedded broker.
      {"partition.assignment.strategy", "range"},
      {"auto.offset.reset", "earliest"},
      {"enable.auto.commit", "false"},
      {"enable.auto.offset.store", "false"},
      {"session.timeout.ms", std::to_string(settings.sessionTimeout.count())},
      // How long a member that does not join again holds up the others, and how long one that asked to join waits for
      // an answer that got lost. It is no limit for a batch: see stayMember().
      {"max.poll.interval.ms", std::to_string(rebalanceTimeout(settings.sessionTimeout).count())},
      {"heartbeat.interval.ms", std::to_string(settings.sessionTimeout.count() / 3)},
      {"fetch.wait.max.ms",
       std::to_string((deadLetters ? std::max(settings.fetchWait, kDeadLetterFetchWait) : settings.fetchWait).count())},
      {"fetch.error.backoff.ms", "100"},
      // Both limits count the whole consumer queue, and a fetch that they stop goes on up to 1 s later: so there must
      // be enough in the queue to last that second. With 20,000 a ledger that is behind takes no more than 22,000
      // events/s, however much of a core is free.
      {"queued.min.messages", "100000"},
      {"queued.max.messages.kbytes", "32768"},
      {"fetch.max.bytes", "2097152"},
  };
  return plan;
}

}  // namespace

core::Result<std::unique_ptr<KafkaSubscription>> KafkaSubscription::make(const KafkaBusSettings& settings,
                                                                         const std::string& group,
                                                                         const std::vector<std::string>& topics) {
  auto state = std::make_shared<SubscriptionState>();
  const bool deadLetters = std::ranges::any_of(topics, domain::isDeadLetterTopic);
  auto client = Client::make(planOf(settings, group, deadLetters), state);
  if (!client) return std::unexpected(std::move(client.error()));
  rd_kafka_poll_set_consumer((*client)->handle());
  const PartitionListPtr wanted(rd_kafka_topic_partition_list_new(static_cast<int>(topics.size())));
  for (const auto& topic : topics)
    rd_kafka_topic_partition_list_add(wanted.get(), topic.c_str(), RD_KAFKA_PARTITION_UA);
  if (const auto code = rd_kafka_subscribe((*client)->handle(), wanted.get()))
    return std::unexpected(toError(code, "subscribing"));
  return std::unique_ptr<KafkaSubscription>(
      new KafkaSubscription(std::move(*client), std::move(state), settings, topics));
}

KafkaSubscription::KafkaSubscription(std::shared_ptr<Client> client, std::shared_ptr<SubscriptionState> state,
                                     const KafkaBusSettings& settings, std::vector<std::string> topics)
    : m_state(std::move(state)),
      m_commitTimeout(settings.commitTimeout),
      m_sessionTimeout(settings.sessionTimeout),
      m_topics(std::move(topics)),
      m_client(std::move(client)),
      m_queue(rd_kafka_queue_get_consumer(m_client->handle())),
      m_nothing(rd_kafka_queue_new(m_client->handle())),
      m_member("stay-member", [this](std::stop_token stop) { stayMember(stop); }) {}

KafkaSubscription::~KafkaSubscription() { letGoOfPolled(); }

/// A batch may take its time: a slow payment provider, a Redis that hangs for an hour. Polling any queue, even one that
/// is always empty, tells librdkafka that the member lives; and a partition whose batch is worked on has to stay here.
void KafkaSubscription::stayMember(std::stop_token stop) {
  rd_kafka_message_t* none = nullptr;
  while (core::sleepFor(stop, m_sessionTimeout / 3)) rd_kafka_consume_batch_queue(m_nothing.get(), 0, &none, 1);
}

/// Beside what is wrong with the client: a member that gets no share, not even an empty one, begins anew as another
/// one.
std::optional<core::Error> KafkaSubscription::lost() {
  if (auto error = m_client->lost()) return error;
  const std::lock_guard lock(m_state->mutex);
  auto& since = m_state->outsideSince;
  if (since && m_state->downSince != 0) since = std::chrono::steady_clock::now();  // no group gives anything now
  if (!since || std::chrono::steady_clock::now() - *since < rebalanceTimeout(m_sessionTimeout) + kJoinSlack)
    return std::nullopt;
  return core::Error{core::ErrorCode::Disconnected, "Kafka: the group gives this member no partitions", true};
}

core::Result<std::vector<ports::InboundMessage>> KafkaSubscription::poll(std::size_t most, core::Millis wait) {
  if (auto error = lost()) return std::unexpected(std::move(*error));
  std::vector<ports::InboundMessage> batch;
  letGoOfPolled();
  if (most == 0) return batch;
  // The batch call waits until the batch is full: so one message with patience, then the rest without.
  std::vector<rd_kafka_message_t*> raw(most);
  auto count = rd_kafka_consume_batch_queue(m_queue.get(), static_cast<int>(wait.count()), raw.data(), 1);
  if (count == 1 && most > 1)
    count += std::max<ssize_t>(rd_kafka_consume_batch_queue(m_queue.get(), 0, raw.data() + 1, most - 1), 0);

  batch.reserve(static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
  if (count > 0) m_polled = std::make_shared<PolledBatch>(batch.capacity());
  std::optional<core::Error> failure;
  const std::lock_guard lock(m_state->mutex);
  PartitionKey at;
  std::uint64_t topic = 0;
  for (ssize_t i = 0; i < count; ++i) {
    MessagePtr message(raw[static_cast<std::size_t>(i)]);
    // A member that was too slow is told so here, and joins again by itself.
    if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF || message->err == RD_KAFKA_RESP_ERR__MAX_POLL_EXCEEDED)
      continue;
    if (message->err) {
      failure = toError(message->err, "consuming");
      continue;
    }
    auto inbound = toInbound(*message);
    if (at.topic != inbound.topic) topic = numberOf(inbound.topic);
    if (at.topic != inbound.topic || at.partition != inbound.partition) at = {inbound.topic, inbound.partition};
    // Read before a rebalance that this very call served: it comes again to whoever holds the partition now.
    if (!m_state->held.contains(at)) continue;
    m_state->returned[at] = inbound.offset + 1;
    inbound.headers = {m_polled, m_polled->add(std::move(message))};
    inbound.position =
        ports::Position({topic, static_cast<std::uint64_t>(at.partition), static_cast<std::uint64_t>(inbound.offset)});
    batch.push_back(std::move(inbound));
  }
  if (!batch.empty()) m_state->heard();
  if (batch.empty() && failure) return std::unexpected(std::move(*failure));
  return batch;
}

/// With an own queue, since the synchronous call has no time-out; and not for longer than the partitions are ours,
/// since a client that is outside the group keeps a commit until it is in again, which takes a poll().
rd_kafka_resp_err_t KafkaSubscription::commitNow(const rd_kafka_topic_partition_list_t& offsets) {
  rd_kafka_t* handle = m_client->handle();
  const QueuePtr answers(rd_kafka_queue_new(handle));
  if (const auto code = rd_kafka_commit_queue(handle, &offsets, answers.get(), nullptr, nullptr)) return code;
  EventPtr event;
  for (const auto deadline = std::chrono::steady_clock::now() + m_commitTimeout; !event;) {
    if (rd_kafka_assignment_lost(handle)) return RD_KAFKA_RESP_ERR__ASSIGNMENT_LOST;
    if (std::chrono::steady_clock::now() >= deadline) return RD_KAFKA_RESP_ERR__TIMED_OUT;
    event.reset(rd_kafka_queue_poll(answers.get(), static_cast<int>(kCommitSlice.count())));
  }
  auto code = rd_kafka_event_error(event.get());
  const auto* answered = rd_kafka_event_topic_partition_list(event.get());
  for (int i = 0; !code && answered && i < answered->cnt; ++i) code = answered->elems[i].err;
  return code;
}

/// Before the next poll, and before the client ends: what is still held elsewhere keeps its headers.
void KafkaSubscription::letGoOfPolled() {
  if (!m_polled) return;
  m_polled->release(m_polled.use_count() > 1);
  m_polled.reset();
}

std::uint64_t KafkaSubscription::numberOf(const std::string& topic) const {
  return static_cast<std::uint64_t>(std::ranges::find(m_topics, topic) - m_topics.begin());
}

PartitionKey KafkaSubscription::partitionOf(const ports::Position& position) const {
  const auto& [topic, partition, offset] = position.numbers();
  return {m_topics.at(topic), static_cast<int>(partition)};
}

bool KafkaSubscription::holds(const ports::Position& position) const {
  const std::lock_guard lock(m_state->mutex);
  return m_state->held.contains(partitionOf(position));
}

core::Result<void> KafkaSubscription::commit(std::span<const ports::Position> held) {
  if (auto lost = m_client->lost()) return std::unexpected(std::move(*lost));
  std::map<PartitionKey, std::int64_t> limits;
  for (const ports::Position& position : held) {
    const auto offset = static_cast<std::int64_t>(position.numbers()[2]);
    const auto [limit, isNew] = limits.try_emplace(partitionOf(position), offset);
    if (!isNew) limit->second = std::min(limit->second, offset);
  }
  PartitionListPtr offsets;
  {
    const std::lock_guard lock(m_state->mutex);
    if (m_state->returned.empty()) return {};
    offsets.reset(rd_kafka_topic_partition_list_new(static_cast<int>(m_state->returned.size())));
    for (const auto& [at, offset] : m_state->returned) {
      const auto limit = limits.find(at);
      rd_kafka_topic_partition_list_add(offsets.get(), at.topic.c_str(), at.partition)->offset =
          limit == limits.end() ? offset : std::min(offset, limit->second);
    }
  }
  const auto code = commitNow(*offsets);
  const std::lock_guard lock(m_state->mutex);
  if (isRebalance(code)) m_state->returned.clear();
  if (!code) std::erase_if(m_state->returned, [&](const auto& entry) { return !limits.contains(entry.first); });
  if (code) return std::unexpected(toError(code, "committing"));
  return {};
}

std::vector<std::string> KafkaSubscription::assignment() const {
  const std::lock_guard lock(m_state->mutex);
  std::vector<std::string> held;
  for (const auto& at : m_state->held) held.push_back(fmt::format("{}/{}", at.topic, at.partition));
  return held;
}

}  // namespace orderdeck::adapters::kafka
