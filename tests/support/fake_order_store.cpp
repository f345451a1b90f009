// The calls of the ports.
#include "tests/support/fake_order_store_data.h"

namespace orderdeck::support {

// Every port call: count it, fail if that was arranged, do it under the lock, perhaps lose the answer.
#define FAKE_STORE_ENTER(name)                                            \
  const auto failure = m_data->enter(name);                               \
  if (failure && !failure->after) return std::unexpected(failure->error); \
  const std::lock_guard lock(m_data->mutex)
#define FAKE_STORE_LEAVE() \
  if (failure) return std::unexpected(failure->error)

FakeOrderStore::FakeOrderStore() : m_data(std::make_shared<Data>()) {}

core::Result<std::vector<core::Result<ports::Placed>>> FakeOrderStore::place(
    std::span<const ports::PlaceOrder> orders) {
  FAKE_STORE_ENTER("place");
  m_data->largestBatch = std::max(m_data->largestBatch, orders.size());
  std::vector<std::string> products;
  for (const ports::PlaceOrder& order : orders)
    if (!Data::isWellFormed(order.order))
      return fail(ErrorCode::InvalidArgument, "an order must have items and no product twice");
  for (const ports::PlaceOrder& order : orders)
    for (const domain::OrderItem& item : order.order.items) products.push_back(item.productId);
  if (auto refused = m_data->whyRefused(products, true)) return std::unexpected(*refused);
  std::vector<core::Result<ports::Placed>> placed;
  for (const ports::PlaceOrder& order : orders) placed.push_back(m_data->placeOne(order));
  FAKE_STORE_LEAVE();
  return placed;
}

core::Result<std::vector<ports::TransitionResult>> FakeOrderStore::transition(
    std::span<const ports::OrderTransition> transitions) {
  FAKE_STORE_ENTER("transition");
  std::vector<std::string> ids;
  for (const ports::OrderTransition& one : transitions) ids.push_back(one.orderId);
  if (auto refused = m_data->whyRefused(ids, true)) return std::unexpected(*refused);
  std::vector<ports::TransitionResult> moved;
  for (const ports::OrderTransition& one : transitions) {
    if (const auto spoilt = m_data->spoilt.find(one.orderId); spoilt != m_data->spoilt.end())
      return std::unexpected(spoilt->second);
    moved.push_back(m_data->transitionOne(one));
  }
  FAKE_STORE_LEAVE();
  return moved;
}

core::Result<std::optional<std::string>> FakeOrderStore::findKey(const std::string& key) {
  FAKE_STORE_ENTER("findKey");
  FAKE_STORE_LEAVE();
  const auto kept = m_data->keys.find(key);
  return kept == m_data->keys.end() ? std::nullopt : std::optional(kept->second.second);
}

core::Result<std::vector<std::optional<domain::Order>>> FakeOrderStore::find(std::span<const std::string> orderIds) {
  FAKE_STORE_ENTER("find");
  std::vector<std::optional<domain::Order>> orders;
  for (const std::string& id : orderIds) {
    if (const auto spoilt = m_data->spoilt.find(id); spoilt != m_data->spoilt.end())
      return std::unexpected(spoilt->second);
    const auto found = m_data->orders.find(id);
    orders.push_back(found == m_data->orders.end() ? std::nullopt : std::optional(found->second.order));
    if (orders.back()) continue;
    if (auto refused = m_data->whyRefused(std::set{id}, false)) return std::unexpected(*refused);
  }
  FAKE_STORE_LEAVE();
  return orders;
}

core::Result<std::vector<ports::OutboxEntry>> FakeOrderStore::readOutbox(std::size_t most) {
  FAKE_STORE_ENTER("readOutbox");
  std::vector<ports::OutboxEntry> entries;
  for (const auto& [id, entry] : m_data->outbox) {
    if (entries.size() == most) break;
    entries.push_back({.id = std::to_string(id) + "-0", .event = entry.first, .at = entry.second});
  }
  FAKE_STORE_LEAVE();
  return entries;
}

core::Result<void> FakeOrderStore::dropOutbox(std::span<const std::string> ids) {
  FAKE_STORE_ENTER("dropOutbox");
  for (const std::string& id : ids) m_data->outbox.erase(std::stoll(id));
  FAKE_STORE_LEAVE();
  return {};
}

core::Result<std::int64_t> FakeOrderStore::outboxLength() {
  FAKE_STORE_ENTER("outboxLength");
  FAKE_STORE_LEAVE();
  return static_cast<std::int64_t>(m_data->outbox.size());
}

core::Result<void> FakeOrderStore::retire(std::span<const std::string> orderIds, core::Millis) {
  FAKE_STORE_ENTER("retire");
  for (const std::string& id : orderIds) {
    const auto found = m_data->orders.find(id);
    if (found != m_data->orders.end()) found->second.open = false;
  }
  FAKE_STORE_LEAVE();
  return {};
}

core::Result<std::vector<domain::Order>> FakeOrderStore::openOrders(std::size_t from, std::size_t most) {
  FAKE_STORE_ENTER("openOrders");
  std::vector<domain::Order> open;
  for (const auto& [id, kept] : m_data->orders) {
    if (kept.open) open.push_back(kept.order);
  }
  std::ranges::stable_sort(open, {}, &domain::Order::deadline);
  open.erase(open.begin(), open.begin() + static_cast<std::ptrdiff_t>(std::min(from, open.size())));
  if (open.size() > most) open.resize(most);
  FAKE_STORE_LEAVE();
  return open;
}

core::Result<std::vector<ports::OpenEntry>> FakeOrderStore::openIndex(std::size_t from, std::size_t most) {
  const auto open = openOrders(from, most);
  if (!open) return std::unexpected(open.error());
  std::vector<ports::OpenEntry> entries;
  for (const domain::Order& order : *open) entries.push_back({order.orderId, true});
  return entries;
}

core::Result<std::int64_t> FakeOrderStore::openCount() {
  FAKE_STORE_ENTER("openCount");
  FAKE_STORE_LEAVE();
  return std::ranges::count_if(m_data->orders, [](const auto& entry) { return entry.second.open; });
}

core::Result<std::map<std::string, std::string>> FakeOrderStore::openRestocks() {
  FAKE_STORE_ENTER("openRestocks");
  FAKE_STORE_LEAVE();
  return m_data->restocks;
}

core::Result<void> FakeOrderStore::settleRestocks(std::span<const std::string> restockIds) {
  FAKE_STORE_ENTER("settleRestocks");
  for (const std::string& id : restockIds) m_data->restocks.erase(id);
  FAKE_STORE_LEAVE();
  return {};
}

core::Result<std::map<std::string, std::int64_t>> FakeOrderStore::flowCounters() {
  FAKE_STORE_ENTER("flowCounters");
  FAKE_STORE_LEAVE();
  return m_data->flow;
}

core::Result<void> FakeOrderStore::scan(const std::function<void(const domain::Order&)>& visit) {
  FAKE_STORE_ENTER("scan");
  for (const auto& [id, kept] : m_data->orders) visit(kept.order);
  FAKE_STORE_LEAVE();
  return {};
}

core::Result<void> FakeOrderStore::seed(const domain::Catalogue& catalogue) {
  FAKE_STORE_ENTER("seed");
  m_data->hasEpoch = true;
  for (const auto& [id, product] : catalogue) {
    if (!m_data->stock.contains(id)) m_data->addUnits(id, product.stock, "seed-" + id);
  }
  FAKE_STORE_LEAVE();
  return {};
}

core::Result<std::vector<ports::StockLevel>> FakeOrderStore::levels() {
  FAKE_STORE_ENTER("levels");
  if (m_data->stock.empty() || !m_data->lost.empty())
    if (auto refused = m_data->whyRefused(m_data->lost, false)) return std::unexpected(*refused);
  std::vector<ports::StockLevel> all;
  for (const auto& [id, level] : m_data->stock) all.push_back(level);
  FAKE_STORE_LEAVE();
  return all;
}

core::Result<std::optional<ports::StockLevel>> FakeOrderStore::level(const std::string& productId) {
  FAKE_STORE_ENTER("level");
  FAKE_STORE_LEAVE();
  const auto found = m_data->stock.find(productId);
  if (found == m_data->stock.end())
    if (auto refused = m_data->whyRefused(std::set{productId}, false)) return std::unexpected(*refused);
  return found == m_data->stock.end() ? std::nullopt : std::optional(found->second);
}

core::Result<ports::StockLevel> FakeOrderStore::restock(const std::string& productId, std::int64_t quantity,
                                                        const ports::RequestKey& key) {
  FAKE_STORE_ENTER("restock");
  if (auto refused = m_data->whyRefused(std::set{productId}, true)) return std::unexpected(*refused);
  if (quantity < 1 || quantity > 1'000'000'000)
    return fail(ErrorCode::InvalidArgument, "quantity must be 1..1,000,000,000");
  if (m_data->isMismatch(key)) return fail(ErrorCode::IdempotencyMismatch, "the key was used for another request");
  if (const auto first = m_data->restocked.find(key.key); first != m_data->restocked.end()) {
    FAKE_STORE_LEAVE();
    return first->second;
  }
  if (!m_data->stock.contains(productId)) return fail(ErrorCode::UnknownProduct, "unknown product " + productId);
  const std::string restockId = core::newId();
  m_data->addUnits(productId, quantity, restockId);
  if (!key.key.empty()) {
    m_data->keys[key.key] = {restockId, key.bodyHash};
    m_data->restocked[key.key] = m_data->stock[productId];
  }
  FAKE_STORE_LEAVE();
  return m_data->stock[productId];
}

core::Result<double> FakeOrderStore::ping() {
  FAKE_STORE_ENTER("ping");
  FAKE_STORE_LEAVE();
  return 0.1;
}

core::Result<ports::FencesByProduct> FakeOrderStore::draw(std::span<const std::string> productIds) {
  FAKE_STORE_ENTER("draw");
  if (auto refused = m_data->whyRefused(productIds, true)) return std::unexpected(*refused);
  ports::FencesByProduct fences;
  for (const std::string& id : productIds) {
    const auto found = m_data->stock.find(id);
    fences[id] = found == m_data->stock.end() ? 0 : ++found->second.fence;
  }
  FAKE_STORE_LEAVE();
  return fences;
}

#undef FAKE_STORE_ENTER
#undef FAKE_STORE_LEAVE

}  // namespace orderdeck::support
