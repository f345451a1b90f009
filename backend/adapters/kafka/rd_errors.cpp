#include "adapters/kafka/rd_errors.h"

#include <fmt/format.h>

namespace orderdeck::adapters::kafka {

namespace {

struct Meaning {
  core::ErrorCode code;
  bool retryable;
};

Meaning meaningOf(rd_kafka_resp_err_t code) {
  using core::ErrorCode;
  switch (code) {
    case RD_KAFKA_RESP_ERR__FATAL:
    case RD_KAFKA_RESP_ERR__FENCED:
    case RD_KAFKA_RESP_ERR__DESTROY:
    case RD_KAFKA_RESP_ERR__PURGE_QUEUE:
    case RD_KAFKA_RESP_ERR__PURGE_INFLIGHT:
    case RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID: return {ErrorCode::Disconnected, true};
    case RD_KAFKA_RESP_ERR__MSG_TIMED_OUT:
    case RD_KAFKA_RESP_ERR__TIMED_OUT:
    case RD_KAFKA_RESP_ERR__TIMED_OUT_QUEUE:
    case RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT: return {ErrorCode::Timeout, true};
    case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE:
    case RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE: return {ErrorCode::TooLarge, false};
    case RD_KAFKA_RESP_ERR__QUEUE_FULL: return {ErrorCode::Busy, true};
    case RD_KAFKA_RESP_ERR__INVALID_ARG:
    case RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION:
    case RD_KAFKA_RESP_ERR_INVALID_RECORD: return {ErrorCode::InvalidArgument, false};
    case RD_KAFKA_RESP_ERR__AUTHENTICATION:
    case RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED:
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED: return {ErrorCode::Unauthorized, false};
    case RD_KAFKA_RESP_ERR__BAD_MSG:
    case RD_KAFKA_RESP_ERR__BAD_COMPRESSION:
    case RD_KAFKA_RESP_ERR_INVALID_MSG: return {ErrorCode::Corrupt, true};
    // Whatever else a cluster says (no leader, no coordinator, brokers away, rebalance) passes by itself.
    default: return {ErrorCode::Unavailable, true};
  }
}

}  // namespace

core::Error toError(rd_kafka_resp_err_t code, const std::string& doing) {
  const auto [ours, retryable] = meaningOf(code);
  return {ours, fmt::format("Kafka, {}: {} ({})", doing, rd_kafka_err2str(code), rd_kafka_err2name(code)), retryable};
}

bool isRebalance(rd_kafka_resp_err_t code) {
  return code == RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION || code == RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID ||
         code == RD_KAFKA_RESP_ERR_REBALANCE_IN_PROGRESS || code == RD_KAFKA_RESP_ERR__ASSIGNMENT_LOST;
}

}  // namespace orderdeck::adapters::kafka
