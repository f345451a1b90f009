// What the auditor's tests share: stores that say what a test wants them to say, and a world of orders in them.
#pragma once

#include <set>

#include <QStringList>

#include "ops/audit/auditor.h"
#include "ops/audit/invariants/rules.h"
#include "tests/support/fake_order_store.h"

namespace orderdeck::test {

using domain::OrderState;

// A ledger that says what the test wants it to say.
class ToldLedger : public ports::LedgerReader, public ports::LedgerAudit {
 public:
  std::map<std::string, OrderState> orders;
  std::map<std::string, ports::MovementSums> sums;
  ports::MoneySums moneySums;
  std::vector<std::string> illegal, unplaced;
  std::function<void()> onCount;
  std::vector<ports::OffsetContradiction> contradictions;
  ports::Misbooked wrongMoney;
  ports::KeyedOrders keyed;
  std::optional<core::Error> failure;  // of every call

  template <typename T>
  core::Result<T> answer(T value) const {
    if (failure) return std::unexpected(*failure);
    return value;
  }

  core::Result<std::optional<ports::LedgerOrder>> find(const std::string& orderId) override {
    const auto found = orders.find(orderId);
    if (found == orders.end()) return std::optional<ports::LedgerOrder>{};
    ports::LedgerOrder order;
    order.order.orderId = orderId;
    order.order.state = found->second;
    order.order.items = {{"abc", 2, 100}};
    return order;
  }
  core::Result<ports::OrderPage> list(const ports::OrderQuery&) override { return ports::OrderPage{}; }
  core::Result<ports::OrderCount> count(const ports::OrderQuery&) override { return ports::OrderCount{}; }
  core::Result<std::vector<ports::StockMovement>> movements(const std::string&, int) override {
    return std::vector<ports::StockMovement>{};
  }
  core::Result<std::map<std::string, std::int64_t>> countByState() override {
    if (onCount) onCount();
    if (failure) return std::unexpected(*failure);
    std::map<std::string, std::int64_t> counts;
    for (const auto& [id, state] : orders) ++counts[std::string(domain::stateName(state))];
    return counts;
  }
  core::Result<std::map<std::string, ports::MovementSums>> movementSums() override { return answer(sums); }
  core::Result<ports::MoneySums> money() override { return answer(moneySums); }
  core::Result<std::vector<std::string>> ordersWithoutPlacement(int) override { return answer(unplaced); }
  core::Result<std::vector<std::string>> missing(std::span<const std::string> ids) override {
    if (failure) return std::unexpected(*failure);
    std::vector<std::string> absent;
    for (const auto& id : ids) {
      if (!orders.contains(id)) absent.push_back(id);
    }
    return absent;
  }
  core::Result<std::vector<std::string>> illegalHistories(int) override { return answer(illegal); }

  core::Result<std::vector<std::optional<OrderState>>> states(std::span<const std::string> ids) override {
    if (failure) return std::unexpected(*failure);
    std::vector<std::optional<OrderState>> states;
    for (const auto& id : ids) {
      const auto found = orders.find(id);
      states.push_back(found == orders.end() ? std::nullopt : std::optional(found->second));
    }
    return states;
  }
  core::Result<std::int64_t> orderCount() override { return std::ssize(orders); }
  core::Result<std::vector<std::string>> overcharged(std::span<const std::string>) override {
    return std::vector<std::string>{};
  }
  core::Result<ports::Misbooked> misbooked(int) override { return answer(wrongMoney); }
  core::Result<ports::KeyedOrders> keyedOrders(core::Millis, int) override { return answer(keyed); }
  core::Result<std::vector<ports::UnfinishedOrder>> unfinished(const std::string& after, int) override {
    if (failure) return std::unexpected(*failure);
    std::vector<ports::UnfinishedOrder> open;
    for (const auto& [id, state] : orders)
      if (id > after && !domain::isTerminal(state)) open.push_back({id, state});
    return open;
  }
  core::Result<std::vector<ports::OffsetContradiction>> outOfOrder(std::span<const std::string>, int) override {
    return answer(contradictions);
  }
  core::Result<std::optional<ports::LedgerTail>> tail(std::int64_t, std::int64_t, int) override {
    return std::optional<ports::LedgerTail>{};
  }
};

struct ToldProbe : ports::FenceProbe {
  bool refuses = true;
  core::Result<bool> refusesOldToken() override { return refuses; }
};

struct ToldLetters : ports::DeadLetterStore {
  std::vector<std::string> open;     // not finished, with a letter
  std::vector<std::string> waiting;  // those too that are finished
  std::vector<std::string> untaken;  // of a letter of the ledger's own
  core::Result<void> record(std::span<const ports::DeadLetter>) override { return {}; }
  core::Result<std::vector<ports::DeadLetter>> list(const ports::DeadLetterQuery& query) override {
    std::vector<ports::DeadLetter> letters;
    for (const auto& id : untaken) {
      if (query.service != "ledger") continue;
      letters.emplace_back();
      letters.back().orderId = id;
    }
    return letters;
  }
  core::Result<std::vector<std::string>> ids(const ports::DeadLetterQuery&) override {
    return std::vector<std::string>{};
  }
  core::Result<std::optional<ports::DeadLetter>> find(const std::string&) override {
    return std::optional<ports::DeadLetter>{};
  }
  core::Result<std::map<std::string, std::int64_t>> counts(const ports::DeadLetterQuery&) override {
    return std::map<std::string, std::int64_t>{};
  }
  core::Result<int> mark(std::span<const std::string>, domain::LetterStatusWord, core::Timestamp) override { return 0; }
  core::Result<std::vector<std::string>> openOrders() override { return open; }
  core::Result<std::vector<std::string>> waitingOrders() override {
    std::set<std::string> all(open.begin(), open.end());
    all.insert(waiting.begin(), waiting.end());
    return std::vector(all.begin(), all.end());
  }
};

// A store that lost some orders: they are in none of its answers any more.
class ForgetfulStore : public support::FakeOrderStore {
 public:
  std::set<std::string> forgotten;
  std::set<std::string> unindexed;  // of the open ones

  /// As if the ledger did not have it whole yet.
  void reopen(const std::string& id) { putOrder(order(id).value()); }

  core::Result<std::vector<std::optional<domain::Order>>> find(std::span<const std::string> ids) override {
    auto found = FakeOrderStore::find(ids);
    for (std::size_t i = 0; found && i < ids.size(); ++i) {
      if (forgotten.contains(ids[i])) (*found)[i].reset();
    }
    return found;
  }
  core::Result<std::vector<ports::OpenEntry>> openIndex(std::size_t from, std::size_t most) override {
    auto entries = FakeOrderStore::openIndex(from, most);
    if (entries) std::erase_if(*entries, [this](const auto& entry) { return unindexed.contains(entry.orderId); });
    for (std::size_t i = 0; entries && i < entries->size(); ++i)
      (*entries)[i].isThere = !forgotten.contains((*entries)[i].orderId);
    return entries;
  }
  core::Result<std::int64_t> openCount() override {
    const auto count = FakeOrderStore::openCount();
    return count ? core::Result<std::int64_t>(*count - std::ssize(unindexed)) : count;
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
  ToldProbe probe;
  ToldLetters letters;
  ops::FenceWatch fences;
  std::vector<core::Timestamp> brokerStarts;
  std::vector<ops::KeyedAnswer> keyed = {{"key", 1, 202, "first"}};
  ops::Measured measured{.bounds = {{"lag of payment", 0, 10, ""}}};
  std::optional<ops::Recovery> recovery = ops::Recovery{};
  std::optional<core::Error> journalFailure;
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
    ports::OrderTransition moving;
    moving.orderId = id;
    moving.path = std::move(path);
    moving.stock = stock;
    moving.at = core::now();
    const std::vector<ports::OrderTransition> batch = {moving};
    const auto moved = store.transition(batch);
    if (!moved || moved->front().outcome != ports::TransitionOutcome::Moved)
      throw std::runtime_error("the store refused the test's move");
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
    const auto entries = store.readOutbox(100'000);
    std::vector<std::string> ids;
    for (const auto& entry : *entries) ids.push_back(entry.id);
    (void)store.dropOutbox(ids);
  }

  ops::AuditWitnesses witnesses() {
    return {.accepted = [this](const auto& visit) -> core::Result<void> {
              if (journalFailure) return std::unexpected(*journalFailure);
              return visit(journal);
            },
            .keyed = [this](const auto& visit) -> core::Result<void> {
              for (const auto& answer : keyed) visit(answer);
              return {};
            },
            .measured = [this] { return measured; },
            .recovery = [this] { return recovery; },
            .brokerStarts = [this] { return brokerStarts; },
            .fences = &fences};
  }

  ops::AuditResult audit(core::Millis wait = core::Millis{0}) {
    return ops::Auditor({store, store, ledger, ledger, probe, letters}, witnesses(), core::Millis{700}).run(wait);
  }
};

inline QString brokenOf(const ops::AuditResult& result) {
  QStringList broken;
  for (const auto& invariant : result.invariants) {
    if (invariant.verdict == ops::Verdict::Broken) broken << QString::number(invariant.number);
  }
  return broken.join(',');
}

inline QString brokenOf(const ops::AuditFacts& facts) {
  ops::AuditResult result;
  result.invariants = ops::judge(facts);
  return brokenOf(result);
}

inline QString unknownOf(const ops::AuditResult& result) {
  QStringList unknown;
  for (const auto& invariant : result.invariants) {
    if (invariant.verdict == ops::Verdict::Unknown) unknown << QString::number(invariant.number);
  }
  return unknown.join(',');
}

inline QString told(const ops::AuditResult& result) {
  QStringList words;
  for (const auto& text : result.unrest) words << QString::fromStdString(text);
  return words.join("; ");
}

inline QString detail(const ops::AuditResult& result, int number) {
  return QString::fromStdString(result.invariants[static_cast<std::size_t>(number - 1)].detail);
}

}  // namespace orderdeck::test
