// An order as a customer places it and as the system keeps it, and the rules that a placed order must meet.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "core/error.h"
#include "core/words.h"
#include "domain/order/order_state.h"

namespace orderdeck::domain {

inline constexpr int kMaxItems = 100;
inline constexpr int kMaxQuantity = 10'000;                  // of one item
inline constexpr std::int64_t kMaxPriceMinor = 100'000'000;  // of one unit in a catalogue
inline constexpr std::int64_t kMaxAmountMinor =
    kMaxPriceMinor * kMaxQuantity * kMaxItems;  // what an order can be worth
inline constexpr std::size_t kMaxBodyBytes = 64 * 1024;
inline constexpr std::string_view kCurrency = "EUR";  // one currency a system; amounts are in its minor unit (cents)

struct OrderItem {
  std::string productId;
  int quantity = 0;                 // 1..10,000
  std::int64_t unitPriceMinor = 0;  // cents; 0 until priced
  bool operator==(const OrderItem&) const = default;
};

/// What a client asked for, checked but not priced.
struct OrderRequest {
  std::string userId;
  std::vector<OrderItem> items;          // no product twice: equal products are added up
  std::optional<core::Millis> deadline;  // how long the order may take; the profile's default when absent
};

/// What stands in place of a payment's id while its charge runs (or may have run when the order was closed meanwhile),
/// and after a refusal.
inline constexpr std::string_view kPaymentPending = "pending";
inline constexpr std::string_view kPaymentDeclined = "declined";

/// Why an order was closed: the reason in its closing event, and in the hot store. A rejection has words of its own
/// (risk_rules.h).
inline constexpr std::string_view kReasonRequested = ORDERDECK_TEXT("TimelineModel", "cancelled by request");
inline constexpr std::string_view kReasonDeclined = ORDERDECK_TEXT("TimelineModel", "payment declined");
inline constexpr std::string_view kReasonDeadline = ORDERDECK_TEXT("TimelineModel", "deadline passed");
inline constexpr std::string_view kReasonOutOfStock = ORDERDECK_TEXT("TimelineModel", "out of stock");
/// By a rebuild: its money went back while the hot store had lost it.
inline constexpr std::string_view kReasonRefunded = ORDERDECK_TEXT("TimelineModel", "payment refunded");
/// Why a charge was declined: the reason in PaymentProcessed.
inline constexpr std::string_view kReasonCard = ORDERDECK_TEXT("TimelineModel", "card declined");

/// What an order holds of the stock, or what became of it.
enum class Holding { Nothing, Reserved, Sold, Released, Returned };
constexpr auto wordsOf(Holding) {
  return std::to_array<core::Word<Holding>>({{Holding::Nothing, ""},
                                             {Holding::Reserved, "reserved"},
                                             {Holding::Sold, "sold"},
                                             {Holding::Released, "released"},
                                             {Holding::Returned, "returned"}});
}
using HoldingWord = core::ClosedWord<Holding>;

struct Order {
  std::string orderId;
  std::string userId;
  std::vector<OrderItem> items;
  std::int64_t amountMinor = 0;
  OrderState state = OrderState::Created;
  core::Timestamp createdAt;
  core::Timestamp updatedAt;
  core::Timestamp deadline;  // the epoch: not known
  std::string paymentId;     // empty until a charge begins; then kPaymentPending, and in the end the provider's id or
                             // kPaymentDeclined
  HoldingWord stock = {};    // what the order holds
  std::string reason;  // why it was closed; empty when it was not, or when its other fields say so (kPaymentDeclined)
  std::string idempotencyKey = {};  // that it was placed with; empty: none
  std::string bodyHash = {};        // of the request, compared when the key comes again
};

/// Its deadline is known and over.
bool isOverdue(const Order& order, core::Timestamp now);

/// A body of POST /orders. Errors: InvalidJson; InvalidOrder naming the field ("items[2].quantity must be 1..10,000").
/// Members: userId (legal id), items (1..100 of {productId, quantity}), deadlineMs (1,000..86,400,000, optional).
/// Others are ignored.
core::Result<OrderRequest> parseOrderRequest(std::string_view body);

struct Product {
  std::string productId;
  std::string name;
  std::int64_t priceMinor = 0;  // cents
  std::int64_t stock = 0;       // units at the first start
};

using Catalogue = std::map<std::string, Product>;  // by product id

/// Prices the items from the catalogue and returns the sum in cents. UnknownProduct names the product.
core::Result<std::int64_t> priceItems(std::vector<OrderItem>& items, const Catalogue& catalogue);

/// "abc:2:1999,xyz:1:500" (product:quantity:unit price): the form in which a Redis hash and the scripts keep items.
std::string packItems(const std::vector<OrderItem>& items);
core::Result<std::vector<OrderItem>> unpackItems(std::string_view packed);  // Corrupt when it is not of that form

}  // namespace orderdeck::domain
