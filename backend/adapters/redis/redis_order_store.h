// The hot store of orders in Redis. Every change of an order is within one atomic script, which takes a chunk of a
// batch; every call is one pipelined round trip (scan and a page of open orders: two and more). One object is one
// connection and belongs to one thread; after an error it reconnects by itself.
#pragma once

#include "adapters/redis/absence.h"
#include "adapters/redis/redis_connection.h"
#include "ports/store/hot_store.h"

namespace orderdeck::adapters::redis {

class RedisOrderStore final : public ports::HotStore {
 public:
  explicit RedisOrderStore(RedisAddress address, Absence absence = Absence::Checked);

  /// An order whose id is there already is a repeat of itself, so a batch whose answer was lost can be placed again.
  core::Result<std::vector<core::Result<ports::Placed>>> place(std::span<const ports::PlaceOrder> orders) override;

  /// Sell without a token for a product counts as token 0. Refused also when the order does not hold the stock that the
  /// effect needs.
  core::Result<std::vector<ports::TransitionResult>> transition(
      std::span<const ports::OrderTransition> transitions) override;

  core::Result<std::optional<std::string>> findKey(const std::string& key) override;
  core::Result<std::vector<std::optional<domain::Order>>> find(std::span<const std::string> orderIds) override;

  core::Result<std::vector<ports::OutboxEntry>> readOutbox(std::size_t most) override;
  core::Result<void> dropOutbox(std::span<const std::string> ids) override;
  core::Result<std::int64_t> outboxLength() override;

  core::Result<void> retire(std::span<const std::string> orderIds, core::Millis keep) override;
  core::Result<std::vector<domain::Order>> openOrders(std::size_t from, std::size_t most) override;
  core::Result<std::int64_t> openCount() override;
  core::Result<std::vector<ports::OpenEntry>> openIndex(std::size_t from, std::size_t most) override;
  core::Result<std::map<std::string, std::string>> openRestocks() override;
  core::Result<void> settleRestocks(std::span<const std::string> restockIds) override;
  core::Result<std::map<std::string, std::int64_t>> flowCounters() override;
  core::Result<void> scan(const std::function<void(const domain::Order&)>& visit) override;
  core::Result<double> ping() override { return m_connection.ping(); }

 private:
  core::Result<std::vector<std::optional<domain::Order>>> read(std::span<const std::string> orderIds);

  RedisConnection m_connection;
  const Absence m_absence;
};

}  // namespace orderdeck::adapters::redis
