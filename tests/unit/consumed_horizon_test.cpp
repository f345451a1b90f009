// The horizon moves on only when every group has consumed what was published before, and the outbox holds nothing
// older.
#include <QtTest>

#include "domain/services.h"
#include "ports/bus/service_groups.h"
#include "services/recovery/consumed_horizon.h"
#include "tests/harness/test_registry.h"
#include "tests/support/fake_order_store.h"

using namespace orderdeck;

namespace {

class FakeInspector : public ports::BusInspector {
 public:
  core::Result<std::vector<ports::GroupOffsets>> offsets(std::span<const ports::GroupTopics> groups) override {
    if (away) return core::fail(core::ErrorCode::Disconnected, "away", true);
    std::vector<ports::GroupOffsets> answer;
    for (const auto& [group, topics] : groups) {
      const auto committed = group == "payment" ? paymentCommitted : group == "ledger" ? ledgerCommitted : std::nullopt;
      answer.push_back({group, {{"order-created", 0, committed, end}}});
    }
    return answer;
  }
  core::Result<std::vector<std::string>> groups() override { return std::vector<std::string>(); }
  core::Result<std::pair<int, int>> brokersUp() override { return std::pair{1, 1}; }

  std::optional<std::int64_t> paymentCommitted, ledgerCommitted;
  std::int64_t end = 0;
  bool away = false;
};

const std::vector<ports::GroupTopics> kGroups = ports::serviceGroups({"payment", "ledger"});

}  // namespace

class ConsumedHorizonTest : public QObject {
  Q_OBJECT

 private slots:
  void isUnknownUntilEveryGroupReachedTheMark() {
    FakeInspector bus;
    support::FakeOrderStore store;
    services::ConsumedHorizon horizon(bus, store, kGroups);
    bus.end = 10;
    bus.paymentCommitted = 10;
    const auto before = core::now();
    QVERIFY(!horizon.look().value());  // the mark is set
    QVERIFY(!horizon.look().value());  // the ledger has not committed yet
    bus.ledgerCommitted = 9;
    bus.end = 20;
    QVERIFY(!horizon.look().value());
    bus.ledgerCommitted = 10;  // reached, though more came since
    const auto until = horizon.look().value();
    QVERIFY(until.has_value());
    QVERIFY(*until >= before && *until <= core::now());
  }

  void waitsForNoOptionalGroup() {
    constexpr std::array table = {
        domain::ServiceSpec{.name = "payment", .topics = domain::table::kPaymentTopics},
        domain::ServiceSpec{.name = "export", .topics = domain::table::kPaymentTopics, .required = false}};
    FakeInspector bus;
    support::FakeOrderStore store;
    services::ConsumedHorizon horizon(bus, store, ports::serviceGroups(domain::requiredGroups(table)));
    bus.end = bus.paymentCommitted.emplace(10);  // "export" has committed nothing
    QVERIFY(!horizon.look().value());
    QVERIFY(horizon.look().value().has_value());
  }

  void staysWhereItIsWhileAGroupStandsStill() {
    FakeInspector bus;
    support::FakeOrderStore store;
    services::ConsumedHorizon horizon(bus, store, kGroups);
    QVERIFY(!horizon.look().value());
    const auto first = horizon.look().value();
    QVERIFY(first.has_value());
    bus.end = 5;
    const auto second = horizon.look().value();  // the mark before was at 0: reached
    const auto third = horizon.look().value();
    QVERIFY(second.has_value());
    QVERIFY(third == second);
  }

  void forgetsWhenTheBrokerLostItsMessages() {
    FakeInspector bus;
    support::FakeOrderStore store;
    services::ConsumedHorizon horizon(bus, store, kGroups);
    bus.end = 10;
    bus.paymentCommitted = bus.ledgerCommitted = 10;
    horizon.look().value();
    QVERIFY(horizon.look().value().has_value());
    bus.end = 1;
    bus.paymentCommitted = bus.ledgerCommitted = std::nullopt;
    QVERIFY(!horizon.look().value());
  }

  void passesAnErrorOn() {
    FakeInspector bus;
    support::FakeOrderStore store;
    services::ConsumedHorizon horizon(bus, store, kGroups);
    bus.away = true;
    QVERIFY(!horizon.look());
  }
};

ORDERDECK_TEST(ConsumedHorizonTest)
#include "consumed_horizon_test.moc"
