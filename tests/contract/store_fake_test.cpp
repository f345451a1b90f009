// The fake store keeps the contract of the hot store.
#include "tests/contract/store_contract.h"
#include "tests/harness/test_registry.h"
#include "tests/support/fake_order_store.h"

using namespace orderdeck;

namespace {

class FakeWorld : public contract::StoreWorld {
 public:
  ports::HotStore& hot() override { return m_store; }
  ports::StockStore& stock() override { return m_store; }
  ports::FenceSource& fences() override { return m_store; }
  std::unique_ptr<ports::HotStore> connect() override { return m_store.connect(); }
  std::unique_ptr<ports::StockStore> connectStock() override { return m_store.connect(); }
  void reset(const std::vector<std::pair<std::string, std::int64_t>>& products) override {
    m_store = support::FakeOrderStore();
    for (const auto& [id, units] : products) m_store.addStock(id, units);
  }
  void putState(const std::string& orderId, domain::OrderState state) override {
    auto order = m_store.order(orderId).value();
    order.state = state;
    m_store.putOrder(order);
  }
  void putUnits(const std::string& productId, std::int64_t available, std::int64_t reserved) override {
    m_store.setUnits(productId, available, reserved);
  }
  void putFence(const std::string& productId, std::int64_t token) override { m_store.setFence(productId, token); }

 private:
  support::FakeOrderStore m_store;
};

}  // namespace

class StoreFakeTest : public contract::StoreContract {
  Q_OBJECT

  FakeWorld m_world;

  contract::StoreWorld& world() override { return m_world; }

 private slots:
  void init() { m_world.reset({{"abc", 1'000}, {"xyz", 5}}); }
};

ORDERDECK_TEST(StoreFakeTest)
#include "store_fake_test.moc"
