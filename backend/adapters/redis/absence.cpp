#include "adapters/redis/absence.h"

#include "adapters/redis/redis_connection.h"

namespace orderdeck::adapters::redis {

core::Result<void> checkAbsence(RedisConnection& connection, std::size_t script, std::string_view kind,
                                std::span<const std::string> ids) {
  if (ids.empty()) return {};
  if (auto ready = connection.connect(); !ready) return ready;
  Pipeline pipeline;
  pipeline.beginScript(connection.sha(script), 1 + ids.size());
  pipeline.word(kind);
  for (const std::string& id : ids) pipeline.word(id);
  if (auto replies = connection.run(pipeline); !replies) return std::unexpected(std::move(replies.error()));
  return {};
}

}  // namespace orderdeck::adapters::redis
