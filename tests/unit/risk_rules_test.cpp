// The rules of risk: who is rejected, and in which words.
#include <QtTest>

#include "domain/order/risk_rules.h"
#include "tests/harness/test_registry.h"

using namespace orderdeck;
using domain::isRiskReason;
using domain::riskReason;

namespace {

domain::Order orderOf(const std::string& user, std::int64_t amount) {
  domain::Order order;
  order.userId = user;
  order.amountMinor = amount;
  return order;
}

}  // namespace

class RiskRulesTest : public QObject {
  Q_OBJECT

 private slots:
  void onlyWhatIsOverALimitIsRejected() {
    const domain::RiskLimits limits{
        .velocityOrders = 600, .velocityWindow = core::Millis{60'000}, .maxAmountMinor = 10'000, .deny = {"mallory"}};
    QVERIFY(riskReason(orderOf("user7", 10'000), 600, limits).empty());
    QCOMPARE(riskReason(orderOf("user7", 1), 601, limits), std::string("velocity: 601 orders of user7 in 60 s"));
    QCOMPARE(riskReason(orderOf("user7", 10'001), 1, limits),
             std::string("amount: 100.01 EUR is more than 100.00 EUR"));
    QCOMPARE(riskReason(orderOf("mallory", 1), 1, limits), std::string("denied: mallory may not order"));
    QVERIFY(riskReason(orderOf("Mallory", 1), 1, limits).empty());
  }

  void zeroIsNoLimit() {
    const domain::RiskLimits limits{
        .velocityOrders = 0, .velocityWindow = core::Millis{1'500}, .maxAmountMinor = 0, .deny = {}};
    QVERIFY(riskReason(orderOf("user7", 1'000'000'000'000), 1'000'000, limits).empty());
  }

  void aRiskReasonIsKnownFromTheOthers() {
    const domain::RiskLimits strict{
        .velocityOrders = 1, .velocityWindow = core::Millis{1'500}, .maxAmountMinor = 1, .deny = {"mallory"}};
    for (const std::string& reason : {riskReason(orderOf("u", 1), 2, strict), riskReason(orderOf("u", 2), 1, strict),
                                      riskReason(orderOf("mallory", 1), 1, strict)})
      QVERIFY2(isRiskReason(reason), reason.c_str());
    QVERIFY(riskReason(orderOf("u", 1), 2, strict).ends_with("in 1.5 s"));
    for (const auto reason : {domain::kReasonRequested, domain::kReasonDeclined, domain::kReasonDeadline,
                              domain::kReasonOutOfStock, std::string_view()})
      QVERIFY(!isRiskReason(reason));
  }
};

ORDERDECK_TEST(RiskRulesTest)
#include "risk_rules_test.moc"
