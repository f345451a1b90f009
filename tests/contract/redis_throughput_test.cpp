// How fast the scripts are with every write synced before its answer. Prints the figures; the limit is low, since
// it must hold on a machine that does other things meanwhile.
#include <QElapsedTimer>
#include <QTest>

#include "tests/contract/redis_fixture.h"

using namespace orderdeck;
using namespace orderdeck::test;
using domain::OrderState;

class RedisThroughputTest : public QObject {
  Q_OBJECT

  static constexpr std::size_t kOrders = 20'480, kBatch = 256;
  static constexpr double kLeastPerSecond = 1'000;

  RedisFixture m_redis{{.appendfsync = "always", .password = {}}};
  std::vector<std::string> m_ids;

  double report(const char* what, const QElapsedTimer& timer) {
    const double perSecond = static_cast<double>(kOrders) * 1e9 / static_cast<double>(timer.nsecsElapsed());
    const std::string stats = m_redis.get({"INFO", "commandstats"});
    const std::size_t at = stats.find("cmdstat_evalsha:");
    const std::size_t usec = at == std::string::npos ? at : stats.find("usec_per_call=", at);
    qInfo("%s: %.0f/s in batches of %zu, %s us of the server a script", what, perSecond, kBatch,
          usec == std::string::npos ? "?" : stats.substr(usec + 14, stats.find(',', usec) - usec - 14).c_str());
    m_redis.raw.run({"CONFIG", "RESETSTAT"}).value();
    return perSecond;
  }

  double moveAll(const char* what, const std::vector<OrderState>& path, ports::StockEffect effect) {
    QElapsedTimer timer;
    timer.start();
    for (std::size_t from = 0; from < m_ids.size(); from += kBatch) {
      std::vector<ports::MoveOrder> batch;
      for (std::size_t i = from; i < from + kBatch; ++i) batch.push_back(movement(m_ids[i], path, effect));
      const auto moves = m_redis.orders.move(batch).value();
      for (const auto& move : moves) {
        if (move.outcome != ports::MoveOutcome::Moved) qFatal("an order did not move");
      }
    }
    return report(what, timer);
  }

 private slots:
  void initTestCase() {
    std::vector<std::pair<std::string, std::int64_t>> products;
    for (int i = 0; i < 48; ++i) products.emplace_back("sku-" + std::to_string(i), 1'000'000);
    m_redis.reset(products);
    m_redis.raw.run({"CONFIG", "RESETSTAT"}).value();
  }

  void placing() {
    std::vector<ports::PlaceOrder> orders;
    for (std::size_t i = 0; i < kOrders; ++i) {
      auto place = placement({{"sku-" + std::to_string(i % 48), 2}}, "key-" + std::to_string(i));
      place.event += std::string(350 - std::min<std::size_t>(place.event.size(), 350), ' ');
      m_ids.push_back(place.order.orderId);
      orders.push_back(std::move(place));
    }
    QElapsedTimer timer;
    timer.start();
    for (std::size_t from = 0; from < kOrders; from += kBatch) {
      const auto answers = m_redis.orders.place(std::span(orders).subspan(from, kBatch)).value();
      for (const auto& answer : answers) QVERIFY(answer.has_value());
    }
    QVERIFY(report("place", timer) > kLeastPerSecond);
  }

  void moving() {
    QVERIFY(moveAll("created>paying", {OrderState::Paying}, ports::StockEffect::None) > kLeastPerSecond);
    QVERIFY(moveAll("paying>paid", {OrderState::Paying, OrderState::Paid}, ports::StockEffect::None) > kLeastPerSecond);
    QVERIFY(moveAll("paid>reserved, selling", {OrderState::Reserved}, ports::StockEffect::Sell) > kLeastPerSecond);
    QVERIFY(moveAll("reserved>shipped>completed", {OrderState::Shipped, OrderState::Completed}, ports::StockEffect::None) > kLeastPerSecond);
  }

  void reading() {
    QElapsedTimer timer;
    timer.start();
    for (std::size_t from = 0; from < kOrders; from += kBatch) {
      const auto found = m_redis.orders.find(std::span(m_ids).subspan(from, kBatch)).value();
      for (const auto& order : found) QVERIFY(order.has_value());
    }
    QVERIFY(report("find", timer) > kLeastPerSecond);
  }
};

QTEST_GUILESS_MAIN(RedisThroughputTest)
#include "redis_throughput_test.moc"
