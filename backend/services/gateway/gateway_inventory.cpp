#include "services/gateway/gateway_inventory.h"

#include <fmt/format.h>

#include "core/whole_number.h"
#include "services/gateway/gateway_json.h"
#include "services/gateway/shown_error.h"

namespace orderdeck::services {

namespace {

using core::ErrorCode;
using core::fail;

ports::HttpReply noProduct(const std::string& id) {
  return ports::problem({ErrorCode::NotFound, fmt::format("there is no product '{}'", id), false});
}

core::Result<std::int64_t> readQuantity(const std::string& body) {
  const auto json =
      nlohmann::json::parse(body, nullptr, false);  // not Json: a name costs it a look at every earlier one
  if (json.is_discarded()) return fail(ErrorCode::InvalidJson, "the body is not JSON");
  const auto bad = [] {
    return fail(ErrorCode::InvalidArgument, fmt::format("quantity must be a whole number, 1..{}", kMostRestock));
  };
  if (!json.is_object()) return bad();
  const auto member = json.find("quantity");
  const auto quantity = member == json.end() ? std::nullopt : core::wholeNumber<std::int64_t>(*member);
  if (!quantity || *quantity < 1 || *quantity > kMostRestock) return bad();
  return *quantity;
}

}  // namespace

ports::HttpReply showInventory(ReaderStores& stores) {
  const auto stock = stores.stock.get();
  if (!stock) return ports::problem(shownError(stock.error()));
  const auto levels = (*stock)->levels();
  if (!levels) return ports::problem(shownError(levels.error()));
  Json list = Json::array();
  for (const ports::StockLevel& level : *levels) list.push_back(stockJson(level));
  return jsonReply(200, list);
}

ports::HttpReply showProduct(ReaderStores& stores, const std::string& productId) {
  const auto stock = stores.stock.get();
  if (!stock) return ports::problem(shownError(stock.error()));
  const auto level = (*stock)->level(productId);
  if (!level) return ports::problem(shownError(level.error()));
  return *level ? jsonReply(200, stockJson(**level)) : noProduct(productId);
}

ports::HttpReply restockProduct(ReaderStores& stores, const std::string& productId, const std::string& body,
                                const std::string& key) {
  const auto quantity = readQuantity(body);
  if (!quantity) return ports::problem(quantity.error());
  const std::string without = fmt::format(
      "it came without an Idempotency-Key, so that a repeat may add twice: look at /inventory/{} first", productId);
  const AskedChange change{"the stock was added", againWith(key, without)};
  const auto stock = stores.stock.get();
  if (!stock) return ports::problem(unchanged(stock.error()));
  const auto level =
      (*stock)->restock(productId, *quantity, requestKey(key, fmt::format("restock {} {}", productId, *quantity)));
  if (level) return jsonReply(200, stockJson(*level));
  return level.error().code == ErrorCode::UnknownProduct ? noProduct(productId)
                                                         : ports::problem(shownError(level.error(), change));
}

}  // namespace orderdeck::services
