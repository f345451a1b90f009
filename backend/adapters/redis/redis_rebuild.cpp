#include "adapters/redis/redis_rebuild.h"

#include "adapters/redis/order_hash.h"
#include "redis_embedded.h"

namespace orderdeck::adapters::redis {

namespace {

constexpr std::size_t kPage = 1'000;  // of the index, read at once

std::string keyOf(const std::string& orderId) { return std::string(kOrderKey) + orderId; }

void addOrder(Pipeline& pipeline, const domain::Order& order) {
  const std::string key = keyOf(order.orderId);
  const std::string deadline = std::to_string(core::toEpochMillis(order.deadline));
  pipeline.add({"DEL", key});
  pipeline.begin(2 + 2 * 8);
  pipeline.word("HSET");
  pipeline.word(key);
  const auto field = [&](std::string_view name, std::string_view value) {
    pipeline.word(name);
    pipeline.word(value);
  };
  field("state", domain::stateName(order.state));
  field("userId", order.userId);
  field("items", domain::packItems(order.items));
  field("amountMinor", std::to_string(order.amountMinor));
  field("createdAt", std::to_string(core::toEpochMillis(order.createdAt)));
  field("updatedAt", std::to_string(core::toEpochMillis(order.updatedAt)));
  field("deadline", deadline);
  field("stock", order.stock.text());
  if (!order.paymentId.empty()) pipeline.add({"HSET", key, "paymentId", order.paymentId});
  if (!order.reason.empty()) pipeline.add({"HSET", key, "reason", order.reason});
  if (!order.idempotencyKey.empty()) pipeline.add({"HSET", key, "key", order.idempotencyKey + " " + order.bodyHash});
  pipeline.add({"ZADD", "deadlines", deadline, order.orderId});
}

}  // namespace

RedisRebuild::RedisRebuild(RedisAddress address) : m_connection(std::move(address), {std::string(kRebuildFinishLua)}) {}

core::Result<void> RedisRebuild::send(const Pipeline& pipeline) {
  if (pipeline.empty()) return {};
  auto replies = m_connection.run(pipeline);
  if (!replies) return std::unexpected(std::move(replies.error()));
  return {};
}

core::Result<void> RedisRebuild::begin(const std::string& rebuildId, const std::string& reason) {
  Pipeline pipeline;
  pipeline.add({"HSET", "epoch", "distrust", reason, "rebuild", rebuildId});
  return send(pipeline);
}

core::Result<void> RedisRebuild::abandon(const std::string& reason) {
  Pipeline pipeline;
  pipeline.add({"MULTI"});
  pipeline.add({"HDEL", "epoch", "rebuild", "distrust"});
  if (!reason.empty()) pipeline.add({"HSET", "epoch", "distrust", reason});
  pipeline.add({"EXEC"});
  return send(pipeline);
}

core::Result<void> RedisRebuild::putOrders(std::span<const domain::Order> orders) {
  Pipeline pipeline;
  for (const domain::Order& order : orders) addOrder(pipeline, order);
  return send(pipeline);
}

core::Result<void> RedisRebuild::dropOrders(std::span<const std::string> orderIds) {
  Pipeline pipeline;
  for (const std::string& id : orderIds) {
    pipeline.add({"DEL", keyOf(id)});
    pipeline.add({"ZREM", "deadlines", id});
  }
  return send(pipeline);
}

core::Result<void> RedisRebuild::indexOrders(std::span<const domain::Order> orders) {
  Pipeline pipeline;
  for (const domain::Order& order : orders)
    pipeline.add({"ZADD", "deadlines", std::to_string(core::toEpochMillis(order.deadline)), order.orderId});
  return send(pipeline);
}

core::Result<std::vector<std::string>> RedisRebuild::lostOrders() {
  std::vector<std::string> lost;
  for (std::size_t from = 0;; from += kPage) {
    const auto page = m_connection.run({"ZRANGE", "deadlines", std::to_string(from), std::to_string(from + kPage - 1)});
    if (!page) return std::unexpected(page.error());
    const ReplyView ids = page->view();
    if (ids.size() == 0) return lost;
    Pipeline pipeline;
    for (std::size_t i = 0; i < ids.size(); ++i) pipeline.add({"HEXISTS", keyOf(ids[i].string()), "state"});
    const auto replies = m_connection.run(pipeline);
    if (!replies) return std::unexpected(replies.error());
    for (std::size_t i = 0; i < ids.size(); ++i) {
      if ((*replies)[i].view().number() == 0) lost.push_back(ids[i].string());
    }
  }
}

core::Result<void> RedisRebuild::putLevels(std::span<const ports::StockLevel> levels) {
  Pipeline pipeline;
  for (const ports::StockLevel& level : levels) {
    pipeline.add({"HSET", "stock:" + level.productId, "available", std::to_string(level.available), "reserved",
                  std::to_string(level.reserved), "sold", std::to_string(level.sold), "stocked",
                  std::to_string(level.stocked), "fence", std::to_string(level.fence)});
    pipeline.add({"SADD", "products", level.productId});
  }
  return send(pipeline);
}

core::Result<void> RedisRebuild::putKeys(std::span<const ports::BookedKey> keys, core::Millis life,
                                         core::Timestamp now) {
  Pipeline pipeline;
  for (const ports::BookedKey& key : keys) {
    const core::Millis left = key.placedAt + life - now;
    if (left.count() > 0)
      pipeline.add(
          {"SET", "idem:" + key.key, key.orderId + " " + key.bodyHash, "NX", "PX", std::to_string(left.count())});
  }
  return send(pipeline);
}

core::Result<void> RedisRebuild::putFlow(const std::map<std::string, std::int64_t>& flow) {
  Pipeline pipeline;
  pipeline.add({"MULTI"});
  pipeline.add({"DEL", "flow"});
  for (const auto& [edge, times] : flow) pipeline.add({"HSET", "flow", edge, std::to_string(times)});
  pipeline.add({"EXEC"});
  return send(pipeline);
}

core::Result<void> RedisRebuild::finish(const std::string& rebuildId, const std::string& epoch, core::Timestamp since) {
  if (auto ready = m_connection.connect(); !ready) return ready;
  Pipeline pipeline;
  pipeline.beginScript(m_connection.sha(0), 3);
  pipeline.word(rebuildId);
  pipeline.word(epoch);
  pipeline.word(core::toEpochMillis(since));
  const auto replies = m_connection.run(pipeline);
  if (!replies) return std::unexpected(replies.error());
  if (replies->front().view().number() != 1)
    return core::fail(core::ErrorCode::Conflict,
                      "another rebuild has begun since this one, or Redis lost what was written: start another");
  return {};
}

}  // namespace orderdeck::adapters::redis
