#include "adapters/redis/redis_marked_store.h"

namespace orderdeck::adapters::redis {

namespace {
constexpr std::size_t kReads = 3;  // of a look
}

core::Result<ports::StoreLook> RedisMarkedStore::look() {
  Pipeline pipeline;
  pipeline.add({"MULTI"});  // an epoch and numbers of another one would be a false alarm
  pipeline.add({"HMGET", "epoch", "id", "since", "distrust"});
  pipeline.add({"HGETALL", "flow"});
  pipeline.add({"SORT", "products", "BY", "nosort", "GET", "#", "GET", "stock:*->stocked", "GET", "stock:*->fence"});
  pipeline.add({"EXEC"});
  const auto replies = m_connection.run(pipeline);
  if (!replies) return std::unexpected(replies.error());
  const ReplyView answers = replies->back().view();
  if (answers.size() != kReads || answers[0].size() != 3)
    return core::fail(core::ErrorCode::Corrupt, "the epoch, the flow or the products in Redis cannot be read");
  ports::StoreLook look;
  look.marks.epoch = answers[0][0].string();
  look.marks.since = core::fromEpochMillis(answers[0][1].number());
  look.distrust = answers[0][2].string();
  for (std::size_t i = 0; i + 1 < answers[1].size(); i += 2)
    look.marks.flow.emplace(answers[1][i].string(), answers[1][i + 1].number());
  for (std::size_t i = 0; i + 2 < answers[2].size(); i += 3) {
    const std::string product = answers[2][i].string();
    look.marks.stocked.emplace(product, answers[2][i + 1].number());
    look.marks.fences.emplace(product, answers[2][i + 2].number());
  }
  return look;
}

core::Result<void> RedisMarkedStore::distrust(const std::string& reason) {
  auto closed = m_connection.run({"HSETNX", "epoch", "distrust", reason});
  if (!closed) return std::unexpected(std::move(closed.error()));
  return {};
}

}  // namespace orderdeck::adapters::redis
