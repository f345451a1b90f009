// The stock scripts against a model: whatever is placed, moved, given back and restocked, alone or together in one
// call, the numbers in Redis are the model's.
#include <QTest>

#include <rapidcheck.h>

#include <array>
#include <ostream>

#include "domain/order/order_paths.h"
#include "tests/contract/redis_fixture.h"
#include "tests/harness/test_registry.h"

using namespace orderdeck;
using namespace orderdeck::test;
using domain::OrderState;
using ports::StockEffect;
using ports::TransitionOutcome;

namespace {

const std::array<std::string, 3> kProducts = {"abc", "mno", "xyz"};
constexpr std::int64_t kFirstStock = 12;

struct Way {
  std::vector<OrderState> path;
  StockEffect effect;
};

const std::array<Way, 9> kWays = {{{{OrderState::Paying}, StockEffect::None},
                                   {{OrderState::Paying, OrderState::Paid}, StockEffect::None},
                                   {{OrderState::Reserved}, StockEffect::Sell},
                                   {{OrderState::Shipped, OrderState::Completed}, StockEffect::None},
                                   {{OrderState::Cancelled}, StockEffect::GiveBack},
                                   {{OrderState::Rejected}, StockEffect::GiveBack},
                                   {{OrderState::Refunding}, StockEffect::GiveBack},
                                   {{OrderState::Refunding, OrderState::Refunded}, StockEffect::GiveBack},
                                   {{OrderState::Paid, OrderState::Reserved}, StockEffect::Sell}}};

enum class Act { Place, Move, Restock, ForgetScripts };

struct Step {
  Act act = Act::Place;
  std::array<int, kProducts.size()> quantities{};  // Place: 0 is not ordered
  std::size_t order = 0;                           // Move: which of the orders placed, modulo their number
  std::size_t way = 0;                             // Move
};

std::ostream& operator<<(std::ostream& out, const Step& step) {
  if (step.act == Act::Place)
    return out << "place " << step.quantities[0] << ',' << step.quantities[1] << ',' << step.quantities[2];
  if (step.act == Act::Move) return out << "move order " << step.order << " way " << step.way;
  return out << (step.act == Act::Restock ? "restock " + std::to_string(step.quantities[0]) : "forget scripts");
}

struct ModelOrder {
  std::string id;
  std::vector<domain::OrderItem> items;
  OrderState state = OrderState::Created;
  domain::HoldingWord stock = "reserved";
};

/// The rules once more, written as plainly as can be.
struct Model {
  std::map<std::string, ports::StockLevel> levels;
  std::vector<ModelOrder> orders;
  std::int64_t outbox = 0;

  bool place(const domain::Order& order) {
    for (const auto& item : order.items) {
      if (levels[item.productId].available < item.quantity) return false;
    }
    for (const auto& item : order.items) shift(item, &ports::StockLevel::available, &ports::StockLevel::reserved);
    orders.push_back({order.orderId, order.items});
    ++outbox;
    return true;
  }

  TransitionOutcome move(ModelOrder& order, const Way& way) {
    if (order.state == way.path.back() || domain::leadsTo(way.path.back(), order.state))
      return TransitionOutcome::Already;
    OrderState state = order.state;
    const auto reached = std::ranges::find(way.path, state);
    for (auto to = reached == way.path.end() ? way.path.begin() : reached + 1; to != way.path.end(); state = *to++) {
      if (!domain::isTransition(state, *to)) return TransitionOutcome::Refused;
    }
    if (way.effect == StockEffect::Sell && order.stock != "reserved") return TransitionOutcome::Refused;
    const domain::HoldingWord before = order.stock;
    for (const auto& item : order.items) {
      if (way.effect == StockEffect::Sell) shift(item, &ports::StockLevel::reserved, &ports::StockLevel::sold);
      if (way.effect == StockEffect::GiveBack && before == "reserved")
        shift(item, &ports::StockLevel::reserved, &ports::StockLevel::available);
      if (way.effect == StockEffect::GiveBack && before == "sold")
        shift(item, &ports::StockLevel::sold, &ports::StockLevel::available);
    }
    if (way.effect == StockEffect::Sell) order.stock = "sold";
    if (way.effect == StockEffect::GiveBack && before == "reserved") order.stock = "released";
    if (way.effect == StockEffect::GiveBack && before == "sold") order.stock = "returned";
    order.state = state;
    ++outbox;
    return TransitionOutcome::Moved;
  }

 private:
  void shift(const domain::OrderItem& item, std::int64_t ports::StockLevel::* from,
             std::int64_t ports::StockLevel::* to) {
    levels[item.productId].*from -= item.quantity;
    levels[item.productId].*to += item.quantity;
  }
};

rc::Gen<Step> anyStep() {
  return rc::gen::map(
      rc::gen::tuple(
          rc::gen::weightedElement<Act>({{6, Act::Place}, {24, Act::Move}, {2, Act::Restock}, {1, Act::ForgetScripts}}),
          rc::gen::container<std::vector<int>>(kProducts.size(), rc::gen::inRange(0, 6)),
          rc::gen::inRange<std::size_t>(0, 8), rc::gen::inRange<std::size_t>(0, kWays.size())),
      [](const std::tuple<Act, std::vector<int>, std::size_t, std::size_t>& drawn) {
        const auto& [act, quantities, order, way] = drawn;
        Step step{.act = act, .quantities = {}, .order = order, .way = way};
        std::ranges::copy(quantities, step.quantities.begin());
        return step;
      });
}

}  // namespace

class RedisStockPropertyTest : public QObject {
  Q_OBJECT

  RedisFixture m_redis;

  /// Steps of one kind: placements go to the store in one call, and so do moves.
  void carryOut(std::span<const Step> steps, Model& model) {
    switch (steps.front().act) {
      case Act::Place: return placeAll(steps, model);
      case Act::Move: return moveAll(steps, model);
      case Act::Restock:
        for (const Step& step : steps) {
          const std::int64_t quantity = step.quantities[0] + 1;
          m_redis.stock.restock("abc", quantity).value();
          model.levels["abc"].available += quantity;
          model.levels["abc"].stocked += quantity;
          ++model.outbox;
        }
        return;
      case Act::ForgetScripts: m_redis.raw.run({"SCRIPT", "FLUSH"}).value(); return;
    }
  }

  void placeAll(std::span<const Step> steps, Model& model) {
    std::vector<ports::PlaceOrder> batch;
    for (const Step& step : steps) {
      Items items;
      for (std::size_t i = 0; i < kProducts.size(); ++i) {
        if (step.quantities[i] > 0) items.emplace_back(kProducts[i], step.quantities[i]);
      }
      if (!items.empty()) batch.push_back(placement(items));
    }
    const auto answers = m_redis.orders.place(batch).value();
    for (std::size_t i = 0; i < batch.size(); ++i) RC_ASSERT(answers[i].has_value() == model.place(batch[i].order));
  }

  void moveAll(std::span<const Step> steps, Model& model) {
    if (model.orders.empty()) return;
    const auto orderOf = [&](const Step& step) -> ModelOrder& {
      return model.orders[step.order % model.orders.size()];
    };
    std::vector<ports::OrderTransition> batch;
    for (const Step& step : steps) {
      batch.push_back(movement(orderOf(step).id, kWays[step.way].path, kWays[step.way].effect));
      batch.back().event = "{}";
    }
    const auto moves = m_redis.orders.transition(batch).value();
    for (std::size_t i = 0; i < batch.size(); ++i) {
      ModelOrder& order = orderOf(steps[i]);
      RC_ASSERT(static_cast<int>(moves[i].outcome) == static_cast<int>(model.move(order, kWays[steps[i].way])));
      RC_ASSERT(domain::stateName(moves[i].order.state) == domain::stateName(order.state));
      RC_ASSERT(moves[i].order.stock == order.stock);
    }
  }

  void compare(const Model& model) {
    const auto levels = m_redis.stock.levels().value();
    for (const ports::StockLevel& level : levels) {
      RC_ASSERT(level.available >= 0 && level.reserved >= 0 && level.sold >= 0);
      RC_ASSERT(level.available + level.reserved + level.sold == level.stocked);
      RC_ASSERT(level == model.levels.at(level.productId));
    }
    RC_ASSERT(m_redis.orders.outboxLength().value() == model.outbox);
  }

 private slots:
  void stockFollowsTheModel() {
    const bool held = rc::check("stock in Redis is the model's after every call", [this] {
      const auto steps = *rc::gen::scale(3.0, rc::gen::container<std::vector<Step>>(anyStep()));
      m_redis.reset({{"abc", kFirstStock}, {"mno", kFirstStock}, {"xyz", kFirstStock}});
      Model model;
      for (const auto& id : kProducts)
        model.levels[id] = {
            .productId = id, .available = kFirstStock, .reserved = 0, .sold = 0, .stocked = kFirstStock, .fence = 0};
      const auto longest = *rc::gen::inRange<std::size_t>(1, 9);
      for (std::span<const Step> rest = steps; !rest.empty();) {
        std::size_t alike = 1;
        while (alike < std::min(longest, rest.size()) && rest[alike].act == rest[0].act) ++alike;
        carryOut(rest.first(alike), model);
        compare(model);
        rest = rest.subspan(alike);
      }
    });
    QVERIFY(held);
  }
};

ORDERDECK_TEST(RedisStockPropertyTest)
#include "redis_stock_property_test.moc"
