#include "adapters/redis/order_hash.h"

#include <array>

namespace orderdeck::adapters::redis {

namespace {

enum Field : std::size_t { State, UserId, Items, AmountMinor, CreatedAt, UpdatedAt, Deadline, PaymentId, Stock, Count };

constexpr std::array<std::string_view, Count> kFields = {"state",     "userId",   "items",     "amountMinor", "createdAt",
                                                         "updatedAt", "deadline", "paymentId", "stock"};

}  // namespace

void addOrderRead(Pipeline& pipeline, std::string_view orderId) {
  pipeline.begin(2 + kFields.size());
  pipeline.word("HMGET");
  pipeline.word(std::string(kOrderKey).append(orderId));
  for (const std::string_view field : kFields) pipeline.word(field);
}

core::Result<std::optional<domain::Order>> readOrder(std::string orderId, ReplyView fields) {
  if (fields.size() < Count || fields[State].isNil()) return std::nullopt;
  const auto state = domain::parseState(fields[State].text());
  if (!state) return core::fail(core::ErrorCode::Corrupt, "order " + orderId + " is in no known state: " + fields[State].string());
  auto items = domain::unpackItems(fields[Items].text());
  if (!items) return core::fail(core::ErrorCode::Corrupt, "order " + orderId + ": " + items.error().what);

  domain::Order order;
  order.orderId = std::move(orderId);
  order.userId = fields[UserId].string();
  order.items = std::move(*items);
  order.amountMinor = fields[AmountMinor].number();
  order.state = *state;
  order.createdAt = core::fromEpochMillis(fields[CreatedAt].number());
  order.updatedAt = core::fromEpochMillis(fields[UpdatedAt].number());
  order.deadline = core::fromEpochMillis(fields[Deadline].number());
  order.paymentId = fields[PaymentId].string();
  order.stock = fields[Stock].string();
  return order;
}

}  // namespace orderdeck::adapters::redis
