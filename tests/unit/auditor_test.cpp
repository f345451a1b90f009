// The auditor finds what is broken, names it, and raises no alarm over orders that are merely on their way.
#include <QtTest>

#include <set>
#include <thread>

#include "ops/auditor.h"
#include "tests/support/fake_order_store.h"

using namespace orderdeck;
using domain::OrderState;
using ops::AuditFacts;
using ops::AuditResult;
using ops::Verdict;

namespace {

// A ledger that says what the test wants it to say.
class ToldLedger : public ports::Ledger {
 public:
  std::map<std::string, OrderState> orders;
  std::map<std::string, ports::MovementSums> sums;
  ports::MoneySums moneySums;
  std::vector<std::string> illegal, unplaced;
  std::function<void()> onCount;

  core::Result<std::vector<std::string>> append(std::span<const ports::Delivery>) override { return std::vector<std::string>{}; }
  core::Result<std::optional<ports::LedgerOrder>> find(const std::string& orderId) override {
    const auto found = orders.find(orderId);
    if (found == orders.end()) return std::optional<ports::LedgerOrder>{};
    ports::LedgerOrder order;
    order.order.orderId = orderId;
    order.order.state = found->second;
    return order;
  }
  core::Result<std::vector<ports::LedgerOrder>> list(const ports::OrderQuery&) override { return std::vector<ports::LedgerOrder>{}; }
  core::Result<std::vector<ports::StockMovement>> movements(const std::string&, int) override { return std::vector<ports::StockMovement>{}; }
  core::Result<std::map<std::string, std::int64_t>> countByState() override {
    if (onCount) onCount();
    std::map<std::string, std::int64_t> counts;
    for (const auto& [id, state] : orders) ++counts[std::string(domain::stateName(state))];
    return counts;
  }
  core::Result<std::map<std::string, ports::MovementSums>> movementSums() override { return sums; }
  core::Result<ports::MoneySums> money() override { return moneySums; }
  core::Result<std::vector<std::string>> ordersWithoutPlacement(int) override { return unplaced; }
  core::Result<std::vector<std::string>> missing(std::span<const std::string> ids) override {
    std::vector<std::string> absent;
    for (const auto& id : ids) {
      if (!orders.contains(id)) absent.push_back(id);
    }
    return absent;
  }
  core::Result<std::vector<std::string>> illegalHistories(int) override { return illegal; }
};

// A store that lost some orders: they are in none of its answers any more.
class ForgetfulStore : public support::FakeOrderStore {
 public:
  std::set<std::string> forgotten;

  core::Result<std::vector<std::optional<domain::Order>>> find(std::span<const std::string> ids) override {
    auto found = FakeOrderStore::find(ids);
    for (std::size_t i = 0; found && i < ids.size(); ++i) {
      if (forgotten.contains(ids[i])) (*found)[i].reset();
    }
    return found;
  }
  core::Result<void> scan(const std::function<void(const domain::Order&)>& visit) override {
    return FakeOrderStore::scan([&](const domain::Order& order) {
      if (!forgotten.contains(order.orderId)) visit(order);
    });
  }
};

// A store with one product and a way to bring orders through it, with a ledger that is kept in step.
struct World {
  ForgetfulStore store;
  ToldLedger ledger;
  std::vector<std::string> journal;
  int made = 0;

  World() {
    store.addStock("abc", 1000);
    ledger.sums["abc"].stocked = 1000;
  }

  std::string place(int quantity = 2) {
    ports::PlaceOrder placing;
    placing.order.orderId = "order-" + std::to_string(++made);
    placing.order.userId = "user1";
    placing.order.items = {{"abc", quantity, 100}};
    placing.order.amountMinor = quantity * 100;
    placing.order.createdAt = placing.order.updatedAt = core::now();
    placing.order.deadline = core::now() + core::Millis{60'000};
    placing.event = "{}";
    const std::vector<ports::PlaceOrder> batch = {placing};
    const auto placed = store.place(batch);
    if (!placed || !placed->front()) throw std::runtime_error("the store refused the test's order");
    journal.push_back(placing.order.orderId);
    return placing.order.orderId;
  }

  void move(const std::string& id, std::vector<OrderState> path, ports::StockEffect stock = ports::StockEffect::None) {
    ports::MoveOrder moving;
    moving.orderId = id;
    moving.path = std::move(path);
    moving.stock = stock;
    moving.at = core::now();
    const std::vector<ports::MoveOrder> batch = {moving};
    const auto moved = store.move(batch);
    if (!moved || moved->front().outcome != ports::MoveOutcome::Moved) throw std::runtime_error("the store refused the test's move");
  }

  void complete(const std::string& id, int quantity = 2) {
    move(id, {OrderState::Paying, OrderState::Paid});
    move(id, {OrderState::Reserved}, ports::StockEffect::Sell);
    move(id, {OrderState::Shipped, OrderState::Completed});
    book(id, quantity);
  }

  // What the ledger writer does with a completed order.
  void book(const std::string& id, int quantity = 2) {
    ledger.orders[id] = OrderState::Completed;
    ledger.sums["abc"].reserved += quantity;
    ledger.sums["abc"].sold += quantity;
    ledger.moneySums.captured += quantity * 100;
    ledger.moneySums.owed += quantity * 100;
    const std::vector<std::string> ids = {id};
    (void)store.retire(ids, core::Millis{60'000});
  }

  void drainOutbox() {
    const auto entries = store.readOutbox("0", 100'000);
    std::vector<std::string> ids;
    for (const auto& entry : *entries) ids.push_back(entry.id);
    (void)store.dropOutbox(ids);
  }

  AuditResult audit(core::Millis wait = core::Millis{0}) {
    ops::Auditor auditor({store, store, ledger}, [this](const auto& visit) { return visit(journal); }, core::Millis{700});
    const auto result = auditor.run(wait);
    if (!result) throw std::runtime_error(result.error().what);
    return *result;
  }
};

QString brokenOf(const AuditResult& result) {
  QStringList broken;
  for (const auto& invariant : result.invariants) {
    if (invariant.verdict == Verdict::Broken) broken << QString::number(invariant.number);
  }
  return broken.join(',');
}

QString brokenOf(const AuditFacts& facts) { return brokenOf(AuditResult{.ok = false, .atRest = false, .invariants = ops::judge(facts), .balance = {}, .seconds = 0}); }

QString detail(const AuditResult& result, int number) { return QString::fromStdString(result.invariants[static_cast<std::size_t>(number - 1)].detail); }

}  // namespace

class AuditorTest : public QObject {
  Q_OBJECT
 private slots:
  void aSoundSystemAtRestIsOk() {
    World world;
    for (int i = 0; i < 20; ++i) world.complete(world.place());
    world.drainOutbox();
    const AuditResult result = world.audit();
    QVERIFY2(result.ok, qPrintable(brokenOf(result) + detail(result, 3)));
    QVERIFY(result.atRest);
    QCOMPARE(result.invariants.size(), 6U);
    QCOMPARE(result.balance.accepted, 20);
    QCOMPARE(result.balance.finished, 20);
    QCOMPARE(result.balance.inFlight, 0);
    QCOMPARE(result.balance.unaccounted, 0);
  }

  void ordersOnTheirWayAreNoAlarm() {
    World world;
    world.complete(world.place());
    world.place();                                                    // accepted, unknown to the ledger
    const auto paid = world.place();
    world.move(paid, {OrderState::Paying, OrderState::Paid});
    world.ledger.orders[paid] = OrderState::Paid;                     // its charge was not booked yet
    world.ledger.moneySums.owed += 200;
    world.ledger.illegal = {paid};                                    // its placement was not booked yet
    world.ledger.unplaced = {paid};
    const AuditResult result = world.audit();
    QVERIFY2(result.ok, qPrintable(brokenOf(result)));
    QVERIFY(!result.atRest);
    QCOMPARE(result.balance.accepted, 3);
    QCOMPARE(result.balance.finished, 1);
    QCOMPARE(result.balance.inFlight, 2);
    QCOMPARE(result.balance.unaccounted, 0);
  }

  void anOrderThatMovesBetweenTheReadsIsNoAlarm() {
    World world;
    world.complete(world.place());
    const auto moving = world.place();
    world.drainOutbox();
    // Just before the ledger is counted the order completes and another one is accepted.
    bool once = true;
    world.ledger.onCount = [&] {
      if (std::exchange(once, false)) {
        world.complete(moving);
        world.place();
      }
    };
    const AuditResult result = world.audit();
    QVERIFY2(result.ok, qPrintable(brokenOf(result)));
    QCOMPARE(result.balance.unaccounted, 0);
  }

  void anOrderThatVanishedIsMissed() {
    World world;
    world.complete(world.place());
    const auto gone = world.place();
    world.complete(gone);
    world.drainOutbox();
    world.ledger.orders.erase(gone);
    world.ledger.sums["abc"].reserved -= 2;
    world.ledger.sums["abc"].sold -= 2;
    world.ledger.moneySums = {.captured = 200, .refunded = 0, .owed = 200, .chargedTwice = 0};
    world.store.forgotten.insert(gone);
    const AuditResult result = world.audit();
    QVERIFY(brokenOf(result).contains('4'));
    QVERIFY(detail(result, 4).contains(QString::fromStdString(gone)));
    QCOMPARE(result.balance.unaccounted, 1);
  }

  void aJournaledIdThatIsNowhereIsNamed() {
    World world;
    world.complete(world.place());
    world.drainOutbox();
    world.journal.push_back("told-but-never-there");
    const AuditResult result = world.audit();
    QCOMPARE(brokenOf(result), "4");
    QVERIFY(detail(result, 4).contains("told-but-never-there"));
  }

  void stockThatDiffersFromTheLedgerIsNamedWithItsFigures() {
    World world;
    world.complete(world.place());
    world.drainOutbox();
    world.ledger.sums["abc"].sold += 1;
    const AuditResult result = world.audit();
    QCOMPARE(brokenOf(result), "3");
    QVERIFY(detail(result, 3).contains("abc"));
  }

  void aLedgerThatCatchesUpSoonIsNoAlarm() {
    World world;
    world.complete(world.place());
    (void)world.store.restock("abc", 50);
    world.drainOutbox();
    int looks = 0;
    world.ledger.onCount = [&] {
      if (++looks == 3) world.ledger.sums["abc"].stocked += 50;
    };
    const AuditResult result = world.audit();
    QVERIFY2(result.ok, qPrintable(detail(result, 3)));
    QCOMPARE(looks, 3);
  }

  void waitsForRest() {
    World world;
    const auto late = world.place();
    world.drainOutbox();
    std::jthread finisher([&] {
      std::this_thread::sleep_for(std::chrono::milliseconds(300));
      world.complete(late);
    });
    const AuditResult result = world.audit(core::Millis{10'000});
    QVERIFY(result.atRest);
    QVERIFY(result.ok);
    QVERIFY(result.seconds < 5);
  }

  void eachInvariantHasItsRule() {
    AuditFacts sound;
    sound.still = sound.atRest = true;
    sound.levels = {{"abc", 8, 0, 2, 10, 3}};
    sound.movements["abc"] = {.stocked = 10, .reserved = 3, .sold = 2, .released = 1, .returned = 0};
    sound.flowBefore = sound.flowAfter = {{">created", 2}, {"created>paying", 2}};
    sound.ledgerOrders = sound.ledgerFinished = 2;
    sound.money = {.captured = 500, .refunded = 100, .owed = 400, .chargedTwice = 0};
    QCOMPARE(brokenOf(sound), "");

    const auto with = [&](auto change) {
      AuditFacts facts = sound;
      change(facts);
      return brokenOf(facts);
    };
    QCOMPARE(with([](AuditFacts& f) { f.levels[0] = {"abc", -1, 0, 11, 10, 3}; }), "1,3");
    QCOMPARE(with([](AuditFacts& f) { f.levels[0].reserved = 2; f.levels[0].available = 6; }), "2,3");  // held by no order
    QCOMPARE(with([](AuditFacts& f) { f.finishedButHolding.add("order-1"); }), "2");
    QCOMPARE(with([](AuditFacts& f) { f.levels[0].available = 7; }), "3");
    QCOMPARE(with([](AuditFacts& f) { f.ledgerOrders = f.ledgerFinished = 1; }), "4");
    QCOMPARE(with([](AuditFacts& f) { f.ledgerOrders = f.ledgerFinished = 3; }), "4");  // more than were accepted
    QCOMPARE(with([](AuditFacts& f) { f.unplaced.add("order-1"); }), "4");
    QCOMPARE(with([](AuditFacts& f) { f.strayed.add("order-1"); }), "4");
    QCOMPARE(with([](AuditFacts& f) { f.money.chargedTwice = 1; }), "5");
    QCOMPARE(with([](AuditFacts& f) { f.money.captured = 600; }), "5");
    QCOMPARE(with([](AuditFacts& f) { f.illegal.add("order-1"); }), "6");
    QCOMPARE(with([](AuditFacts& f) { f.reopened.add("order-1"); }), "6");
    QCOMPARE(with([](AuditFacts& f) { f.flowAfter["completed>paid"] = 1; }), "6");
    // What depends on two stores being in step is not held against a system that moves.
    QCOMPARE(with([](AuditFacts& f) { f.still = f.atRest = false; f.money.captured = 600; f.levels[0].reserved = 2; f.levels[0].available = 6; }), "");
    // Too few orders are always held against it.
    QCOMPARE(with([](AuditFacts& f) { f.still = f.atRest = false; f.ledgerOrders = f.ledgerFinished = 1; }), "4");
  }

  void namesTenOffendersAndCountsTheRest() {
    AuditFacts facts;
    for (int i = 0; i < 25; ++i) facts.lost.add("order-" + std::to_string(i));
    const QString text = QString::fromStdString(ops::judge(facts)[3].detail);
    QVERIFY(text.contains("25 orders") && text.contains("order-9") && !text.contains("order-10"));
  }

  void aStoreThatCannotBeReadIsAnError() {
    World world;
    world.store.failAlways("", {core::ErrorCode::Disconnected, "gone", true});
    ops::Auditor auditor({world.store, world.store, world.ledger}, [&](const auto& visit) { return visit(world.journal); });
    QVERIFY(!auditor.run(core::Millis{0}));
  }
};

QTEST_GUILESS_MAIN(AuditorTest)
#include "auditor_test.moc"
