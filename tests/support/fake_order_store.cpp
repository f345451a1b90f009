#include "tests/support/fake_order_store.h"

#include <algorithm>
#include <mutex>
#include <set>

#include "core/ids.h"

namespace orderdeck::support {

using core::ErrorCode;
using core::fail;
using domain::OrderState;
using ports::MoveOutcome;

namespace {

struct Failure {
  std::string call;  // empty: every call
  int times = 0;     // negative: for good
  core::Error error;
  bool after = false;
};

struct Kept {
  domain::Order order;
  std::map<std::string, std::string> fields;
  bool open = true;
};

/// Whether a walk of legal moves leads from `from` to `to`.
bool reaches(OrderState from, OrderState to) {
  if (from == to) return true;
  return std::ranges::any_of(domain::movesFrom(from), [to](OrderState next) { return reaches(next, to); });
}

}  // namespace

struct FakeOrderStore::Data {
  mutable std::mutex mutex;
  std::map<std::string, Kept> orders;
  std::map<std::string, ports::StockLevel> stock;
  std::map<std::string, std::string> restocks;                             // StockAdded events that nobody settled
  std::map<std::string, std::pair<std::string, std::string>> keys;         // idempotency key -> order id, body hash
  std::map<std::int64_t, std::pair<std::string, core::Timestamp>> outbox;  // event, when it came in
  std::int64_t nextEntry = 1;
  std::map<std::string, std::int64_t> flow;
  bool hasEpoch = true;
  std::string distrust;
  std::set<std::string> lost;  // orders and products that must be there and are not
  std::vector<Failure> failures;
  std::map<std::string, core::Error> spoilt;  // by order
  std::map<std::string, int> calls;
  std::size_t largestBatch = 0;
  std::function<void(const std::string&)> hook;

  /// Counts the call, runs the hook, and returns the error that was arranged for it.
  std::optional<Failure> enter(const std::string& call) {
    std::function<void(const std::string&)> run;
    {
      const std::lock_guard lock(mutex);
      ++calls[call];
      run = hook;
    }
    if (run) run(call);
    const std::lock_guard lock(mutex);
    for (Failure& failure : failures) {
      if ((!failure.call.empty() && failure.call != call) || failure.times == 0) continue;
      if (failure.times > 0) --failure.times;
      return failure;
    }
    return std::nullopt;
  }

  /// As store_trust.lua: nothing is concluded from what a store lacks that lost something. `closes`: by a script that
  /// would have written.
  std::optional<core::Error> whyRefused(const auto& ids, bool closes) {
    if (!hasEpoch || !distrust.empty())
      return core::Error{ErrorCode::StoreRolledBack, hasEpoch ? distrust : "Redis has no epoch", true};
    for (const std::string& id : ids) {
      if (!lost.contains(id)) continue;
      if (closes) distrust = id + " is gone from Redis";
      return core::Error{ErrorCode::StoreRolledBack, id + " is gone from Redis", true};
    }
    return std::nullopt;
  }

  void emit(const std::string& event) {
    if (!event.empty()) outbox.emplace(nextEntry++, std::pair(event, core::now()));
  }

  static bool isWellFormed(const domain::Order& order) {
    std::set<std::string> products;
    for (const domain::OrderItem& item : order.items)
      if (!products.insert(item.productId).second) return false;
    return !products.empty();
  }

  core::Result<ports::Placed> placeOne(const ports::PlaceOrder& request) {
    if (!request.order.idempotencyKey.empty()) {
      if (const auto key = keys.find(request.order.idempotencyKey); key != keys.end()) {
        if (key->second.second != request.order.bodyHash) {
          return fail(ErrorCode::IdempotencyMismatch, "the idempotency key was used with another body");
        }
        return ports::Placed{.orderId = key->second.first, .repeated = true};
      }
    } else if (orders.contains(request.order.orderId)) {
      return ports::Placed{.orderId = request.order.orderId, .repeated = true};
    }
    for (const domain::OrderItem& item : request.order.items) {
      const auto level = stock.find(item.productId);
      if (level == stock.end()) return fail(ErrorCode::UnknownProduct, "unknown product " + item.productId);
      if (level->second.available < item.quantity)
        return fail(ErrorCode::OutOfStock, "out of stock: " + item.productId);
    }
    for (const domain::OrderItem& item : request.order.items) {
      stock[item.productId].available -= item.quantity;
      stock[item.productId].reserved += item.quantity;
    }
    Kept kept{.order = request.order, .fields = {}, .open = true};
    kept.order.state = OrderState::Created;
    kept.order.stock = "reserved";
    orders[request.order.orderId] = std::move(kept);
    if (!request.order.idempotencyKey.empty())
      keys[request.order.idempotencyKey] = {request.order.orderId, request.order.bodyHash};
    emit(request.event);
    ++flow[">created"];
    return ports::Placed{.orderId = request.order.orderId, .repeated = false};
  }

  /// The units that an order holds come in with it, or go with it.
  void addHeld(const domain::Order& order, int sign) {
    for (const domain::OrderItem& item : order.items) {
      const auto level = stock.find(item.productId);
      if (level == stock.end() || (order.stock != "reserved" && order.stock != "sold")) continue;
      (order.stock == "sold" ? level->second.sold : level->second.reserved) += sign * item.quantity;
      level->second.stocked += sign * item.quantity;
    }
  }

  void applyStock(domain::Order& order, ports::StockEffect effect) {
    const bool sell = effect == ports::StockEffect::Sell && order.stock == "reserved";
    const bool release = effect == ports::StockEffect::GiveBack && order.stock == "reserved";
    const bool takeBack = effect == ports::StockEffect::GiveBack && order.stock == "sold";
    if (!sell && !release && !takeBack) return;
    for (const domain::OrderItem& item : order.items) {
      ports::StockLevel& level = stock[item.productId];
      std::int64_t& source = takeBack ? level.sold : level.reserved;
      const std::int64_t units = std::min<std::int64_t>(item.quantity, source);  // an order must be able to end
      source -= units;
      (sell ? level.sold : level.available) += units;
    }
    order.stock = sell ? "sold" : release ? "released" : "returned";
  }

  ports::Move moveOne(const ports::MoveOrder& request) {
    const auto found = orders.find(request.orderId);
    if (found == orders.end() || request.path.empty()) return {};
    Kept& kept = found->second;
    domain::Order& order = kept.order;
    if (reaches(request.path.back(), order.state)) return {.outcome = MoveOutcome::Already, .order = order};

    const auto here = std::ranges::find(request.path, order.state);
    const auto first = here == request.path.end() ? request.path.begin() : here + 1;
    OrderState state = order.state;
    for (auto step = first; step != request.path.end(); state = *step++) {
      if (!domain::canMove(state, *step)) return {.outcome = MoveOutcome::Refused, .order = order};
    }
    if (request.stock == ports::StockEffect::Sell) {
      if (order.stock != "reserved") return {.outcome = MoveOutcome::Refused, .order = order};
      for (const domain::OrderItem& item : order.items) {
        const bool isHeld = request.fences && request.fences->contains(item.productId);
        const std::int64_t token = isHeld ? request.fences->at(item.productId) : 0;
        if (token < stock[item.productId].fence) return {.outcome = MoveOutcome::StaleFence, .order = order};
        if (stock[item.productId].reserved < item.quantity) return {.outcome = MoveOutcome::Refused, .order = order};
      }
    }
    for (auto step = first; step != request.path.end(); ++step) {
      ++flow[std::string(domain::stateName(order.state)) + ">" + std::string(domain::stateName(*step))];
      order.state = *step;
    }
    applyStock(order, request.stock);
    order.updatedAt = request.at;
    for (const auto& [name, value] : request.fields) {
      if (name == "paymentId")
        order.paymentId = value;
      else if (name == "reason")
        order.reason = value;
      else
        kept.fields[name] = value;
    }
    emit(request.event);
    return {.outcome = MoveOutcome::Moved, .order = order};
  }

  void addUnits(const std::string& productId, std::int64_t units, const std::string& restockId) {
    ports::StockLevel& level = stock[productId];
    level.productId = productId;
    level.available += units;
    level.stocked += units;
    if (units == 0) return;
    domain::Event event = domain::makeEvent(domain::EventKind::StockAdded, restockId, core::now(), "store");
    event.items = {{.productId = productId, .quantity = static_cast<int>(units), .unitPriceMinor = 0}};
    restocks[event.orderId] = domain::encodeEvent(event);
    emit(restocks[event.orderId]);
  }
};

// Every port call: count it, fail if that was arranged, do it under the lock, perhaps lose the answer.
#define FAKE_STORE_ENTER(name)                                            \
  const auto failure = m_data->enter(name);                               \
  if (failure && !failure->after) return std::unexpected(failure->error); \
  const std::lock_guard lock(m_data->mutex)
#define FAKE_STORE_LEAVE() \
  if (failure) return std::unexpected(failure->error)

FakeOrderStore::FakeOrderStore() : m_data(std::make_shared<Data>()) {}

void FakeOrderStore::addStock(const std::string& productId, std::int64_t units) {
  const std::lock_guard lock(m_data->mutex);
  ports::StockLevel& level = m_data->stock[productId];
  level.productId = productId;
  level.available += units;
  level.stocked += units;
}

void FakeOrderStore::putOrder(const domain::Order& order) {
  const std::lock_guard lock(m_data->mutex);
  if (const auto before = m_data->orders.find(order.orderId); before != m_data->orders.end())
    m_data->addHeld(before->second.order, -1);
  m_data->addHeld(order, 1);
  m_data->orders[order.orderId] = Kept{.order = order, .fields = {}, .open = true};
}

void FakeOrderStore::setFence(const std::string& productId, std::int64_t fence) {
  const std::lock_guard lock(m_data->mutex);
  m_data->stock[productId].fence = fence;
}

void FakeOrderStore::setUnits(const std::string& productId, std::int64_t available, std::int64_t reserved) {
  const std::lock_guard lock(m_data->mutex);
  m_data->stock[productId].available = available;
  m_data->stock[productId].reserved = reserved;
}

void FakeOrderStore::stealFence(const std::string& productId) {
  const std::lock_guard lock(m_data->mutex);
  ++m_data->stock[productId].fence;
}

void FakeOrderStore::putOutbox(const std::string& event) {
  const std::lock_guard lock(m_data->mutex);
  m_data->emit(event);
}

void FakeOrderStore::retireAndForget(const std::string& orderId) {
  const std::lock_guard lock(m_data->mutex);
  m_data->orders.erase(orderId);
}

void FakeOrderStore::flush() {
  const std::lock_guard lock(m_data->mutex);
  m_data->orders.clear(), m_data->stock.clear(), m_data->restocks.clear(), m_data->keys.clear(), m_data->outbox.clear(),
      m_data->flow.clear(), m_data->lost.clear();
  m_data->distrust.clear();
  m_data->hasEpoch = false;
}

void FakeOrderStore::lose(const std::string& id) {
  const std::lock_guard lock(m_data->mutex);
  if (m_data->orders.erase(id) + m_data->stock.erase(id) > 0) m_data->lost.insert(id);
}

std::string FakeOrderStore::distrust() const {
  const std::lock_guard lock(m_data->mutex);
  return m_data->distrust;
}

void FakeOrderStore::failNext(const std::string& call, int times, core::Error error, bool after) {
  const std::lock_guard lock(m_data->mutex);
  m_data->failures.push_back({call, times, std::move(error), after});
}

void FakeOrderStore::failAlways(const std::string& call, core::Error error) { failNext(call, -1, std::move(error)); }

void FakeOrderStore::healAll() {
  const std::lock_guard lock(m_data->mutex);
  m_data->failures.clear();
}

void FakeOrderStore::spoil(const std::string& orderId, core::Error error) {
  const std::lock_guard lock(m_data->mutex);
  m_data->spoilt[orderId] = std::move(error);
}

void FakeOrderStore::onCall(std::function<void(const std::string&)> hook) {
  const std::lock_guard lock(m_data->mutex);
  m_data->hook = std::move(hook);
}

std::optional<domain::Order> FakeOrderStore::order(const std::string& orderId) const {
  const std::lock_guard lock(m_data->mutex);
  const auto found = m_data->orders.find(orderId);
  if (found == m_data->orders.end()) return std::nullopt;
  return found->second.order;
}

std::map<std::string, std::string> FakeOrderStore::fields(const std::string& orderId) const {
  const std::lock_guard lock(m_data->mutex);
  const auto found = m_data->orders.find(orderId);
  if (found == m_data->orders.end()) return {};
  return found->second.fields;
}

std::vector<std::string> FakeOrderStore::outbox() const {
  const std::lock_guard lock(m_data->mutex);
  std::vector<std::string> events;
  for (const auto& [id, entry] : m_data->outbox) events.push_back(entry.first);
  return events;
}

int FakeOrderStore::calls(const std::string& call) const {
  const std::lock_guard lock(m_data->mutex);
  const auto found = m_data->calls.find(call);
  return found == m_data->calls.end() ? 0 : found->second;
}

std::size_t FakeOrderStore::largestBatch() const {
  const std::lock_guard lock(m_data->mutex);
  return m_data->largestBatch;
}

std::size_t FakeOrderStore::orderCount() const {
  const std::lock_guard lock(m_data->mutex);
  return m_data->orders.size();
}

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

core::Result<std::vector<ports::Move>> FakeOrderStore::move(std::span<const ports::MoveOrder> moves) {
  FAKE_STORE_ENTER("move");
  std::vector<std::string> ids;
  for (const ports::MoveOrder& one : moves) ids.push_back(one.orderId);
  if (auto refused = m_data->whyRefused(ids, true)) return std::unexpected(*refused);
  std::vector<ports::Move> moved;
  for (const ports::MoveOrder& one : moves) {
    if (const auto spoilt = m_data->spoilt.find(one.orderId); spoilt != m_data->spoilt.end())
      return std::unexpected(spoilt->second);
    moved.push_back(m_data->moveOne(one));
  }
  FAKE_STORE_LEAVE();
  return moved;
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

core::Result<ports::StockLevel> FakeOrderStore::restock(const std::string& productId, std::int64_t quantity) {
  FAKE_STORE_ENTER("restock");
  if (auto refused = m_data->whyRefused(std::set{productId}, true)) return std::unexpected(*refused);
  if (quantity < 1 || quantity > 1'000'000'000)
    return fail(ErrorCode::InvalidArgument, "quantity must be 1..1,000,000,000");
  if (!m_data->stock.contains(productId)) return fail(ErrorCode::UnknownProduct, "unknown product " + productId);
  m_data->addUnits(productId, quantity, core::newId());
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
