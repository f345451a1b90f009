#include "adapters/kafka/offsets.h"

#include <array>
#include <chrono>

#include <fmt/format.h>

#include "adapters/kafka/rd_errors.h"

namespace orderdeck::adapters::kafka {

namespace {

PartitionListPtr toList(const std::vector<PartitionKey>& partitions, std::int64_t offset) {
  PartitionListPtr list(rd_kafka_topic_partition_list_new(static_cast<int>(partitions.size())));
  for (const auto& key : partitions) rd_kafka_topic_partition_list_add(list.get(), key.topic.c_str(), key.partition)->offset = offset;
  return list;
}

core::Result<void> ask(rd_kafka_t* handle, rd_kafka_queue_t* answers, const std::string& group, const std::vector<PartitionKey>& partitions,
                       core::Millis timeout) {
  const AdminOptionsPtr options(rd_kafka_AdminOptions_new(handle, RD_KAFKA_ADMIN_OP_LISTCONSUMERGROUPOFFSETS));
  std::array<char, 128> why{};
  if (rd_kafka_AdminOptions_set_request_timeout(options.get(), static_cast<int>(timeout.count()), why.data(), why.size()) !=
      RD_KAFKA_RESP_ERR_NO_ERROR) {
    return core::fail(core::ErrorCode::InvalidArgument, fmt::format("librdkafka refuses the time-out: {}", why.data()));
  }
  const auto list = toList(partitions, RD_KAFKA_OFFSET_INVALID);
  const OffsetsRequestPtr request(rd_kafka_ListConsumerGroupOffsets_new(group.c_str(), list.get()));
  std::array<rd_kafka_ListConsumerGroupOffsets_t*, 1> requests = {request.get()};
  rd_kafka_ListConsumerGroupOffsets(handle, requests.data(), requests.size(), options.get(), answers);
  return {};
}

core::Result<void> read(rd_kafka_event_t* event, OffsetsByGroup& into) {
  const std::string doing = "reading committed offsets";
  if (const auto code = rd_kafka_event_error(event)) return std::unexpected(toError(code, doing));
  const auto* result = rd_kafka_event_ListConsumerGroupOffsets_result(event);
  std::size_t count = 0;
  const auto** groups = rd_kafka_ListConsumerGroupOffsets_result_groups(result, &count);
  for (std::size_t i = 0; i < count; ++i) {
    if (const auto* error = rd_kafka_group_result_error(groups[i])) return std::unexpected(toError(rd_kafka_error_code(error), doing));
    auto& offsets = into[rd_kafka_group_result_name(groups[i])];
    const auto* partitions = rd_kafka_group_result_partitions(groups[i]);
    for (int p = 0; p < partitions->cnt; ++p) {
      const auto& at = partitions->elems[p];
      if (at.err) return std::unexpected(toError(at.err, doing));
      if (at.offset >= 0) offsets[{at.topic, at.partition}] = at.offset;
    }
  }
  return {};
}

}  // namespace

core::Result<OffsetsByGroup> committedOffsets(rd_kafka_t* handle, const PartitionsByGroup& wanted, core::Millis timeout) {
  OffsetsByGroup offsets;
  std::size_t open = 0;
  const QueuePtr answers(rd_kafka_queue_new(handle));
  for (const auto& [group, partitions] : wanted) {
    offsets[group];
    if (partitions.empty()) continue;
    if (auto asked = ask(handle, answers.get(), group, partitions, timeout); !asked) return std::unexpected(std::move(asked.error()));
    ++open;
  }
  // librdkafka keeps the requests' time-out; the margin only guards against one that it forgets.
  const auto deadline = std::chrono::steady_clock::now() + timeout + core::Millis{500};
  for (; open > 0; --open) {
    const auto left = std::chrono::duration_cast<core::Millis>(deadline - std::chrono::steady_clock::now());
    const EventPtr event(rd_kafka_queue_poll(answers.get(), static_cast<int>(std::max(left, core::Millis{0}).count())));
    if (!event) return core::fail(core::ErrorCode::Timeout, "Kafka, reading committed offsets: no answer", true);
    if (auto done = read(event.get(), offsets); !done) return std::unexpected(std::move(done.error()));
  }
  return offsets;
}

core::Result<std::map<PartitionKey, std::int64_t>> endOffsets(rd_kafka_t* handle, const std::vector<PartitionKey>& wanted, core::Millis timeout) {
  std::map<PartitionKey, std::int64_t> ends;
  if (wanted.empty()) return ends;
  // "The offset at time -1" is the end of the partition (ListOffsets in the Kafka protocol): unlike the watermark query, this is one request a
  // broker, and it keeps its time-out (librdkafka#4460).
  const auto list = toList(wanted, RD_KAFKA_OFFSET_END);
  if (const auto code = rd_kafka_offsets_for_times(handle, list.get(), static_cast<int>(timeout.count()))) {
    return std::unexpected(toError(code, "reading end offsets"));
  }
  for (int p = 0; p < list->cnt; ++p) {
    const auto& at = list->elems[p];
    if (!at.err && at.offset >= 0) ends[{at.topic, at.partition}] = at.offset;
  }
  return ends;
}

}  // namespace orderdeck::adapters::kafka
