// How an order stands in its Redis hash: which fields are read, in which order, and how they become an Order. Inside
// the adapter only.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/redis/pipeline.h"
#include "adapters/redis/reply.h"
#include "core/error.h"
#include "domain/order/order.h"

namespace orderdeck::adapters::redis {

inline constexpr std::string_view kOrderKey = "order:";

/// Adds the read of one order's fields.
void addOrderRead(Pipeline& pipeline, std::string_view orderId);

/// state userId items amountMinor createdAt updatedAt deadline paymentId stock reason key: as they are read, and as
/// transition_orders.lua answers them. `key` is the idempotency key and the hash of the body, as in idem:KEY.
using OrderFields = std::array<std::string_view, 11>;

/// Takes the answer to addOrderRead. Nothing for an order that is not there; Corrupt, naming the order, when a field
/// cannot be read.
core::Result<std::optional<domain::Order>> readOrder(std::string orderId, ReplyView reply);

core::Result<domain::Order> readOrder(std::string orderId, const OrderFields& fields);

}  // namespace orderdeck::adapters::redis
