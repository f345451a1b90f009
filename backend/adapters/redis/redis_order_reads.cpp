// The reading half of RedisOrderStore: single orders, the open ones, all of them.
#include <unordered_set>

#include "adapters/redis/order_hash.h"
#include "adapters/redis/redis_order_store.h"
#include "adapters/redis/scripts.h"
#include "core/ids.h"

namespace orderdeck::adapters::redis {

core::Result<std::vector<std::optional<domain::Order>>> RedisOrderStore::read(std::span<const std::string> orderIds) {
  Pipeline pipeline;
  for (const std::string& id : orderIds) addOrderRead(pipeline, id);
  auto replies = m_connection.run(pipeline);
  if (!replies) return std::unexpected(std::move(replies.error()));
  std::vector<std::optional<domain::Order>> orders;
  orders.reserve(orderIds.size());
  for (std::size_t i = 0; i < orderIds.size(); ++i) {
    auto order = readOrder(orderIds[i], (*replies)[i].view());
    if (!order) return std::unexpected(std::move(order.error()));
    orders.push_back(std::move(*order));
  }
  return orders;
}

core::Result<std::vector<std::optional<domain::Order>>> RedisOrderStore::find(std::span<const std::string> orderIds) {
  auto orders = read(orderIds);
  if (!orders || m_absence == Absence::Raw) return orders;
  std::vector<std::string> missing;
  for (std::size_t i = 0; i < orderIds.size(); ++i) {
    if (!(*orders)[i]) missing.push_back(orderIds[i]);
  }
  if (auto absent = checkAbsence(m_connection, CheckAbsence, "order", missing); !absent)
    return std::unexpected(std::move(absent.error()));
  return orders;
}

core::Result<std::vector<domain::Order>> RedisOrderStore::openOrders(std::size_t from, std::size_t most) {
  std::vector<domain::Order> open;
  // A page whose hashes are all gone must not end the walk: the next one is read then.
  for (; open.empty() && most > 0; from += most) {
    auto reply = m_connection.run({"ZRANGE", "deadlines", std::to_string(from), std::to_string(from + most - 1)});
    if (!reply) return std::unexpected(std::move(reply.error()));
    const ReplyView page = reply->view();
    if (page.size() == 0) break;
    std::vector<std::string> ids;
    for (std::size_t i = 0; i < page.size(); ++i) ids.push_back(page[i].string());
    auto orders = read(ids);
    if (!orders) return std::unexpected(std::move(orders.error()));
    for (auto& order : *orders) {
      if (order) open.push_back(std::move(*order));
    }
  }
  return open;
}

core::Result<std::vector<ports::OpenEntry>> RedisOrderStore::openIndex(std::size_t from, std::size_t most) {
  if (most == 0) return std::vector<ports::OpenEntry>{};
  auto reply = m_connection.run({"ZRANGE", "deadlines", std::to_string(from), std::to_string(from + most - 1)});
  if (!reply) return std::unexpected(std::move(reply.error()));
  const ReplyView page = reply->view();
  std::vector<ports::OpenEntry> entries;
  Pipeline pipeline;
  for (std::size_t i = 0; i < page.size(); ++i) {
    entries.push_back({page[i].string(), false});
    pipeline.add({"EXISTS", std::string(kOrderKey) + entries.back().orderId});
  }
  if (entries.empty()) return entries;
  auto there = m_connection.run(pipeline);
  if (!there) return std::unexpected(std::move(there.error()));
  for (std::size_t i = 0; i < entries.size(); ++i) entries[i].isThere = (*there)[i].view().number() == 1;
  return entries;
}

core::Result<void> RedisOrderStore::scan(const std::function<void(const domain::Order&)>& visit) {
  std::unordered_set<std::uint64_t> seen;  // SCAN may return a key twice; hashes keep this small
  std::string cursor = "0";
  do {
    auto reply = m_connection.run({"SCAN", cursor, "MATCH", "order:*", "COUNT", "1000"});
    if (!reply) return std::unexpected(std::move(reply.error()));
    if (reply->view().size() != 2) return core::fail(core::ErrorCode::Corrupt, "SCAN answered without a cursor");
    cursor = reply->view()[0].string();
    const ReplyView keys = reply->view()[1];
    std::vector<std::string> ids;
    for (std::size_t i = 0; i < keys.size(); ++i) {
      const std::string_view id = keys[i].text().substr(kOrderKey.size());
      if (seen.insert(core::stableHash(id)).second) ids.emplace_back(id);
    }
    if (ids.empty()) continue;
    auto orders = read(ids);
    if (!orders) return std::unexpected(std::move(orders.error()));
    for (const auto& order : *orders) {
      if (order) visit(*order);
    }
  } while (cursor != "0");
  return {};
}

}  // namespace orderdeck::adapters::redis
