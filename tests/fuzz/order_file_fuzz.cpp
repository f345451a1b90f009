// A user's file of orders, read as JSON lines and as CSV. Holds: every order that comes out is one that the gateway
// would take; it keeps its idempotency key; written as JSON lines the orders read back the same; a refusal names a line
// that is there.
#include <algorithm>
#include <charconv>
#include <cstdint>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/ids.h"
#include "property.h"
#include "tests/support/order_texts.h"

using namespace orderdeck;
using namespace orderdeck::fuzz;
using runtime::FileOrder;

namespace {

const domain::Catalogue kCatalogue{{"abc", {"abc", "Abacus", 1999, 1'000}}, {"xyz", {"xyz", "Xylophone", 500, 5}}};

void checkRefusal(const core::Error& error, std::string_view text) {
  requireSentence(error);
  require(error.code == core::ErrorCode::InvalidArgument, "a bad file is a bad argument", error.what);
  if (!error.what.starts_with("line ")) return;
  std::int64_t line = 0;
  std::from_chars(error.what.data() + 5, error.what.data() + error.what.size(), line);
  require(line >= 1 && line <= 1 + std::ranges::count(text, '\n'), "a refusal names a line of the file", error.what);
}

std::string bodyOf(const domain::OrderRequest& request) {
  nlohmann::ordered_json body{{"userId", request.userId}};
  for (const auto& item : request.items)
    body["items"].push_back({{"quantity", item.quantity}, {"productId", item.productId}});
  if (request.deadline) body["deadlineMs"] = request.deadline->count();
  return body.dump();
}

void checkBody(const std::string& body) {
  const auto request = domain::parseOrderRequest(body);
  require(request.has_value(), "an order of a file is one that the gateway takes", body);
  const auto again = domain::parseOrderRequest(bodyOf(*request));
  require(again && again->userId == request->userId && again->items == request->items &&
              again->deadline == request->deadline,
          "an order written anew is the same", body);
}

void checkOrders(const std::vector<FileOrder>& orders) {
  std::string lines;
  for (const FileOrder& order : orders) {
    checkBody(order.body);
    require(order.body.find('\n') == std::string::npos, "an order is one line", order.body);
    const auto json = nlohmann::json::parse(order.body, nullptr, false);
    require(json.value("idempotencyKey", "") == order.idempotencyKey, "an order keeps its idempotency key", order.body);
    require(order.idempotencyKey.empty() || core::isLegalId(order.idempotencyKey), "an idempotency key is legal",
            order.idempotencyKey);
    lines += order.body + "\n";
  }
  const auto again = support::ordersOf(lines, api::FileFormat::JsonLines);
  const auto same = [](const FileOrder& a, const FileOrder& b) {
    return a.body == b.body && a.idempotencyKey == b.idempotencyKey;
  };
  require(again && std::ranges::equal(*again, orders, same), "orders written as JSON lines read back the same", lines);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  for (const api::FileFormat format : {api::FileFormat::JsonLines, api::FileFormat::Csv}) {
    const auto orders = support::ordersOf(text, format);
    if (orders)
      checkOrders(*orders);
    else
      checkRefusal(orders.error(), text);
    const auto known = support::ordersOf(text, format, &kCatalogue);
    require(orders || !known, "a catalogue makes nothing right", text);
    if (!known) checkRefusal(known.error(), text);
  }
  return 0;
}
