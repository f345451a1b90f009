#include "adapters/redis/order_hash.h"

#include <utility>

namespace orderdeck::adapters::redis {

namespace {

enum Field : std::size_t {
  State,
  UserId,
  Items,
  AmountMinor,
  CreatedAt,
  UpdatedAt,
  Deadline,
  PaymentId,
  Stock,
  Reason,
  Key,
  Count
};

constexpr OrderFields kFields = {"state",    "userId",    "items", "amountMinor", "createdAt", "updatedAt",
                                 "deadline", "paymentId", "stock", "reason",      "key"};

}  // namespace

void addOrderRead(Pipeline& pipeline, std::string_view orderId) {
  pipeline.begin(2 + kFields.size());
  pipeline.word("HMGET");
  pipeline.word(std::string(kOrderKey).append(orderId));
  for (const std::string_view field : kFields) pipeline.word(field);
}

core::Result<std::optional<domain::Order>> readOrder(std::string orderId, ReplyView reply) {
  if (reply.size() < Count || reply[State].isNil()) return std::nullopt;
  OrderFields fields;
  for (std::size_t i = 0; i < Count; ++i) fields[i] = reply[i].text();
  auto order = readOrder(std::move(orderId), fields);
  if (!order) return std::unexpected(std::move(order.error()));
  return std::move(*order);
}

core::Result<domain::Order> readOrder(std::string orderId, const OrderFields& fields) {
  const auto state = domain::parseState(fields[State]);
  if (!state)
    return core::fail(core::ErrorCode::Corrupt,
                      "order " + orderId + " is in no known state: " + std::string(fields[State]));
  const auto holding = core::readWord<domain::Holding>(fields[Stock], "the stock of order " + orderId);
  if (!holding) return std::unexpected(holding.error());
  auto items = domain::unpackItems(fields[Items]);
  if (!items) return core::fail(core::ErrorCode::Corrupt, "order " + orderId + ": " + items.error().what);

  domain::Order order;
  order.orderId = std::move(orderId);
  order.userId = fields[UserId];
  order.items = std::move(*items);
  order.amountMinor = toNumber(fields[AmountMinor]);
  order.state = *state;
  order.createdAt = core::fromEpochMillis(toNumber(fields[CreatedAt]));
  order.updatedAt = core::fromEpochMillis(toNumber(fields[UpdatedAt]));
  order.deadline = core::fromEpochMillis(toNumber(fields[Deadline]));
  order.paymentId = fields[PaymentId];
  order.stock = *holding;
  order.reason = fields[Reason];
  if (const auto space = fields[Key].find(' '); space != std::string_view::npos) {
    order.idempotencyKey = fields[Key].substr(0, space);
    order.bodyHash = fields[Key].substr(space + 1);
  }
  return order;
}

}  // namespace orderdeck::adapters::redis
