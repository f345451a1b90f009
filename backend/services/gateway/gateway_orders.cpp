#include "services/gateway/gateway_orders.h"

#include <algorithm>
#include <unordered_set>

#include <fmt/format.h>

#include "core/ids.h"
#include "services/gateway/gateway_json.h"
#include "services/gateway/shown_error.h"
#include "services/orders/order_events.h"

namespace orderdeck::services {

namespace {

using core::ErrorCode;
using core::fail;
using domain::Order;
using domain::OrderState;

constexpr int kCancelAttempts = 5;  // an order has fewer steps to take than that before it can no longer be cancelled

core::Result<std::vector<std::optional<Order>>> findInStore(ReaderStores& stores, const std::vector<std::string>& ids) {
  const auto orders = stores.orders.get();
  if (!orders) return std::unexpected(orders.error());
  return (*orders)->find(ids);
}

/// As far as the store can be trusted: what a store that lost something does not have is left to the ledger, and `lost`
/// says that it proves nothing.
core::Result<std::vector<std::optional<Order>>> findAsFarAsKept(ReaderStores& stores,
                                                                const std::vector<std::string>& ids,
                                                                std::optional<core::Error>& lost) {
  auto found = findInStore(stores, ids);
  if (found || found.error().code != ErrorCode::StoreRolledBack) return found;
  lost = std::move(found.error());
  return std::vector<std::optional<Order>>(ids.size());
}

core::Result<std::optional<ports::LedgerOrder>> findInLedger(ReaderStores& stores, const std::string& id) {
  const auto ledger = stores.ledger.get();
  if (!ledger) return std::unexpected(ledger.error());
  return (*ledger)->find(id);
}

ports::HttpReply notFound(const std::string& id) {
  return ports::problem({ErrorCode::NotFound, fmt::format("there is no order '{}'", id), false});
}

/// The ids of a list, each once, in the order given.
core::Result<std::vector<std::string>> splitIds(std::string_view text) {
  std::vector<std::string> ids;
  std::size_t named = 0;
  std::unordered_set<std::string_view> seen;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(','), text.size());
    const std::string_view id = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!core::isLegalId(id))
      return fail(ErrorCode::InvalidArgument, "ids must be order ids ([A-Za-z0-9_.-]{1,64}) between commas");
    if (seen.insert(id).second) ids.emplace_back(id);
    if (++named > kMostIds) return fail(ErrorCode::InvalidArgument, fmt::format("at most {} ids", kMostIds));
  }
  if (ids.empty()) return fail(ErrorCode::InvalidArgument, "the query must have ids: /orders?ids=a,b,c");
  return ids;
}

std::optional<OrderState> cancelledFrom(OrderState state) {
  if (domain::isTransition(state, OrderState::Cancelled)) return OrderState::Cancelled;
  if (domain::isTransition(state, OrderState::Refunding)) return OrderState::Refunding;
  return std::nullopt;
}

/// The move that cancels `order` as it was seen, and only that: it names the state seen first, so the store refuses
/// when that is left, and the event can say what became of the items.
ports::OrderTransition cancelTransition(const Order& order, OrderState target, const std::string& node) {
  Order after = order;
  after.state = target;
  after.updatedAt = std::max(core::now(), order.updatedAt);
  after.reason = domain::kReasonRequested;
  if (order.stock == domain::Holding::Reserved) after.stock = domain::Holding::Released;
  if (order.stock == domain::Holding::Sold) after.stock = domain::Holding::Returned;
  return {.orderId = order.orderId,
          .path = {order.state, target},
          .stock = ports::StockEffect::GiveBack,
          .at = after.updatedAt,
          .fields = {{"reason", after.reason}},
          .fences = nullptr,
          .event = domain::encodeEvent(closedEvent(after, node)),
          .requestKey = {}};
}

ports::HttpReply cancelAnswer(const Order& order) {
  return jsonReply(202, {{"orderId", order.orderId}, {"status", domain::stateName(order.state)}});
}

ports::HttpReply tooLate(const std::string& id, OrderState state) {
  return ports::problem({ErrorCode::Conflict,
                         fmt::format("order '{}' is {}: it can no longer be cancelled", id, domain::stateName(state)),
                         false});
}

/// Whether cancelling it again comes to the same: that is what it was asked to be, whoever asked first.
bool isCancelled(OrderState state) {
  return state == OrderState::Cancelled || state == OrderState::Refunding || state == OrderState::Refunded;
}

ports::HttpReply otherKey() {
  return ports::problem({ErrorCode::IdempotencyMismatch, "the idempotency key was used for another request", false});
}

/// For an order that is not in the store. It leaves that when it has ended, so one that is open in the ledger was lost.
ports::HttpReply cancelRetired(ReaderStores& stores, const std::string& id) {
  const auto kept = findInLedger(stores, id);
  if (!kept) return ports::problem(unchanged(kept.error()));
  if (!*kept) return notFound(id);
  const OrderState state = (*kept)->order.state;
  if (isCancelled(state) && domain::isTerminal(state)) return cancelAnswer((*kept)->order);
  if (domain::isTerminal(state)) return tooLate(id, state);
  return ports::problem({ErrorCode::StoreRolledBack,
                         fmt::format("order '{}' is {} in the ledger, and gone from the store: nothing was changed", id,
                                     domain::stateName(state)),
                         true});
}

/// What came with the key before was something else: then the order is not even looked at.
core::Result<bool> isForeign(ReaderStores& stores, const ports::RequestKey& key) {
  if (key.key.empty()) return false;
  const auto orders = stores.orders.get();
  if (!orders) return std::unexpected(orders.error());
  const auto kept = (*orders)->findKey(key.key);
  if (!kept) return std::unexpected(kept.error());
  return kept->has_value() && **kept != key.bodyHash;
}

}  // namespace

ports::HttpReply showOrder(ReaderStores& stores, const std::string& orderId) {
  std::optional<core::Error> lost;
  const auto found = findAsFarAsKept(stores, {orderId}, lost);
  if (!found) return ports::problem(shownError(found.error()));
  const auto kept = findInLedger(stores, orderId);
  const std::optional<Order>& hot = found->front();
  if (!hot && !kept) return ports::problem(shownError(kept.error()));
  if (!hot && !*kept) return lost ? ports::problem(shownError(*lost)) : notFound(orderId);
  Json json = orderJson(hot ? *hot : (*kept)->order);
  if (!kept)
    json["timeline"] = nullptr;
  else
    json["timeline"] = *kept ? timelineJson((*kept)->timeline) : Json::array();
  return jsonReply(200, json);
}

ports::HttpReply showOrders(ReaderStores& stores, std::string_view text) {
  const auto ids = splitIds(text);
  if (!ids) return ports::problem(ids.error());
  std::optional<core::Error> lost;
  const auto found = findAsFarAsKept(stores, *ids, lost);
  if (!found) return ports::problem(shownError(found.error()));
  Json orders = Json::array(), missing = Json::array();
  for (std::size_t i = 0; i < ids->size(); ++i) {
    if ((*found)[i]) {
      orders.push_back(orderJson(*(*found)[i]));
      continue;
    }
    const auto kept = findInLedger(stores, (*ids)[i]);
    if (!kept) return ports::problem(shownError(kept.error()));  // whether it is missing is not known
    if (*kept)
      orders.push_back(orderJson((*kept)->order));
    else if (lost)
      return ports::problem(shownError(*lost));
    else
      missing.push_back((*ids)[i]);
  }
  return jsonReply(200, {{"orders", std::move(orders)}, {"missing", std::move(missing)}});
}

ports::HttpReply cancelOrder(ReaderStores& stores, const std::string& orderId, const std::string& node,
                             const std::string& givenKey) {
  const AskedChange change{"the order was cancelled", "retry, an order is cancelled once"};
  const ports::RequestKey key = requestKey(givenKey, "cancel " + orderId);
  const auto foreign = isForeign(stores, key);
  const auto found = foreign ? findInStore(stores, {orderId}) : std::unexpected(foreign.error());
  if (!found) return ports::problem(unchanged(found.error()));
  if (*foreign) return otherKey();
  if (!found->front()) return cancelRetired(stores, orderId);
  const auto orders = stores.orders.get();
  if (!orders) return ports::problem(unchanged(orders.error()));

  Order order = *found->front();
  for (int attempt = 0; attempt < kCancelAttempts; ++attempt) {
    if (isCancelled(order.state)) return cancelAnswer(order);
    const auto target = cancelledFrom(order.state);
    if (!target) return tooLate(orderId, order.state);
    ports::OrderTransition move = cancelTransition(order, *target, node);
    move.requestKey = key;
    auto moved = (*orders)->transition({&move, 1});
    if (!moved) return ports::problem(shownError(moved.error(), change));
    ports::TransitionResult& answer = moved->front();
    if (answer.outcome == ports::TransitionOutcome::KeyMismatch) return otherKey();
    if (answer.outcome == ports::TransitionOutcome::Unknown) return cancelRetired(stores, orderId);
    order = std::move(answer.order);
    if (answer.outcome == ports::TransitionOutcome::Moved || answer.outcome == ports::TransitionOutcome::Already)
      return cancelAnswer(order);
  }
  return ports::problem({ErrorCode::Busy, "the order's state changes too fast: nothing was changed, try again", true});
}

}  // namespace orderdeck::services
