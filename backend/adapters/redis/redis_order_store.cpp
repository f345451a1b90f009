#include "adapters/redis/redis_order_store.h"

#include <algorithm>

#include "adapters/redis/order_hash.h"
#include "adapters/redis/redis_error.h"
#include "adapters/redis/scripts.h"

namespace orderdeck::adapters::redis {

using core::ErrorCode;

namespace {

constexpr std::size_t kPlaceWords = 9;  // of one order among the arguments of place_orders.lua

bool namesAProductTwice(const std::vector<domain::OrderItem>& items) {
  for (auto item = items.begin(); item != items.end(); ++item) {
    if (std::find_if(items.begin(), item, [&](const auto& earlier) { return earlier.productId == item->productId; }) !=
        item)
      return true;
  }
  return false;
}

void addPlace(Pipeline& pipeline, const ports::PlaceOrder& place) {
  const domain::Order& order = place.order;
  pipeline.word(order.orderId);
  pipeline.word(order.userId);
  pipeline.word(domain::packItems(order.items));
  pipeline.word(order.amountMinor);
  pipeline.word(core::toEpochMillis(order.createdAt));
  pipeline.word(core::toEpochMillis(order.deadline));
  pipeline.word(place.event);
  pipeline.word(order.idempotencyKey);
  pipeline.word(order.bodyHash);
}

core::Result<ports::Placed> readPlaced(const std::string& orderId, ReplyView reply) {
  if (reply.isInteger()) return ports::Placed{orderId, false};
  if (reply.size() != 2)
    return core::fail(ErrorCode::Corrupt, "the idempotency key of order " + orderId + " holds no order");
  const std::string_view word = reply[0].text();
  if (word == "repeated") return ports::Placed{reply[1].string(), true};
  if (word == "mismatch")
    return core::fail(ErrorCode::IdempotencyMismatch,
                      "the idempotency key was used for another request (it made " + reply[1].string() + ")");
  if (word == "unknown") return core::fail(ErrorCode::UnknownProduct, "there is no product " + reply[1].string());
  return core::fail(ErrorCode::OutOfStock, "not enough stock of product " + reply[1].string());
}

/// `command key id...`: XDEL, ZREM, HDEL.
void addRemoval(Pipeline& pipeline, std::string_view command, std::string_view key, std::span<const std::string> ids) {
  pipeline.begin(2 + ids.size());
  pipeline.word(command);
  pipeline.word(key);
  for (const std::string& id : ids) pipeline.word(id);
}

}  // namespace

RedisOrderStore::RedisOrderStore(RedisAddress address, Absence absence)
    : m_connection(std::move(address), orderScripts()), m_absence(absence) {}

core::Result<std::vector<core::Result<ports::Placed>>> RedisOrderStore::place(
    std::span<const ports::PlaceOrder> orders) {
  if (auto ready = m_connection.connect(); !ready) return std::unexpected(unsent(std::move(ready.error())));
  for (const ports::PlaceOrder& order : orders) {
    if (order.order.items.empty() || namesAProductTwice(order.order.items)) {
      return core::fail(ErrorCode::InvalidArgument,
                        "order " + order.order.orderId + " must have items and no product twice");
    }
  }
  Pipeline pipeline;
  forEachChunk(orders, [&](std::span<const ports::PlaceOrder> chunk) {
    pipeline.beginScript(m_connection.sha(PlaceOrders), kPlaceWords * chunk.size());
    for (const ports::PlaceOrder& order : chunk) addPlace(pipeline, order);
  });
  const auto replies = m_connection.run(pipeline);
  if (!replies) return std::unexpected(ofChunks(replies.error(), orders.size()));
  const auto answers = joinChunks(*replies, orders.size());
  if (!answers) return std::unexpected(answers.error());
  std::vector<core::Result<ports::Placed>> placed;
  placed.reserve(orders.size());
  for (std::size_t i = 0; i < orders.size(); ++i) placed.push_back(readPlaced(orders[i].order.orderId, (*answers)[i]));
  return placed;
}

core::Result<std::optional<std::string>> RedisOrderStore::findKey(const std::string& key) {
  const auto reply = m_connection.run({"GET", "idem:" + key});
  if (!reply) return std::unexpected(reply.error());
  if (reply->view().isNil()) return std::nullopt;
  // What made it, the hash, and of a restock what it was answered.
  std::string_view kept = reply->view().text();
  kept.remove_prefix(std::min(kept.find(' ') + 1, kept.size()));
  return std::string(kept.substr(0, kept.find(' ')));
}

core::Result<std::vector<ports::OutboxEntry>> RedisOrderStore::readOutbox(std::size_t most) {
  auto reply = m_connection.run({"XRANGE", "outbox", "-", "+", "COUNT", std::to_string(most)});
  if (!reply) return std::unexpected(std::move(reply.error()));
  std::vector<ports::OutboxEntry> entries;
  entries.reserve(reply->view().size());
  for (std::size_t i = 0; i < reply->view().size(); ++i) {
    const ReplyView entry = reply->view()[i];  // {id, {"event", json}}
    if (entry.size() != 2 || entry[1].size() < 2)
      return core::fail(ErrorCode::Corrupt, "an outbox entry holds no event");
    // A stream's id is MILLISECONDS-SEQUENCE.
    entries.push_back({entry[0].string(), entry[1][1].string(),
                       core::fromEpochMillis(toNumber(entry[0].text().substr(0, entry[0].text().find('-'))))});
  }
  return entries;
}

core::Result<void> RedisOrderStore::dropOutbox(std::span<const std::string> ids) {
  if (ids.empty()) return {};
  Pipeline pipeline;
  addRemoval(pipeline, "XDEL", "outbox", ids);
  auto replies = m_connection.run(pipeline);
  if (!replies) return std::unexpected(std::move(replies.error()));
  return {};
}

core::Result<std::int64_t> RedisOrderStore::outboxLength() {
  auto reply = m_connection.run({"XLEN", "outbox"});
  if (!reply) return std::unexpected(std::move(reply.error()));
  return reply->view().number();
}

core::Result<void> RedisOrderStore::retire(std::span<const std::string> orderIds, core::Millis keep) {
  if (orderIds.empty()) return {};
  const std::string lifetime = std::to_string(keep.count());
  Pipeline pipeline;
  pipeline.add({"MULTI"});  // an order in the index whose hash is gone counts as lost
  for (const std::string& id : orderIds) pipeline.add({"PEXPIRE", std::string(kOrderKey) + id, lifetime});
  addRemoval(pipeline, "ZREM", "deadlines", orderIds);
  pipeline.add({"EXEC"});
  auto replies = m_connection.run(pipeline);
  if (!replies) return std::unexpected(std::move(replies.error()));
  return {};
}

core::Result<std::map<std::string, std::string>> RedisOrderStore::openRestocks() {
  auto reply = m_connection.run({"HGETALL", "restocks"});
  if (!reply) return std::unexpected(std::move(reply.error()));
  const ReplyView pairs = reply->view();
  std::map<std::string, std::string> restocks;
  for (std::size_t i = 0; i + 1 < pairs.size(); i += 2) restocks.emplace(pairs[i].string(), pairs[i + 1].string());
  return restocks;
}

core::Result<void> RedisOrderStore::settleRestocks(std::span<const std::string> restockIds) {
  if (restockIds.empty()) return {};
  Pipeline pipeline;
  addRemoval(pipeline, "HDEL", "restocks", restockIds);
  auto replies = m_connection.run(pipeline);
  if (!replies) return std::unexpected(std::move(replies.error()));
  return {};
}

core::Result<std::int64_t> RedisOrderStore::openCount() {
  auto reply = m_connection.run({"ZCARD", "deadlines"});
  if (!reply) return std::unexpected(std::move(reply.error()));
  return reply->view().number();
}

core::Result<std::map<std::string, std::int64_t>> RedisOrderStore::flowCounters() {
  auto reply = m_connection.run({"HGETALL", "flow"});
  if (!reply) return std::unexpected(std::move(reply.error()));
  std::map<std::string, std::int64_t> counters;
  for (std::size_t i = 0; i + 1 < reply->view().size(); i += 2)
    counters[reply->view()[i].string()] = reply->view()[i + 1].number();
  return counters;
}

}  // namespace orderdeck::adapters::redis
