// The gateway's answers as JSON, as docs/contract/http.md and openapi.json describe them. Pure functions.
#pragma once

#include <nlohmann/json.hpp>

#include "domain/order/order.h"
#include "ports/http.h"
#include "ports/ledger/ledger_reader.h"
#include "ports/store/stock_store.h"

namespace orderdeck::services {

using Json = nlohmann::ordered_json;

Json orderJson(const domain::Order& order);
Json timelineJson(const std::vector<ports::TimelineEvent>& timeline);
Json stockJson(const ports::StockLevel& level);

ports::HttpReply jsonReply(int status, const Json& body);

}  // namespace orderdeck::services
