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

class StoreFakeTest : public QObject {
  Q_OBJECT

  FakeWorld m_world;

 private slots:
  void init() { m_world.reset({{"abc", 1'000}, {"xyz", 5}}); }
  void placingReservesStockAndQueuesTheEvent() { contract::placingReservesStockAndQueuesTheEvent(m_world); }
  void refusedPlacementChangesNothing() { contract::refusedPlacementChangesNothing(m_world); }
  void batchAnswersEachOrderByItself() { contract::batchAnswersEachOrderByItself(m_world); }
  void productNamedTwiceIsRefused() { contract::productNamedTwiceIsRefused(m_world); }
  void sameKeyIsSameOrder() { contract::sameKeyIsSameOrder(m_world); }
  void placingAnOrderAgainIsARepeat() { contract::placingAnOrderAgainIsARepeat(m_world); }
  void sameKeyFromManyThreadsPlacesOnce() { contract::sameKeyFromManyThreadsPlacesOnce(m_world); }
  void everyPairOfStatesFollowsTheStateMachine() { contract::everyPairOfStatesFollowsTheStateMachine(m_world); }
  void pathIsTakenAsFarAsItIsNotReached() { contract::pathIsTakenAsFarAsItIsNotReached(m_world); }
  void closedOrderRefusesAPayment() { contract::closedOrderRefusesAPayment(m_world); }
  void moveWritesFieldsAndEventOnlyWhenItMoves() { contract::moveWritesFieldsAndEventOnlyWhenItMoves(m_world); }
  void stockFollowsTheOrder() { contract::stockFollowsTheOrder(m_world); }
  void saleWithAnOldTokenChangesNothing() { contract::saleWithAnOldTokenChangesNothing(m_world); }
  void stockIsNeverMadeNegative() { contract::stockIsNeverMadeNegative(m_world); }
  void anOrderWhoseStockIsGoneCanEnd() { contract::anOrderWhoseStockIsGoneCanEnd(m_world); }
  void anOrderKeepsWhyItWasClosed() { contract::anOrderKeepsWhyItWasClosed(m_world); }
  void findAnswersInTheOrderAsked() { contract::findAnswersInTheOrderAsked(m_world); }
  void outboxIsReadInOrderAndDropped() { contract::outboxIsReadInOrderAndDropped(m_world); }
  void aRetiredOrderLeavesTheIndex() { contract::aRetiredOrderLeavesTheIndex(m_world); }
  void openOrdersComeByDeadlineInPages() { contract::openOrdersComeByDeadlineInPages(m_world); }
  void restocksStandUntilTheyAreSettled() { contract::restocksStandUntilTheyAreSettled(m_world); }
  void scanVisitsEveryOrderOnce() { contract::scanVisitsEveryOrderOnce(m_world); }
  void seedingCreatesOnlyWhatIsNew() { contract::seedingCreatesOnlyWhatIsNew(m_world); }
  void restockingAddsWithAnEventOfItsOwn() { contract::restockingAddsWithAnEventOfItsOwn(m_world); }
  void restockingRefusesWhatIsWrong() { contract::restockingRefusesWhatIsWrong(m_world); }
  void tokensGrow() { contract::tokensGrow(m_world); }
  void pingTakesTime() { contract::pingTakesTime(m_world); }
};

ORDERDECK_TEST(StoreFakeTest)
#include "store_fake_test.moc"
