// What the rebuild's tests share: a real Redis and a real ledger that are told the same orders, and what was in Redis
// before and after.
#pragma once

#include <QtTest>

#include "adapters/redis/redis_marked_store.h"
#include "adapters/redis/redis_rebuild.h"
#include "adapters/sql/sql_high_water_mark_store.h"
#include "adapters/sql/sql_ledger.h"
#include "adapters/sql/sql_rebuild_source.h"
#include "runtime/load/journal.h"
#include "runtime/recovery/rebuild.h"
#include "services/orders/order_events.h"
#include "services/recovery/store_guard.h"
#include "tests/contract/ledger_databases.h"
#include "tests/contract/redis_fixture.h"
#include "tests/support/wait_until.h"

namespace orderdeck::test::rebuilt {

using core::ErrorCode;
using domain::OrderState;
using ports::StockEffect;

/// The bus, of which only the ledger's lag matters.
struct FakeInspector : ports::BusInspector {
  explicit FakeInspector(std::int64_t lag) : behind(lag) {}
  std::int64_t behind;
  core::Result<std::vector<ports::GroupOffsets>> offsets(std::span<const ports::GroupTopics> groups) override {
    return std::vector<ports::GroupOffsets>{
        {.group = groups[0].group,
         .partitions = {{"order-created", 0, 5, 5 + behind}, {"order-paid", 0, std::nullopt, 0}}}};
  }
  core::Result<std::vector<std::string>> groups() override { return std::vector<std::string>(); }
  core::Result<std::pair<int, int>> brokersUp() override { return std::pair(1, 1); }
};

/// Redis, which is away, or is emptied, when the levels are to be written.
struct CutOffRebuild : ports::RebuildTarget {
  CutOffRebuild(const adapters::redis::RedisAddress& address, bool flush)
      : redis(address), raw(address), flushes(flush) {}
  adapters::redis::RedisRebuild redis;
  adapters::redis::RedisConnection raw;
  const bool flushes;
  core::Result<void> begin(const std::string& id, const std::string& reason) override {
    return redis.begin(id, reason);
  }
  core::Result<void> abandon(const std::string& reason) override { return redis.abandon(reason); }
  core::Result<void> putOrders(std::span<const domain::Order> orders) override { return redis.putOrders(orders); }
  core::Result<void> dropOrders(std::span<const std::string> ids) override { return redis.dropOrders(ids); }
  core::Result<void> indexOrders(std::span<const domain::Order> orders) override { return redis.indexOrders(orders); }
  core::Result<std::vector<std::string>> lostOrders() override { return redis.lostOrders(); }
  core::Result<void> putLevels(std::span<const ports::StockLevel> levels) override {
    if (!flushes) return core::fail(ErrorCode::Disconnected, "lost", true);
    raw.run({"FLUSHALL"}).value();
    return redis.putLevels(levels);
  }
  core::Result<void> putKeys(std::span<const ports::BookedKey> keys, core::Millis life, core::Timestamp now) override {
    return redis.putKeys(keys, life, now);
  }
  core::Result<void> putFlow(const std::map<std::string, std::int64_t>& flow) override { return redis.putFlow(flow); }
  core::Result<void> finish(const std::string& id, const std::string& epoch, core::Timestamp since) override {
    return redis.finish(id, epoch, since);
  }
};

using Dump = std::map<std::string, std::map<std::string, std::string>>;  // key -> its fields, or members with scores

struct World {
  RedisFixture redis;
  tests::Databases databases;
  adapters::sql::LedgerConfig config;
  std::unique_ptr<adapters::sql::SqlLedger> ledger;
  std::int64_t behind = 0;
  bool cutOff = false, flushed = false;
  std::string journal = "/nowhere";
  runtime::EventLog events;
  int opened = 0;

  void reset(const QString& driver) {
    redis.reset({{"abc", 100}, {"xyz", 50}});
    config = databases.fresh(driver);
    ledger = std::make_unique<adapters::sql::SqlLedger>(config);
    tell(stockAdded("seed-abc", "abc", 100));
    tell(stockAdded("seed-xyz", "xyz", 50));
    redis.orders.settleRestocks(std::vector<std::string>{"seed-abc", "seed-xyz"}).value();
    behind = 0, cutOff = flushed = false, opened = 0, journal = "/nowhere";
  }

  static domain::Event stockAdded(const std::string& id, const std::string& productId, int units) {
    domain::Event event = domain::makeEvent(domain::EventKind::StockAdded, id, core::now(), "test");
    event.items = {{productId, units, 0}};
    return event;
  }

  void tell(const domain::Event& event) {
    const ports::Delivery delivery{event,
                                   {.topic = "t",
                                    .partition = 0,
                                    .offset = 0,
                                    .key = event.orderId,
                                    .value = domain::encodeEvent(event),
                                    .publishedAt = {}}};
    keepMarks();
    ledger->append({&delivery, 1}).value();
  }
  void keepMarks() {
    adapters::redis::RedisMarkedStore marks(redis.address);
    adapters::sql::SqlHighWaterMarkStore(config).raise(marks.look().value().marks).value();
  }

  domain::Order order(const std::string& id) { return redis.orders.find(std::vector{id}).value().front().value(); }

  /// Accepts an order of two abc and one xyz, and moves it along `path`; the ledger hears of none of it.
  std::string place(const std::vector<OrderState>& path, const std::string& key = {}) {
    auto placed = placement({{"abc", 2}, {"xyz", 1}}, key);
    placeOne(redis.orders, placed).value();
    for (const OrderState state : path) move(placed.order.orderId, state);
    return placed.order.orderId;
  }
  void move(const std::string& id, OrderState state) {
    auto step = movement(id, {state});
    const bool closes = state == OrderState::Cancelled || state == OrderState::Refunding;
    if (state == OrderState::Reserved) step.stock = StockEffect::Sell;
    if (closes) step.stock = StockEffect::GiveBack, step.fields = {{"reason", std::string(domain::kReasonRequested)}};
    if (state == OrderState::Paid) step.fields = {{"paymentId", "pay-" + id}};
    if (transitionOne(redis.orders, step).outcome != ports::TransitionOutcome::Moved)
      throw std::logic_error("not moved");
  }
  /// The ledger hears of all that the order's state says.
  void tellOf(const std::string& id) {
    for (const auto& event : services::eventsOf(order(id), "test")) tell(event);
  }
  std::string accept(const std::vector<OrderState>& path) {
    const std::string id = place(path);
    tellOf(id);
    return id;
  }

  /// Everything in Redis but what a rebuild makes anew: tokens and the epoch, and what is not the store's own word.
  Dump dump() {
    Dump all;
    const auto keys = redis.raw.run({"KEYS", "*"}).value();
    for (std::size_t i = 0; i < keys.view().size(); ++i) {
      const std::string key = keys.view()[i].string();
      if (key == "epoch" || key == "outbox") continue;
      const bool isIndex = key == "deadlines", isSet = key == "products", isText = key.starts_with("idem:");
      const auto value = isText    ? redis.raw.run({"GET", key}).value()
                         : isSet   ? redis.raw.run({"SORT", key, "ALPHA"}).value()
                         : isIndex ? redis.raw.run({"ZRANGE", key, "0", "-1", "WITHSCORES"}).value()
                                   : redis.raw.run({"HGETALL", key}).value();
      if (isText) all[key]["text"] = value.view().string();
      for (std::size_t at = 0; at < value.view().size(); at += isSet ? 1 : 2)
        all[key][value.view()[at].string()] = isSet ? "" : value.view()[at + 1].string();
      all[key].erase("fence");
    }
    return all;
  }
  std::map<std::string, std::string> save() {
    std::map<std::string, std::string> all;
    const auto keys = redis.raw.run({"KEYS", "*"}).value();
    for (std::size_t i = 0; i < keys.view().size(); ++i)
      all[keys.view()[i].string()] = redis.raw.run({"DUMP", keys.view()[i].text()}).value().view().string();
    return all;
  }
  void rollBackTo(const std::map<std::string, std::string>& saved) {
    redis.raw.run({"FLUSHALL"}).value();
    for (const auto& [key, value] : saved) redis.raw.run({"RESTORE", key, "0", value}).value();
  }
  std::string closedFor() {
    adapters::sql::SqlHighWaterMarkStore book(config);
    adapters::redis::RedisMarkedStore store(redis.address);
    return services::checkStore(book, store).value();
  }

  struct Outcome {
    api::RebuildView view;
    std::optional<api::RebuildReport> report;
    std::int64_t fate(const std::string& name) const {
      return report && report->orders.contains(name) ? report->orders.at(name) : 0;
    }
  };
  Outcome rebuild(runtime::RebuildOrder order = {}) {
    order.patience = core::Millis{0};
    runtime::Rebuild rebuild([this] { return connect(); }, events, [this] { ++opened; });
    rebuild.start(order).value();
    if (!support::waitUntil([&] { return rebuild.view()->state != "running"; }))
      throw std::runtime_error("the rebuild hangs");
    return {*rebuild.view(), rebuild.report()};
  }
  runtime::RebuildStores connect() {
    auto reading = config;
    reading.readOnly = true;
    runtime::RebuildStores stores{
        .hot = std::make_unique<adapters::redis::RedisOrderStore>(redis.address, adapters::redis::Absence::Raw),
        .stock =
            std::make_unique<adapters::redis::RedisStockStore>(redis.address, "test", adapters::redis::Absence::Raw),
        .marked = std::make_unique<adapters::redis::RedisMarkedStore>(redis.address),
        .target = std::make_unique<adapters::redis::RedisRebuild>(redis.address),
        .ledger = std::make_unique<adapters::sql::SqlRebuildSource>(reading),
        .marks = std::make_unique<adapters::sql::SqlHighWaterMarkStore>(config),
        .bus = std::make_unique<FakeInspector>(behind),
        .letters = nullptr,
        .catalogue = {},
        .journal = journal};
    if (cutOff || flushed) stores.target = std::make_unique<CutOffRebuild>(redis.address, flushed);
    return stores;
  }
};

/// What was created may have been charged.
inline Dump asRestored(Dump dump) {
  for (auto& [key, fields] : dump) {
    if (!key.starts_with("order:") || fields["state"] != "created") continue;
    fields["state"] = "paying";
    fields["paymentId"] = domain::kPaymentPending;
    dump["flow"]["created>paying"] = std::to_string(std::stoi(dump["flow"]["created>paying"]) + 1);
  }
  return dump;
}

inline QString difference(const Dump& a, const Dump& b) {
  QStringList lines;
  const auto compare = [&](const Dump& from, const Dump& to, const char* sign) {
    for (const auto& [key, fields] : from)
      for (const auto& [name, value] : fields) {
        const auto other = to.find(key);
        if (other == to.end() || !other->second.contains(name) || other->second.at(name) != value)
          lines << QString("%1 %2 %3 = %4")
                       .arg(sign, QString::fromStdString(key), QString::fromStdString(name),
                            QString::fromStdString(value));
      }
  };
  compare(a, b, "-");
  compare(b, a, "+");
  return lines.join('\n');
}

}  // namespace orderdeck::test::rebuilt
