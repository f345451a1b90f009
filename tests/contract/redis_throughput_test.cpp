// How fast the scripts are with every write synced before its answer, and what a whole life of an order costs the
// server. Prints the figures; the limit is low, since it must hold on a machine that does other things meanwhile.
#include <QElapsedTimer>
#include <QTest>

#include "tests/contract/redis_fixture.h"
#include "tests/harness/test_registry.h"

using namespace orderdeck;
using namespace orderdeck::test;
using domain::OrderState;

class RedisThroughputTest : public QObject {
  Q_OBJECT

  static constexpr std::size_t kOrders = 20'480, kBatch = 256;
  static constexpr double kLeastPerSecond = 1'000;

  RedisFixture m_redis{{.appendfsync = "always", .password = {}}};
  std::vector<std::string> m_ids;
  double m_life = 0;  // CPU microseconds of the server an order, all steps that change it
  double m_calls = 0;

  /// Every number that follows `label` in a section of INFO, added up.
  double sum(std::string_view section, std::initializer_list<std::string_view> labels) {
    const std::string info = m_redis.get({"INFO", section});
    double total = 0;
    for (const std::string_view label : labels) {
      for (std::size_t at = info.find(label); at != std::string::npos; at = info.find(label, at + 1))
        total += std::atof(info.c_str() + at + label.size());
    }
    return total;
  }

  double serverMicros() { return 1e6 * sum("cpu", {"used_cpu_user:", "used_cpu_sys:"}); }

  /// Carries `work` out on one batch after the other. Answers orders a second.
  template <typename Work>
  double measure(const char* what, Work work) {
    m_redis.raw.run({"CONFIG", "RESETSTAT"}).value();
    const double before = serverMicros();
    QElapsedTimer timer;
    timer.start();
    for (std::size_t from = 0; from < kOrders; from += kBatch) work(from);
    const double perSecond = static_cast<double>(kOrders) * 1e9 / static_cast<double>(timer.nsecsElapsed());
    const double micros = (serverMicros() - before) / kOrders;
    const double calls = sum("commandstats", {":calls="}) / kOrders;
    qInfo("%s: %.0f/s in batches of %zu, an order: %.2f us of the server's CPU, %.2f commands", what, perSecond, kBatch,
          micros, calls);
    m_life += micros;
    m_calls += calls;
    return perSecond;
  }

  double moveAll(const char* what, const std::vector<OrderState>& path, ports::StockEffect effect,
                 const std::vector<std::pair<std::string, std::string>>& fields = {}) {
    return measure(what, [&](std::size_t from) {
      std::vector<ports::OrderTransition> batch;
      const domain::Order known;
      for (std::size_t i = from; i < from + kBatch; ++i) {
        batch.push_back(movement(m_ids[i], path, effect));
        batch.back().fields = fields;
        if (path.back() != OrderState::Paying) batch.back().known = &known;  // as the services do
      }
      const auto moves = m_redis.orders.transition(batch).value();
      for (const auto& move : moves) {
        if (move.outcome != ports::TransitionOutcome::Moved) qFatal("an order did not move");
      }
    });
  }

  std::span<const std::string> batchOfIds(std::size_t from) const { return std::span(m_ids).subspan(from, kBatch); }

 private slots:
  void initTestCase() {
    std::vector<std::pair<std::string, std::int64_t>> products;
    for (int i = 0; i < 48; ++i) products.emplace_back("sku-" + std::to_string(i), 1'000'000);
    m_redis.reset(products);
  }

  void placing() {
    std::vector<ports::PlaceOrder> orders;
    for (std::size_t i = 0; i < kOrders; ++i) {
      auto place = placement({{"sku-" + std::to_string(i % 48), 2}, {"sku-" + std::to_string((i * 7 + 1) % 48), 1}},
                             "key-" + std::to_string(i));
      if (place.order.items[0].productId == place.order.items[1].productId) place.order.items.pop_back();
      place.event += std::string(350 - std::min<std::size_t>(place.event.size(), 350), ' ');
      m_ids.push_back(place.order.orderId);
      orders.push_back(std::move(place));
    }
    const double perSecond = measure("place", [&](std::size_t from) {
      const auto answers = m_redis.orders.place(std::span(orders).subspan(from, kBatch)).value();
      for (const auto& answer : answers) answer.value();
    });
    QVERIFY(perSecond > kLeastPerSecond);
  }

  void moving() {
    QVERIFY(moveAll("created>paying", {OrderState::Paying}, ports::StockEffect::None, {{"paymentId", "pending"}}) >
            kLeastPerSecond);
    QVERIFY(moveAll("paying>paid", {OrderState::Paying, OrderState::Paid}, ports::StockEffect::None,
                    {{"paymentId", "pay789"}}) > kLeastPerSecond);
    QVERIFY(moveAll("paid>reserved, selling", {OrderState::Reserved}, ports::StockEffect::Sell) > kLeastPerSecond);
    QVERIFY(moveAll("reserved>shipped>completed", {OrderState::Shipped, OrderState::Completed},
                    ports::StockEffect::None) > kLeastPerSecond);
  }

  void publishing() {
    const double perSecond = measure("read and drop the outbox", [&](std::size_t) {
      std::vector<std::string> ids;
      const auto entries = m_redis.orders.readOutbox(kBatch).value();
      for (const auto& entry : entries) ids.push_back(entry.id);
      m_redis.orders.dropOutbox(ids).value();
    });
    QVERIFY(perSecond > kLeastPerSecond);
    QCOMPARE(m_redis.orders.outboxLength().value(), 0);
  }

  void retiring() {
    const double perSecond = measure(
        "retire", [&](std::size_t from) { m_redis.orders.retire(batchOfIds(from), core::Millis{600'000}).value(); });
    QVERIFY(perSecond > kLeastPerSecond);
    qInfo("a whole life: %.2f us of the server's CPU, %.2f commands", m_life, m_calls);
  }

  void reading() {
    const double perSecond = measure("find", [&](std::size_t from) {
      const auto found = m_redis.orders.find(batchOfIds(from)).value();
      for (const auto& order : found) {
        if (!order) qFatal("an order is lost");
      }
    });
    QVERIFY(perSecond > kLeastPerSecond);
  }
};

ORDERDECK_TEST(RedisThroughputTest)
#include "redis_throughput_test.moc"
