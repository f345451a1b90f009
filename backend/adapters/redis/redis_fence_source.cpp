#include "adapters/redis/redis_fence_source.h"

#include "adapters/redis/scripts.h"
#include "redis_embedded.h"

namespace orderdeck::adapters::redis {

RedisFenceSource::RedisFenceSource(RedisAddress address)
    : m_connection(std::move(address), {trusting(kDrawFencesLua)}) {}

core::Result<ports::FencesByProduct> RedisFenceSource::draw(std::span<const std::string> productIds) {
  if (auto ready = m_connection.connect(); !ready) return std::unexpected(std::move(ready.error()));
  Pipeline pipeline;
  pipeline.beginScript(m_connection.sha(0), productIds.size());
  for (const std::string& id : productIds) pipeline.word(id);
  auto replies = m_connection.run(pipeline);
  if (!replies) return std::unexpected(std::move(replies.error()));
  const ReplyView tokens = replies->front().view();
  if (tokens.size() != productIds.size())
    return core::fail(core::ErrorCode::Corrupt, "Redis gave tokens for another number of products than was asked");
  ports::FencesByProduct fences;
  for (std::size_t i = 0; i < productIds.size(); ++i) fences[productIds[i]] = tokens[i].number();
  return fences;
}

}  // namespace orderdeck::adapters::redis
