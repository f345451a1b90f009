// What a test arranges in the fake store, and looks at.
#include "tests/support/fake_order_store_data.h"

namespace orderdeck::support {

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
  m_data->orders[order.orderId] = Data::Kept{.order = order, .fields = {}, .open = true};
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
  m_data->append(event);
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

}  // namespace orderdeck::support
