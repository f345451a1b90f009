#include "adapters/redis/redis_velocity_store.h"

#include "adapters/redis/scripts.h"
#include "redis_embedded.h"

namespace orderdeck::adapters::redis {

namespace {

constexpr std::size_t kHeadWords = 3, kPlacementWords = 3;

/// How long orders are kept: so that what is asked again half a window later still finds its neighbours.
core::Millis kept(core::Millis window) { return window * 3 / 2; }

}  // namespace

RedisVelocityStore::RedisVelocityStore(RedisAddress address)
    : m_connection(std::move(address), {std::string(kVelocityLua)}) {}

core::Result<std::vector<std::int64_t>> RedisVelocityStore::count(std::span<const ports::Placement> placements,
                                                                  core::Millis window, std::int64_t enough) {
  if (placements.empty()) return std::vector<std::int64_t>{};
  if (window.count() < 1) return core::fail(core::ErrorCode::InvalidArgument, "orders are counted over 1 ms or more");
  if (auto ready = m_connection.connect(); !ready) return std::unexpected(std::move(ready.error()));
  Pipeline pipeline;
  forEachChunk(placements, [&](std::span<const ports::Placement> chunk) {
    pipeline.beginScript(m_connection.sha(0), kHeadWords + kPlacementWords * chunk.size());
    pipeline.word(window.count());
    pipeline.word(kept(window).count());
    pipeline.word(enough);
    for (const ports::Placement& placement : chunk) {
      pipeline.word(placement.userId);
      pipeline.word(placement.orderId);
      pipeline.word(core::toEpochMillis(placement.placedAt));
    }
  });
  const auto replies = m_connection.run(pipeline);
  if (!replies) return std::unexpected(replies.error());
  const auto answers = joinChunks(*replies, placements.size());
  if (!answers) return std::unexpected(answers.error());
  std::vector<std::int64_t> counts;
  counts.reserve(answers->size());
  for (const ReplyView answer : *answers) counts.push_back(answer.number());
  return counts;
}

}  // namespace orderdeck::adapters::redis
