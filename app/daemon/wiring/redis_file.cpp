#include "app/daemon/wiring/redis_file.h"

#include "adapters/redis/redis_connection.h"
#include "app/daemon/wiring/redis_address.h"

namespace orderdeck::daemon {

namespace {
constexpr core::Millis kPatience{1'000};
}

RedisFile::RedisFile(const runtime::RedisSettings& redis, const std::string& endpoint)
    : m_connection(std::make_unique<adapters::redis::RedisConnection>(redisAddress(redis, endpoint, kPatience))) {}

RedisFile::~RedisFile() = default;

void RedisFile::keepConnected() { (void)m_connection->ping(); }

bool RedisFile::startRewrite() { return m_connection->run({"BGREWRITEAOF"}).has_value(); }

RedisFile::Rewrite RedisFile::rewrite() {
  const auto info = m_connection->run({"INFO", "persistence"});
  if (!info) return Rewrite::Failed;
  const std::string text = info->view().string();
  if (text.contains("aof_rewrite_in_progress:1") || text.contains("aof_rewrite_scheduled:1")) return Rewrite::Running;
  return text.contains("aof_last_bgrewrite_status:ok") ? Rewrite::Done : Rewrite::Failed;
}

}  // namespace orderdeck::daemon
