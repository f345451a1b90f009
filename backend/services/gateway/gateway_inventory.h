// The gateway's look at the stock, and restocking. Called on the reader's thread.
#pragma once

#include <string>

#include "ports/http.h"
#include "services/gateway/gateway_reader.h"

namespace orderdeck::services {

inline constexpr std::int64_t kMostRestock = 1'000'000'000;  // units at once

ports::HttpReply showInventory(ReaderStores& stores);
ports::HttpReply showProduct(ReaderStores& stores, const std::string& productId);

/// `body`: {"quantity": 1..1,000,000,000}. The new numbers, or 404. Once for each `key`; "": none.
ports::HttpReply restockProduct(ReaderStores& stores, const std::string& productId, const std::string& body,
                                const std::string& key);

}  // namespace orderdeck::services
