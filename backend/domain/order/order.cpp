#include "domain/order/order.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/ids.h"
#include "domain/events/json_text.h"

namespace orderdeck::domain {

namespace {

using core::ErrorCode;
using core::fail;
using nlohmann::json;

constexpr int kDeepestBody = 16;
constexpr std::int64_t kMinDeadlineMs = 1'000;
constexpr std::int64_t kMaxDeadlineMs = 86'400'000;

std::unexpected<core::Error> invalid(std::string what) { return fail(ErrorCode::InvalidOrder, std::move(what)); }

/// A whole number from `least` to `most`; nothing for every other value, floating point included.
std::optional<std::int64_t> readWhole(const json& value, std::int64_t least, std::int64_t most) {
  if (!value.is_number_integer()) return std::nullopt;
  if (value.is_number_unsigned() && value.get<std::uint64_t>() > static_cast<std::uint64_t>(most)) return std::nullopt;
  const auto number = value.get<std::int64_t>();
  return number >= least && number <= most ? std::optional(number) : std::nullopt;
}

const std::string* readId(const json& object, const char* member) {
  const auto found = object.find(member);
  if (found == object.end() || !found->is_string()) return nullptr;
  const auto& id = found->get_ref<const std::string&>();
  return core::isLegalId(id) ? &id : nullptr;
}

core::Result<std::vector<OrderItem>> readItems(const json& order) {
  const auto list = order.find("items");
  if (list == order.end() || !list->is_array() || list->empty() || list->size() > static_cast<std::size_t>(kMaxItems))
    return invalid("items must be a list of 1..100 items");
  std::vector<OrderItem> items;
  items.reserve(list->size());
  for (std::size_t i = 0; i < list->size(); ++i) {
    const json& entry = (*list)[i];
    if (!entry.is_object()) return invalid(fmt::format("items[{}] must be an object", i));
    const std::string* productId = readId(entry, "productId");
    if (!productId) return invalid(fmt::format("items[{}].productId must match [A-Za-z0-9_.-]{{1,64}}", i));
    const auto member = entry.find("quantity");
    const auto quantity = member == entry.end() ? std::nullopt : readWhole(*member, 1, kMaxQuantity);
    if (!quantity) return invalid(fmt::format("items[{}].quantity must be 1..10,000", i));
    const auto same = std::ranges::find(items, *productId, &OrderItem::productId);
    if (same == items.end()) {
      items.push_back({*productId, static_cast<int>(*quantity), 0});
    } else {
      same->quantity += static_cast<int>(*quantity);
      if (same->quantity > kMaxQuantity)
        return invalid(fmt::format("items[{}].quantity: all of product {} must be 1..10,000", i, *productId));
    }
  }
  return items;
}

/// Reads the number that makes up the whole of `text`.
template <typename Number>
bool readNumber(std::string_view text, Number& out) {
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, out);
  return error == std::errc{} && stop == end && !text.empty();
}

/// Cuts `text` at its first `mark`: the part before it is returned, and `text` becomes the part after it (empty when
/// there is no mark).
std::string_view cut(std::string_view& text, char mark) {
  const std::size_t at = std::min(text.find(mark), text.size());
  const std::string_view head = text.substr(0, at);
  text.remove_prefix(std::min(at + 1, text.size()));
  return head;
}

}  // namespace

bool isOverdue(const Order& order, core::Timestamp now) {
  return order.deadline != core::Timestamp{} && order.deadline < now;
}

core::Result<OrderRequest> parseOrderRequest(std::string_view body) {
  if (body.size() > kMaxBodyBytes) return fail(ErrorCode::TooLarge, "an order's body has 64 KiB at most");
  if (nestingDepth(body) > kDeepestBody) return fail(ErrorCode::InvalidJson, "the body nests too deep");
  const json order = json::parse(body.begin(), body.end(), nullptr, false);
  if (order.is_discarded()) return fail(ErrorCode::InvalidJson, "the body is not JSON");
  if (!order.is_object()) return invalid("the body must be an object");

  OrderRequest request;
  const std::string* userId = readId(order, "userId");
  if (!userId) return invalid("userId must match [A-Za-z0-9_.-]{1,64}");
  request.userId = *userId;
  auto items = readItems(order);
  if (!items) return std::unexpected(std::move(items.error()));
  request.items = std::move(*items);
  if (const auto member = order.find("deadlineMs"); member != order.end()) {
    const auto deadline = readWhole(*member, kMinDeadlineMs, kMaxDeadlineMs);
    if (!deadline) return invalid("deadlineMs must be 1,000..86,400,000");
    request.deadline = core::Millis{*deadline};
  }
  return request;
}

core::Result<std::int64_t> priceItems(std::vector<OrderItem>& items, const Catalogue& catalogue) {
  std::int64_t total = 0;
  for (OrderItem& item : items) {
    const auto product = catalogue.find(item.productId);
    if (product == catalogue.end())
      return fail(ErrorCode::UnknownProduct, fmt::format("there is no product '{}'", item.productId));
    item.unitPriceMinor = product->second.priceMinor;
    std::int64_t price = 0;
    if (__builtin_mul_overflow(item.unitPriceMinor, static_cast<std::int64_t>(item.quantity), &price) ||
        __builtin_add_overflow(total, price, &total))
      return invalid("the order's amount is too large");
  }
  return total;
}

std::string packItems(const std::vector<OrderItem>& items) {
  std::string packed;
  for (const OrderItem& item : items) {
    if (!packed.empty()) packed += ',';
    fmt::format_to(std::back_inserter(packed), "{}:{}:{}", item.productId, item.quantity, item.unitPriceMinor);
  }
  return packed;
}

core::Result<std::vector<OrderItem>> unpackItems(std::string_view packed) {
  std::vector<OrderItem> items;
  const bool endsInComma = packed.ends_with(',');
  while (!packed.empty()) {
    std::string_view entry = cut(packed, ',');
    const std::string_view whole = entry;
    OrderItem item;
    item.productId = cut(entry, ':');
    const std::string_view quantity = cut(entry, ':');
    if (!core::isLegalId(item.productId) || !readNumber(quantity, item.quantity) || item.quantity < 1 ||
        !readNumber(entry, item.unitPriceMinor) || item.unitPriceMinor < 0)
      return fail(ErrorCode::Corrupt, fmt::format("not a packed item: '{}'", whole.substr(0, 100)));
    items.push_back(std::move(item));
  }
  if (endsInComma) return fail(ErrorCode::Corrupt, "packed items end in a comma");
  return items;
}

}  // namespace orderdeck::domain
