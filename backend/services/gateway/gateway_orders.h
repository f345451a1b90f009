// What the gateway does with orders that exist: shows and cancels them. Called on the reader's thread.
#pragma once

#include <string>
#include <string_view>

#include "ports/http.h"
#include "services/gateway/gateway_reader.h"

namespace orderdeck::services {

inline constexpr std::size_t kMostIds = 1'000;  // of one GET /orders?ids=

/// From the store, with the ledger's timeline (null while the ledger cannot be read); an order that left the store,
/// from the ledger. 404.
ports::HttpReply showOrder(ReaderStores& stores, const std::string& orderId);

/// `ids`: 1..1,000 legal ids between commas; equal ones count once. 400 otherwise.
ports::HttpReply showOrders(ReaderStores& stores, std::string_view ids);

/// Created and Paying become Cancelled, Paid and Reserved start the refund; the stock goes back and OrderCancelled is
/// put into the outbox with it. 202 with the new state, also for an order that is cancelled or refunded already, or
/// while the refund runs; 409 from Shipped on and for rejected orders; 404; 422 when `key` ("": none) came with another
/// request.
ports::HttpReply cancelOrder(ReaderStores& stores, const std::string& orderId, const std::string& node,
                             const std::string& key);

}  // namespace orderdeck::services
