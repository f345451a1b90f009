// Every service with some orders in its batches that can never be taken: those are dead letters, the others go on as if
// they were alone.
#include <QtTest>

#include <map>
#include <random>

#include "services/loop/batch_loop.h"
#include "services/loop/dead_letter.h"
#include "services/orders/inventory_service.h"
#include "services/orders/logistics_service.h"
#include "services/orders/notification_service.h"
#include "services/orders/payment_service.h"
#include "services/orders/risk_service.h"
#include "tests/harness/test_registry.h"
#include "tests/support/fake_bus.h"
#include "tests/support/fake_metrics.h"
#include "tests/support/wait_until.h"
#include "tests/unit/service_world.h"

using namespace orderdeck;
using namespace orderdeck::test;
using support::waitUntil;
using enum domain::OrderState;

namespace {

constexpr int kOrders = 60;
const services::BatchSettings kQuick{.batch = 17,
                                     .pollWait = core::Millis{5},
                                     .pace = core::Millis{0},
                                     .firstRetry = core::Millis{1},
                                     .lastRetry = core::Millis{4},
                                     .firstAlone = core::Millis{1},
                                     .lastAlone = core::Millis{4}};

class NoVelocity : public ports::VelocityStore {
 public:
  core::Result<std::vector<std::int64_t>> count(std::span<const ports::Placement> placements, core::Millis,
                                                std::int64_t) override {
    return std::vector<std::int64_t>(placements.size());
  }
};

struct World {
  support::FakeBus bus;
  support::FakeMetrics metrics;
  support::FakeOrderStore store;
  FakePayments payments;
  support::FakeLock lock;
  FakeMailer mailer;
  NoVelocity velocity;
  std::unique_ptr<services::Service> service;
  domain::OrderState before = Created, after = Paid;
  std::string topic, answers;  // an event on `answers` for each order

  explicit World(const std::string& name) {
    store.addStock("abc", 0);
    store.addStock("xyz", 0);
    if (name == "payment") {
      service = std::make_unique<services::PaymentService>(store, payments, "n");
      topic = "order-created", answers = "order-paid";
    } else if (name == "inventory") {
      service = std::make_unique<services::InventoryService>(store, lock, store, "n", core::Millis{10'000}, metrics);
      before = Paid, after = Reserved, topic = "order-paid", answers = "inventory-updated";
    } else if (name == "logistics") {
      service = std::make_unique<services::LogisticsService>(store, "n");
      before = Reserved, after = Completed, topic = "inventory-updated", answers = "order-shipped";
    } else if (name == "risk") {
      service = std::make_unique<services::RiskService>(
          store, velocity, domain::RiskLimits{.velocityOrders = 0, .maxAmountMinor = 1, .deny = {}}, "n", metrics);
      after = Rejected, topic = "order-created", answers = "order-closed";
    } else {
      service = std::make_unique<services::NotificationService>(store, mailer, "n");
      before = after = Reserved, topic = "inventory-updated", answers = "order-notified";
    }
  }
  services::Delivery deliveryOf(const std::string& id) const {
    if (topic == "order-created") return deliverPlaced(id);
    return topic == "order-paid" ? deliverPaid(id) : deliverReserved(id);
  }
};

}  // namespace

class BadMemberTest : public QObject {
  Q_OBJECT

 private slots:
  void theOthersGoOnAsIfTheyWereAlone_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("code");
    for (const char* name : {"payment", "inventory", "logistics", "risk", "notification"})
      for (const auto code : {core::ErrorCode::Corrupt, core::ErrorCode::Internal, core::ErrorCode::Unavailable})
        QTest::addRow("%s %s", name, std::string(core::codeName(code)).c_str()) << name << static_cast<int>(code);
  }
  void theOthersGoOnAsIfTheyWereAlone() {
    QFETCH(QString, name);
    QFETCH(int, code);
    const core::Error error{static_cast<core::ErrorCode>(code), "never", false};
    for (unsigned seed = 1; seed <= 5; ++seed) {
      World w(name.toStdString());
      std::mt19937 random(seed);
      std::set<std::string> bad;
      for (int i = 0; i < kOrders; ++i) {
        const std::string id = "o" + std::to_string(i);
        w.store.putOrder(orderIn(w.before, id));
        const auto delivery = w.deliveryOf(id);
        w.bus.put(w.topic, id, delivery.message.value);
        if (random() % 12 != 0) continue;
        bad.insert(id);
        w.store.spoil(id, error);
        w.mailer.refusals[id + "-notified"] = error;
      }
      services::BatchLoop loop(*w.service, w.bus, w.metrics, kQuick);
      loop.start();
      const std::string group(w.service->name());
      const bool ended = waitUntil([&] { return w.bus.lag(group, w.topic) == 0; });
      loop.stop();
      QVERIFY(ended);
      std::multiset<std::string> letters;
      for (const auto& letter : w.bus.messages(w.topic + ".dlq")) letters.insert(letter.key);
      QVERIFY2(letters == std::multiset<std::string>(bad.begin(), bad.end()), std::to_string(letters.size()).c_str());
      std::set<std::string> answered;
      std::map<std::string, int> ids;
      for (const auto& message : w.bus.messages(w.answers)) {
        answered.insert(message.key);
        ++ids[domain::decodeEvent(message.value).value().eventId];
      }
      for (const auto& [id, times] : ids) QVERIFY2(times == 1, id.c_str());
      for (int i = 0; i < kOrders; ++i) {
        const std::string id = "o" + std::to_string(i);
        QCOMPARE(answered.contains(id), !bad.contains(id));
        if (!bad.contains(id)) QVERIFY(w.store.order(id)->state == w.after);
      }
      QCOMPARE(w.mailer.sent, name == "notification" ? kOrders - static_cast<int>(bad.size()) : 0);
    }
  }
};

ORDERDECK_TEST(BadMemberTest)
#include "bad_member_test.moc"
