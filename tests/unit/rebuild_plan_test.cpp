// What a rebuilt hot store must look like: orders put together from their events, the fate of each, and sums that add
// up whatever was kept.
#include <QtTest>

#include "service_world.h"
#include "services/orders/order_events.h"
#include "services/recovery/rebuild_plan.h"
#include "tests/harness/test_registry.h"

using namespace orderdeck;
using namespace orderdeck::test;
using domain::OrderState;
using services::OrderFate;
using services::RebuildPlan;
using services::replay;

namespace {

using enum domain::OrderState;

ports::BookedOrder booked(const domain::Order& order) {
  return {.orderId = order.orderId, .state = order.state, .events = services::eventsOf(order, "test")};
}

/// As the ledger sums up the movements of these orders' events, after `stocked` units of each product.
std::map<std::string, ports::MovementSums> sumsOf(const std::vector<domain::Order>& orders,
                                                  std::int64_t stocked = 100) {
  std::map<std::string, ports::MovementSums> sums{{"abc", {.stocked = stocked}}, {"xyz", {.stocked = stocked}}};
  for (const auto& order : orders) {
    const auto movements = replay(booked(order)).movements;
    for (const auto& item : order.items) {
      auto& sum = sums[item.productId];
      if (movements.reserved) sum.reserved += item.quantity;
      if (movements.sold) sum.sold += item.quantity;
      if (movements.released) sum.released += item.quantity;
      if (movements.returned) sum.returned += item.quantity;
    }
  }
  return sums;
}

std::vector<ports::BookedGroup> groupsOf(const std::vector<domain::Order>& orders) {
  std::vector<ports::BookedGroup> groups;
  for (const auto& order : orders)
    groups.push_back({.state = order.state,
                      .wasPaying = services::wasPaid(order) || !order.paymentId.empty(),
                      .wasReserved = services::wasReserved(order),
                      .count = 1});
  return groups;
}

ports::StockLevel levelOf(const RebuildPlan& plan, const std::string& product = "abc") {
  for (const auto& level : plan.levels({}, {}))
    if (level.after.productId == product) return level.after;
  return {};
}

/// Entered less left, by state; throws when a counter is of a move that is not legal.
std::map<OrderState, std::int64_t> countsOf(const RebuildPlan& plan) {
  std::map<OrderState, std::int64_t> counts;
  for (const auto& [edge, times] : plan.flow()) {
    const std::size_t at = edge.find('>');
    const auto to = domain::parseState(edge.substr(at + 1)).value();
    counts[to] += times;
    if (at == 0) continue;
    const auto from = domain::parseState(edge.substr(0, at)).value();
    if (!domain::isTransition(from, to)) throw std::logic_error("not a legal move: " + edge);
    counts[from] -= times;
  }
  std::erase_if(counts, [](const auto& entry) { return entry.second == 0; });
  return counts;
}

}  // namespace

class RebuildPlanTest : public QObject {
  Q_OBJECT
 private slots:
  void anOrderIsPutTogetherFromItsEvents_data() {
    QTest::addColumn<int>("state");
    QTest::addColumn<bool>("wasSold");
    for (const auto state : {Created, Paid, Reserved, Shipped, Completed, Cancelled, Rejected, Refunding, Refunded})
      QTest::addRow("%s", std::string(domain::stateName(state)).c_str()) << static_cast<int>(state) << false;
    QTest::newRow("refunding what was reserved") << static_cast<int>(Refunding) << true;
    QTest::newRow("refunded what was reserved") << static_cast<int>(Refunded) << true;
  }
  void anOrderIsPutTogetherFromItsEvents() {
    QFETCH(int, state);
    QFETCH(bool, wasSold);
    domain::Order order = orderIn(static_cast<OrderState>(state), "o1", wasSold);
    if (domain::stateRank(order.state) >= 5 && order.state != Completed) order.reason = domain::kReasonRequested;
    const auto told = replay(booked(order));
    QVERIFY(told.isComplete);
    QCOMPARE(told.order.state, order.state);
    QCOMPARE(told.order.userId, order.userId);
    QVERIFY(told.order.items == order.items);
    QCOMPARE(told.order.amountMinor, order.amountMinor);
    QCOMPARE(told.order.stock, order.stock);
    QCOMPARE(told.order.paymentId, order.paymentId);
    QCOMPARE(told.order.deadline, order.deadline);
    QCOMPARE(told.order.createdAt, order.createdAt);
    if (order.state != Rejected) QCOMPARE(told.order.reason, order.reason);
    // And it says the same of itself as it did before it was lost.
    if (order.state != Rejected)
      QCOMPARE(brief(services::eventsOf(told.order, "test")), brief(services::eventsOf(order, "test")));
  }

  void aDeclinedAndAPendingPaymentAreKnownAgain() {
    domain::Order declined = orderIn(Cancelled, "o1");
    declined.paymentId = domain::kPaymentDeclined;
    QCOMPARE(replay(booked(declined)).order.paymentId, std::string(domain::kPaymentDeclined));
    domain::Order charging = orderIn(Cancelled, "o2");
    charging.paymentId = domain::kPaymentPending;
    charging.reason = domain::kReasonRequested;
    QCOMPARE(replay(booked(charging)).order.paymentId, std::string(domain::kPaymentPending));
  }

  void withoutItsPlacementAnOrderIsKnownByItsPayment() {
    auto order = booked(orderIn(Paid, "o1"));
    std::erase_if(order.events, [](const auto& event) { return event.kind == domain::EventKind::OrderPlaced; });
    auto told = replay(order);
    QVERIFY(told.isComplete && !told.movements.reserved);
    QCOMPARE(told.order.amountMinor, 4498);
    std::erase_if(order.events, [](const auto& event) { return event.kind == domain::EventKind::PaymentProcessed; });
    QVERIFY(!replay(order).isComplete);
  }

  void anEmptiedStoreGetsAllThatTheLedgerHas() {
    const std::vector orders = {orderIn(Created, "o1"), orderIn(Paid, "o2"), orderIn(Reserved, "o3"),
                                orderIn(Completed, "o4"), orderIn(Refunded, "o5", true)};
    RebuildPlan plan(groupsOf(orders), sumsOf(orders));
    for (const auto& order : orders)
      if (order.state != Completed) QCOMPARE(plan.addBooked(replay(booked(order)), std::nullopt), OrderFate::Restored);
    const auto level = levelOf(plan);  // two of abc an order
    QCOMPARE(level.stocked, 100);
    QCOMPARE(level.reserved, 4);
    QCOMPARE(level.sold, 4);
    QCOMPARE(level.available, 92);
    QCOMPARE(plan.flow().at(">created"), 5);
    QVERIFY(countsOf(plan) ==
            (std::map<OrderState, std::int64_t>{{Paying, 1}, {Paid, 1}, {Reserved, 1}, {Completed, 1}, {Refunded, 1}}));
    QCOMPARE(plan.flow().at("reserved>refunding"), 1);
  }

  // Its charge may have been made. One that is cancelled then must be asked for at the provider, as one that was
  // cancelled while it was charged.
  void anOrderThatWasLostBeforeItsPaymentMayHaveBeenCharged() {
    RebuildPlan plan(groupsOf({orderIn(Created, "o1")}), sumsOf({orderIn(Created, "o1")}));
    QCOMPARE(plan.addBooked(replay(booked(orderIn(Created, "o1"))), std::nullopt), OrderFate::Restored);
    QCOMPARE(plan.toWrite()->state, Paying);
    QCOMPARE(plan.toWrite()->paymentId, std::string(domain::kPaymentPending));
    QCOMPARE(plan.addBooked(replay(booked(orderIn(Created, "o1"))), orderIn(Created, "o1")), OrderFate::Same);
    QVERIFY(!plan.toWrite());
  }

  void whatWasRefundedIsNeverOpenAgain_data() {
    QTest::addColumn<int>("ledger");
    QTest::addColumn<int>("redis");  // -1: not there
    QTest::addColumn<int>("fate");
    QTest::addColumn<int>("becomes");
    const auto row = [](OrderState ledger, std::optional<OrderState> redis, OrderFate fate,
                        std::optional<OrderState> becomes) {
      QTest::addRow("%s, %s", std::string(domain::stateName(ledger)).c_str(),
                    redis ? std::string(domain::stateName(*redis)).c_str() : "not there")
          << static_cast<int>(ledger) << (redis ? static_cast<int>(*redis) : -1) << static_cast<int>(fate)
          << (becomes ? static_cast<int>(*becomes) : -1);
    };
    row(Created, std::nullopt, OrderFate::Closed, Cancelled);
    row(Created, Created, OrderFate::Closed, Cancelled);
    row(Created, Paying, OrderFate::Closed, Cancelled);
    row(Created, Paid, OrderFate::Closed, Refunding);
    row(Created, Reserved, OrderFate::Closed, Refunding);
    row(Reserved, std::nullopt, OrderFate::Closed, Refunding);
    row(Created, Shipped, OrderFate::Disputed, std::nullopt);
    row(Shipped, Shipped, OrderFate::Disputed, std::nullopt);
    row(Completed, std::nullopt, OrderFate::Disputed, Completed);
    // Closed already, as a late payment's order is.
    row(Created, Cancelled, OrderFate::Kept, std::nullopt);
    row(Cancelled, Cancelled, OrderFate::Same, std::nullopt);
    row(Cancelled, std::nullopt, OrderFate::Restored, Cancelled);
  }
  void whatWasRefundedIsNeverOpenAgain() {
    QFETCH(int, ledger);
    QFETCH(int, redis);
    QFETCH(int, fate);
    QFETCH(int, becomes);
    const auto known = orderIn(static_cast<OrderState>(ledger), "o1");
    auto told = booked(known);
    domain::Event refund = domain::makeEvent(domain::EventKind::PaymentRefunded, "o1", known.createdAt, "test");
    refund.reason = domain::kLatePayment;
    refund.paymentId = "pay-o1";
    told.events.push_back(refund);
    RebuildPlan plan(groupsOf({known}), sumsOf({known}));
    QCOMPARE(
        static_cast<int>(plan.addBooked(
            replay(told), redis < 0 ? std::nullopt : std::optional(orderIn(static_cast<OrderState>(redis), "o1")))),
        fate);
    QCOMPARE(plan.toWrite() ? static_cast<int>(plan.toWrite()->state) : -1, becomes);
    const auto level = levelOf(plan);
    QCOMPARE(level.available + level.reserved + level.sold, std::int64_t{100});
    const auto last = becomes >= 0 ? becomes : redis;
    QVERIFY(countsOf(plan) == (std::map<OrderState, std::int64_t>{{static_cast<OrderState>(last), 1}}));
    if (static_cast<OrderFate>(fate) != OrderFate::Closed) return;
    QCOMPARE(level.available, std::int64_t{100});
    QCOMPARE(plan.toWrite()->reason, std::string("payment refunded"));
    // What it then says of itself closes it in the ledger too, and moves no money that has not moved.
    const auto events = services::eventsOf(*plan.toWrite(), "test");
    QVERIFY(
        std::ranges::any_of(events, [](const auto& event) { return event.kind == domain::EventKind::OrderCancelled; }));
    QCOMPARE(plan.toWrite()->paymentId,
             static_cast<OrderState>(becomes) == Refunding ? std::string("pay-o1") : std::string());
  }

  void productsThatNeverWereAreNotMade() {
    auto forged = orderIn(Created, "o1");
    forged.items.front().productId = "ghost";
    auto sums = sumsOf({forged});
    sums["ghost"].stocked = 50;
    RebuildPlan plan(groupsOf({forged}), sums, std::set<std::string>{"abc", "xyz"});
    QCOMPARE(plan.addBooked(replay(booked(forged)), std::nullopt), OrderFate::Untold);
    QVERIFY(!plan.toWrite());
    plan.addRestock("ghost", 5);
    for (const auto& level : plan.levels({}, {})) QVERIFY(level.after.productId != "ghost");
  }

  void theFurtherStateWins_data() {
    QTest::addColumn<int>("ledger");
    QTest::addColumn<int>("redis");
    QTest::addColumn<int>("fate");
    QTest::addColumn<int>("reserved");
    QTest::addColumn<int>("sold");
    const auto row = [](OrderState ledger, OrderState redis, OrderFate fate, int reserved, int sold) {
      QTest::addRow("%s, %s", std::string(domain::stateName(ledger)).c_str(),
                    std::string(domain::stateName(redis)).c_str())
          << static_cast<int>(ledger) << static_cast<int>(redis) << static_cast<int>(fate) << reserved << sold;
    };
    row(Paid, Paid, OrderFate::Same, 2, 0);
    row(Paid, Created, OrderFate::Advanced, 2, 0);
    row(Reserved, Created, OrderFate::Advanced, 0, 2);
    row(Cancelled, Paid, OrderFate::Advanced, 0, 0);
    row(Refunding, Shipped, OrderFate::Advanced, 0, 0);
    row(Created, Paying, OrderFate::Kept, 2, 0);
    row(Created, Reserved, OrderFate::Kept, 0, 2);
    row(Paid, Refunding, OrderFate::Kept, 0, 0);
    row(Created, Cancelled, OrderFate::Kept, 0, 0);
    // One does not lead to the other: the ledger is believed.
    row(Shipped, Refunding, OrderFate::Advanced, 0, 2);
    row(Cancelled, Completed, OrderFate::Advanced, 0, 0);
  }
  void theFurtherStateWins() {
    QFETCH(int, ledger);
    QFETCH(int, redis);
    QFETCH(int, fate);
    QFETCH(int, reserved);
    QFETCH(int, sold);
    const auto known = orderIn(static_cast<OrderState>(ledger), "o1");
    const auto hot = orderIn(static_cast<OrderState>(redis), "o1");
    RebuildPlan plan(groupsOf({known}), sumsOf({known}));
    QVERIFY(!plan.addHot(hot, ports::BookedState{known.state, false}));  // the ledger's turn
    QCOMPARE(static_cast<int>(plan.addBooked(replay(booked(known)), hot)), fate);
    const auto level = levelOf(plan);
    QCOMPARE(level.reserved, reserved);
    QCOMPARE(level.sold, sold);
    QCOMPARE(level.available, 100 - reserved - sold);
    const auto last = static_cast<OrderFate>(fate) == OrderFate::Kept ? hot.state : known.state;
    QVERIFY(countsOf(plan) == (std::map<OrderState, std::int64_t>{{last, 1}}));
    QCOMPARE(plan.flow().at(">created"), 1);
  }

  void whatOnlyRedisHasIsKeptWithItsStock() {
    RebuildPlan plan({}, sumsOf({}));
    QCOMPARE(plan.addHot(orderIn(Created, "o1"), std::nullopt), OrderFate::Kept);
    QCOMPARE(plan.addHot(orderIn(Reserved, "o2"), std::nullopt), OrderFate::Kept);
    domain::Order declined = orderIn(Cancelled, "o3");
    declined.paymentId = domain::kPaymentDeclined;
    QCOMPARE(plan.addHot(declined, std::nullopt), OrderFate::Kept);
    const auto level = levelOf(plan);
    QCOMPARE(level.reserved, 2);
    QCOMPARE(level.sold, 2);
    QCOMPARE(level.available, 96);
    QCOMPARE(plan.flow().at("paying>cancelled"), 1);
    QVERIFY(countsOf(plan) == (std::map<OrderState, std::int64_t>{{Created, 1}, {Reserved, 1}, {Cancelled, 1}}));
  }

  void whatTheLedgerHasToItsEndIsNotNeeded() {
    const auto done = orderIn(Completed, "o1");
    RebuildPlan plan(groupsOf({done}), sumsOf({done}));
    QCOMPARE(plan.addHot(done, ports::BookedState{Completed, true}), OrderFate::Same);
    QCOMPARE(plan.addHot(orderIn(Paid, "o1"), ports::BookedState{Completed, true}), OrderFate::Dropped);
    QCOMPARE(levelOf(plan).sold, 2);
    QCOMPARE(levelOf(plan).reserved, 0);
  }

  void anEventThatTheLedgerMissesIsAddedUpAllTheSame() {
    // The payment was heard of, the placement was not: its reservation is in no movement yet.
    auto order = booked(orderIn(Paid, "o1"));
    std::erase_if(order.events, [](const auto& event) { return event.kind == domain::EventKind::OrderPlaced; });
    RebuildPlan plan(groupsOf({orderIn(Paid, "o1")}), sumsOf({}));
    QCOMPARE(plan.addBooked(replay(order), std::nullopt), OrderFate::Restored);
    QCOMPARE(levelOf(plan).reserved, 2);
    QCOMPARE(levelOf(plan).available, 98);
    // Of one without items nothing can be written; what the hot store has of it stays.
    order.events.clear();
    QCOMPARE(plan.addBooked(replay(order), std::nullopt), OrderFate::Untold);
    QCOMPARE(plan.addBooked(replay(order), orderIn(Paid, "o1")), OrderFate::Same);
  }

  void restocksAndTokens() {
    RebuildPlan plan({}, sumsOf({}));
    plan.addRestock("abc", 50);
    plan.addRestock("new", 5);
    QCOMPARE(levelOf(plan).stocked, 150);
    QCOMPARE(levelOf(plan).available, 150);
    QCOMPARE(levelOf(plan, "new").available, 5);
    const auto levels = plan.levels({{.productId = "abc", .fence = 40}, {.productId = "only-redis", .fence = 3}},
                                    {{"abc", 30}, {"xyz", 70}});
    QCOMPARE(levels.size(), std::size_t{4});
    for (const auto& [before, after] : levels) {
      const std::int64_t known = after.productId == "abc"          ? 40
                                 : after.productId == "xyz"        ? 70
                                 : after.productId == "only-redis" ? 3
                                                                   : 0;
      QVERIFY2(after.fence > known + 1'000, after.productId.c_str());
      QCOMPARE(before.has_value(), after.productId == "abc" || after.productId == "only-redis");
    }
  }
};

ORDERDECK_TEST(RebuildPlanTest)
#include "rebuild_plan_test.moc"
