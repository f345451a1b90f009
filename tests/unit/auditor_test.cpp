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

// What only audits ask, as the test wants it; states are the told ledger's.
class ToldBook : public ports::AuditBook {
 public:
  explicit ToldBook(ToldLedger& ledger) : m_ledger(ledger) {}
  std::vector<ports::OffsetContradiction> contradictions;
  ports::Misbooked wrongMoney;

  core::Result<std::vector<std::optional<OrderState>>> states(std::span<const std::string> ids) override {
    std::vector<std::optional<OrderState>> states;
    for (const auto& id : ids) {
      const auto found = m_ledger.orders.find(id);
      states.push_back(found == m_ledger.orders.end() ? std::nullopt : std::optional(found->second));
    }
    return states;
  }
  core::Result<std::int64_t> orders() override { return std::ssize(m_ledger.orders); }
  core::Result<std::vector<std::string>> overcharged(std::span<const std::string>) override { return std::vector<std::string>{}; }
  core::Result<ports::Misbooked> misbooked() override { return wrongMoney; }
  core::Result<std::vector<ports::OffsetContradiction>> outOfOrder(std::span<const std::string>, int) override { return contradictions; }
  core::Result<std::optional<ports::LedgerTail>> tail(std::int64_t, std::int64_t, int) override { return std::optional<ports::LedgerTail>{}; }

 private:
  ToldLedger& m_ledger;
};

struct ToldProbe : ports::FenceProbe {
  bool refuses = true;
  core::Result<bool> refusesOldToken() override { return refuses; }
};

struct ToldLetters : ports::DeadLetterBook {
  std::vector<std::string> open;
  core::Result<void> record(std::span<const ports::DeadLetter>) override { return {}; }
  core::Result<std::vector<ports::DeadLetter>> list(const ports::DeadLetterQuery&) override { return std::vector<ports::DeadLetter>{}; }
  core::Result<std::vector<std::string>> ids(const ports::DeadLetterQuery&) override { return std::vector<std::string>{}; }
  core::Result<std::optional<ports::DeadLetter>> find(const std::string&) override { return std::optional<ports::DeadLetter>{}; }
  core::Result<std::map<std::string, std::int64_t>> counts(const ports::DeadLetterQuery&) override { return std::map<std::string, std::int64_t>{}; }
  core::Result<int> mark(std::span<const std::string>, std::string_view, core::Timestamp) override { return 0; }
  core::Result<std::vector<std::string>> openOrders() override { return open; }
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
  ToldBook told{ledger};
  ToldProbe probe;
  ToldLetters letters;
  ops::FenceWatch fences;
  std::vector<core::Timestamp> brokerStarts;
  std::vector<ops::KeyedAnswer> keyed;
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

  ops::AuditWitnesses witnesses() {
    return {.accepted = [this](const auto& visit) { return visit(journal); },
            .keyed = [this](const auto& visit) -> core::Result<void> {
              for (const auto& answer : keyed) visit(answer);
              return {};
            },
            .brokerStarts = [this] { return brokerStarts; },
            .fences = &fences};
  }

  AuditResult audit(core::Millis wait = core::Millis{0}) {
    ops::Auditor auditor({store, store, ledger, told, probe, letters}, witnesses(), core::Millis{700});
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
    QCOMPARE(result.invariants.size(), 12U);
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
    AuditResult result = world.audit();
    QCOMPARE(brokenOf(result), "10");
    QVERIFY(detail(result, 10).contains("abc"));
    QCOMPARE(result.invariants[9].products, std::vector<std::string>{"abc"});
    world.ledger.sums["abc"].sold -= 1;
    world.ledger.sums["abc"].stocked += 1;
    result = world.audit();
    QCOMPARE(brokenOf(result), "3");
    QVERIFY(detail(result, 3).contains("abc"));
  }

  void anOrderThatDiffersIsNamedWithBothStates() {
    World world;
    const auto id = world.place();
    world.complete(id);
    world.drainOutbox();
    world.ledger.orders[id] = OrderState::Cancelled;
    const AuditResult result = world.audit();
    QCOMPARE(brokenOf(result), "10");
    QCOMPARE(result.invariants[9].orders, std::vector<std::string>{id});
    QVERIFY(detail(result, 10).contains("completed in Redis, cancelled in the ledger"));
  }

  void anEffectBeforeItsCauseIsNamedUnlessTheBrokerBeganAnew() {
    World world;
    world.complete(world.place());
    world.drainOutbox();
    const core::Timestamp at = core::now() - core::Millis{60'000};
    world.told.contradictions = {{.orderId = "order-1", .cause = "order-1-shipped", .effect = "order-1-completed", .topic = "order-shipped", .partition = 3,
                                  .causeOffset = 9, .effectOffset = 8, .causeOccurredAt = at, .causeRecordedAt = at + core::Millis{500}}};
    world.brokerStarts = {at - core::Millis{30'000}};
    const AuditResult result = world.audit();
    QCOMPARE(brokenOf(result), "7");
    QVERIFY(detail(result, 7).contains("order-1-completed at 8 before order-1-shipped at 9 of order-shipped/3"));
    world.brokerStarts.push_back(at + core::Millis{200});
    QCOMPARE(brokenOf(world.audit()), "");
  }

  void aFencingTokenThatWentBackIsNamed() {
    World world;
    world.store.setFence("abc", 7);
    QCOMPARE(brokenOf(world.audit()), "");
    world.store.setFence("abc", 6);
    const AuditResult result = world.audit();
    QCOMPARE(brokenOf(result), "9");
    QCOMPARE(result.invariants[8].products, std::vector<std::string>{"abc"});
    world.store.setFence("abc", 7);
    QCOMPARE(brokenOf(world.audit()), "");
    world.probe.refuses = false;
    QCOMPARE(brokenOf(world.audit()), "9");
  }

  void deadLetteredOrdersAreNotInFlightAndNotWaitedFor() {
    World world;
    world.complete(world.place());
    const auto stuck = world.place();
    world.drainOutbox();
    world.letters.open = {stuck};
    const AuditResult result = world.audit(core::Millis{20'000});
    QVERIFY2(result.ok, qPrintable(brokenOf(result)));
    QVERIFY(result.seconds < 10);
    QCOMPARE(result.balance.accepted, 2);
    QCOMPARE(result.balance.finished, 1);
    QCOMPARE(result.balance.inFlight, 0);
    QCOMPARE(result.balance.deadLettered, 1);
    QCOMPARE(result.balance.unaccounted, 0);
  }

  void keysAreHeldToTheirFirstAnswer() {
    const auto verdict = [](std::vector<ops::KeyedAnswer> answers) {
      ops::KeyBook book;
      for (const auto& answer : answers) book.add(answer);
      return ops::judgeKeys(book).verdict;
    };
    QCOMPARE(verdict({}), Verdict::Unknown);
    QCOMPARE(verdict({{"k", 1, 202, "a"}, {"k", 1, 202, "a"}, {"k", 2, 422, ""}}), Verdict::Ok);
    QCOMPARE(verdict({{"k", 1, 503, ""}, {"k", 2, 202, "a"}, {"k", 2, 409, ""}}), Verdict::Ok);  // a refusal promises nothing
    QCOMPARE(verdict({{"k", 1, 202, "a"}, {"k", 1, 202, "b"}}), Verdict::Broken);
    QCOMPARE(verdict({{"k", 1, 202, "a"}, {"k", 2, 202, "a"}}), Verdict::Broken);
    QCOMPARE(verdict({{"k", 1, 202, "a"}, {"k", 1, 422, ""}}), Verdict::Broken);
  }

  void aKeyBookForgetsTheOldest() {
    ops::KeyBook book(2);
    for (const char* key : {"a", "b", "c"}) book.add({key, 1, 202, std::string("order-") + key});
    book.add({"a", 1, 202, "another"});
    QCOMPARE(book.differing().count, 0);
    book.add({"c", 1, 202, "another"});
    QCOMPARE(book.differing().count, 1);
  }

  void recoveryIsTimedFromTheEndOfTheLastDisturbance() {
    const core::Timestamp t = core::now();
    const auto after = [t](int seconds) { return t + core::Millis{1'000 * seconds}; };
    ops::RecoveryWatch watch(core::Millis{10'000});
    QCOMPARE(ops::judgeRecovery(watch.look(t, "", true), t).verdict, Verdict::Ok);
    QCOMPARE(ops::judgeRecovery(watch.look(after(1), "redis is down", false), after(1)).verdict, Verdict::Unknown);
    QCOMPARE(ops::judgeRecovery(watch.look(after(60), "redis is down", true), after(60)).verdict, Verdict::Unknown);
    QCOMPARE(ops::judgeRecovery(watch.look(after(61), "", false), after(61)).verdict, Verdict::Unknown);
    QCOMPARE(ops::judgeRecovery(watch.look(after(64), "", true), after(64)).verdict, Verdict::Ok);
    QCOMPARE(watch.look(after(65), "", true).took, core::Millis{3'000});
    (void)watch.look(after(70), "fault payment-slow", true);
    (void)watch.look(after(71), "", false);
    QCOMPARE(ops::judgeRecovery(watch.look(after(81), "", false), after(81)).verdict, Verdict::Unknown);
    QCOMPARE(ops::judgeRecovery(watch.look(after(82), "", false), after(82)).verdict, Verdict::Broken);
    QCOMPARE(ops::judgeRecovery(watch.look(after(90), "", true), after(90)).verdict, Verdict::Broken);  // too late is not in time
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
    QCOMPARE(with([](AuditFacts& f) { f.levels[0] = {"abc", -1, 0, 11, 10, 3}; }), "1,10");
    QCOMPARE(with([](AuditFacts& f) { f.levels[0].reserved = 2; f.levels[0].available = 6; }), "2,10");  // held by no order
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
    QCOMPARE(with([](AuditFacts& f) { f.misbooked.add("order-1"); }), "5");
    QCOMPARE(with([](AuditFacts& f) { f.misordered.add("order-1"); }), "7");
    QCOMPARE(with([](AuditFacts& f) { f.keys.add({"k", 1, 202, "a"}); f.keys.add({"k", 1, 202, "b"}); }), "8");
    QCOMPARE(with([](AuditFacts& f) { f.fencesBack.add("abc"); }), "9");
    QCOMPARE(with([](AuditFacts& f) { f.oldTokenRefused = false; }), "9");
    QCOMPARE(with([](AuditFacts& f) { f.differing.add("order-1"); }), "10");
    QCOMPARE(with([](AuditFacts& f) { f.bounds = {{"outbox", 11, 10, ""}}; }), "11");
    QCOMPARE(with([](AuditFacts& f) { f.bounds = {{"outbox", 10, 10, ""}}; }), "");
    QCOMPARE(with([](AuditFacts& f) {
      f.recovery.emplace();
      f.recovery->limit = core::Millis{1'000};
      f.recovery->since = core::now() - core::Millis{2'000};
    }), "12");
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
    ops::Auditor auditor({world.store, world.store, world.ledger, world.told, world.probe, world.letters}, world.witnesses());
    QVERIFY(!auditor.run(core::Millis{0}));
  }
};

QTEST_GUILESS_MAIN(AuditorTest)
#include "auditor_test.moc"
