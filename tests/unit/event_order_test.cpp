// On a partition no event of an order comes before the one that it follows from, wherever a process died and in
// whatever sequence the groups, their members and the reconciler were at work: the services as they are, over topics of
// one partition each, with random crashes at every crash point.
#include <QtTest>

#include <random>

#include "domain/services.h"
#include "services/orders/inventory_service.h"
#include "services/orders/logistics_service.h"
#include "services/orders/notification_service.h"
#include "services/orders/payment_service.h"
#include "services/orders/points_service.h"
#include "services/orders/risk_service.h"
#include "tests/harness/test_registry.h"
#include "tests/support/fake_metrics.h"
#include "tests/unit/service_world.h"

using namespace orderdeck;
using namespace orderdeck::test;
using domain::EventKind;
using domain::OrderState;

namespace {

using Events = std::vector<domain::Event>;

struct CausalPair {  // of one topic
  EventKind cause;
  domain::EventStatusWord causeStatus;
  EventKind effect;
  domain::EventStatusWord effectStatus;
};
constexpr CausalPair kPairs[] = {{EventKind::PaymentProcessed, "confirmed", EventKind::PaymentRefunded, ""},
                                 {EventKind::PointsAccrued, "accrued", EventKind::PointsAccrued, "reversed"},
                                 {EventKind::OrderShipped, "", EventKind::OrderCompleted, ""}};

struct NoVelocity : ports::VelocityStore {
  core::Result<std::vector<std::int64_t>> count(std::span<const ports::Placement> placements, core::Millis,
                                                std::int64_t) override {
    return std::vector<std::int64_t>(placements.size());
  }
};

/// One member of a group, with one topic of its own: what it has done and not told yet, or told and not committed, dies
/// with it.
struct Member {
  std::unique_ptr<services::Service> service;
  std::string topic;
  std::size_t committed = 0, position = 0;
  bool holds = false;  // a batch that was processed and is not emitted
  Events outputs;
};

class World {
 public:
  explicit World(unsigned seed) : m_random(seed) {
    m_store.addStock("abc", 10'000), m_store.addStock("xyz", 10'000);
    add<services::PaymentService>("payment", m_store, m_payments, "payment-1");
    add<services::RiskService>("risk", m_store, m_velocity, domain::RiskLimits{.velocityOrders = 0, .deny = {"denied"}},
                               "risk-1", m_metrics);
    add<services::InventoryService>("inventory", m_store, m_lock, m_store, "inventory-1", core::Millis{10'000},
                                    m_metrics);
    add<services::PointsService>("points", "points-1");
    add<services::NotificationService>("notification", m_store, m_mailer, "notification-1");
    add<services::LogisticsService>("logistics", m_store, "logistics-1");
  }

  void run() {
    for (int step = 0; step < 600; ++step) act();
    for (int quiet = 0; quiet < 3; ++quiet) drain();
  }

  /// The first event that comes before what it follows from, in words; empty: none.
  std::string disorder() const {
    for (const CausalPair& pair : kPairs) {
      const Events& topic = m_topics.at(std::string(domain::topicOf(pair.effect)));
      for (const std::string& id : m_ids) {
        const auto first = [&](EventKind kind, domain::EventStatusWord status) {
          return std::ranges::find(topic, domain::eventIdFor(id, kind, status), &domain::Event::eventId);
        };
        const auto cause = first(pair.cause, pair.causeStatus), effect = first(pair.effect, pair.effectStatus);
        if (effect != topic.end() && cause > effect)
          return effect->eventId + (cause == topic.end() ? " without " : " before ") +
                 domain::eventIdFor(id, pair.cause, pair.causeStatus);
      }
    }
    return {};
  }
  std::string unfinished() const {
    for (const std::string& id : m_ids)
      if (!domain::isTerminal(m_store.order(id)->state))
        return id + " is " + std::string(domain::stateName(m_store.order(id)->state));
    return {};
  }
  int crashes() const { return m_crashes; }
  std::map<OrderState, int> ends() const {
    std::map<OrderState, int> counts;
    for (const std::string& id : m_ids) ++counts[m_store.order(id)->state];
    return counts;
  }

 private:
  template <typename S, typename... Args>
  void add(std::string_view name, Args&&... args) {
    for (const std::string_view topic : domain::topicsOf(name))
      m_members.push_back({.service = std::make_unique<S>(args...), .topic = std::string(topic), .outputs = {}});
  }
  int roll(int sides) { return std::uniform_int_distribution(0, sides - 1)(m_random); }

  void act() {
    const int what = roll(20);
    if (what == 0)
      place();
    else if (what == 1)
      cancel();
    else if (what <= 3)
      relay();
    else if (what == 4)
      reconcile();
    else
      step(m_members[static_cast<std::size_t>(roll(static_cast<int>(m_members.size())))], true);
  }

  void place() {
    ports::PlaceOrder placing;
    placing.order = orderIn(OrderState::Created, "o" + std::to_string(m_ids.size()));
    if (roll(8) == 0) placing.order.userId = "denied";
    if (roll(8) == 0) placing.order.deadline = core::now() + core::Millis{roll(2)};
    if (roll(8) == 0) m_payments.declined.insert(placing.order.orderId);
    placing.event = domain::encodeEvent(services::placedEvent(placing.order, "gateway-1"));
    if (!m_store.place({&placing, 1}).value().front()) qFatal("no stock");
    m_ids.push_back(placing.order.orderId);
  }

  // As the gateway does it: the event goes into the outbox together with the move.
  void cancel() {
    if (m_ids.empty()) return;
    const std::string& id = m_ids[static_cast<std::size_t>(roll(static_cast<int>(m_ids.size())))];
    domain::Order order = m_store.order(id).value();
    const OrderState from = order.state;
    if (domain::isTransition(from, OrderState::Cancelled))
      order.state = OrderState::Cancelled;
    else if (domain::isTransition(from, OrderState::Refunding))
      order.state = OrderState::Refunding;
    else
      return;
    order.stock = order.stock == "sold" ? domain::Holding::Returned : domain::Holding::Released;
    order.reason = domain::kReasonRequested;
    ports::OrderTransition move;
    move.orderId = id;
    move.path = {from, order.state};
    move.stock = ports::StockEffect::GiveBack;
    move.at = core::now();
    move.fields = {{"reason", order.reason}};
    move.event = domain::encodeEvent(services::closedEvent(order, "gateway-1"));
    if (!m_store.transition({&move, 1})) qFatal("not moved");
  }

  void relay() {
    const auto entries = m_store.readOutbox(static_cast<std::size_t>(1 + roll(4))).value();
    for (const auto& entry : entries) {
      publish({*domain::decodeEvent(entry.event)});
      if (roll(5) == 0) return void(++m_crashes);  // after the publishing: it comes again
      if (!m_store.dropOutbox({&entry.id, 1})) qFatal("not dropped");
    }
  }

  // It may have read an order some time before it tells of it.
  void reconcile() {
    const auto read = std::exchange(m_read, {});
    for (const domain::Order& order : read) publish(services::eventsOf(order, "reconciler"));
    if (!m_ids.empty())
      m_read.push_back(m_store.order(m_ids[static_cast<std::size_t>(roll(static_cast<int>(m_ids.size())))]).value());
  }

  void step(Member& member, bool mayCrash) {
    const auto crashes = [&] { return mayCrash && roll(6) == 0; };
    const auto die = [&] {
      member.holds = false;
      member.outputs.clear();
      member.position = member.committed;
      ++m_crashes;
    };
    if (!member.holds) {
      const Events& topic = m_topics[member.topic];
      const std::size_t end = std::min(topic.size(), member.position + static_cast<std::size_t>(1 + roll(5)));
      if (end == member.position) return;
      std::vector<services::Delivery> batch;
      for (; member.position < end; ++member.position) batch.push_back(deliver(topic[member.position]));
      if (mayCrash && roll(10) == 0) m_store.failNext("transition", 1, timeoutError(), roll(2) == 0);
      auto done = member.service->process(batch);
      m_store.healAll();
      if (!done || !done->failures.empty() || crashes()) return die();
      member.outputs = std::move(done->events);
      member.holds = true;
      return;
    }
    publish(member.outputs);
    if (crashes()) return die();
    member.holds = false;
    member.outputs.clear();
    member.committed = member.position;
  }

  void drain() {
    for (const std::string& id : m_ids) publish(services::eventsOf(m_store.order(id).value(), "reconciler"));
    for (std::size_t moved = 1; moved > 0;) {
      moved = m_store.readOutbox(1).value().size();
      relay();
      for (Member& member : m_members) {
        moved += member.holds || member.position < m_topics[member.topic].size();
        step(member, false);
      }
    }
  }

  void publish(const Events& events) {
    for (const domain::Event& event : events) m_topics[std::string(domain::topicOf(event.kind))].push_back(event);
  }

  std::mt19937 m_random;
  support::FakeOrderStore m_store;
  FakePayments m_payments;
  NoVelocity m_velocity;
  support::FakeLock m_lock;
  FakeMailer m_mailer;
  support::FakeMetrics m_metrics;
  std::vector<Member> m_members;
  std::map<std::string, Events> m_topics{{std::string(domain::kOrderPaid), {}},
                                         {std::string(domain::kOrderPoints), {}},
                                         {std::string(domain::kOrderShipped), {}}};
  std::vector<std::string> m_ids;
  std::vector<domain::Order> m_read;
  int m_crashes = 0;
};

}  // namespace

class EventOrderTest : public QObject {
  Q_OBJECT
 private slots:
  void causesComeFirstWhereverAProcessDied() {
    std::map<OrderState, int> ends;
    int crashes = 0;
    for (unsigned seed = 1; seed <= 300; ++seed) {
      World world(seed);
      world.run();
      QVERIFY2(world.disorder().empty(), qPrintable(QString("seed %1: %2").arg(seed).arg(world.disorder().c_str())));
      QVERIFY2(world.unfinished().empty(),
               qPrintable(QString("seed %1: %2").arg(seed).arg(world.unfinished().c_str())));
      crashes += world.crashes();
      for (const auto& [state, count] : world.ends()) ends[state] += count;
    }
    // Every end was reached, or the runs proved nothing of it.
    for (const auto state : domain::kOrderStates)
      if (domain::isTerminal(state))
        QVERIFY2(ends[state] > 20,
                 qPrintable(QString("%1 orders ended %2").arg(ends[state]).arg(domain::stateName(state).data())));
    QVERIFY(crashes > 1'000);
  }
};

ORDERDECK_TEST(EventOrderTest)
#include "event_order_test.moc"
