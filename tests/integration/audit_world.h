// A sound system at rest, in a real Redis and a real ledger, with the full and the live audit on it.
#pragma once

#include <QtTest>

#include <fstream>
#include <mutex>

#include "adapters/redis/redis_fence_probe.h"
#include "adapters/redis/redis_order_store.h"
#include "adapters/redis/redis_stock_store.h"
#include "adapters/sql/sql_dead_letter_store.h"
#include "adapters/sql/sql_ledger.h"
#include "adapters/sql/sql_ledger_audit.h"
#include "core/ids.h"
#include "domain/events/topics.h"
#include "runtime/audit/audit_live.h"
#include "runtime/audit/audit_runner.h"
#include "tests/contract/ledger_databases.h"
#include "tests/support/raw_redis.h"
#include "tests/support/redis_server.h"
#include "tests/support/wait_until.h"

namespace orderdeck::tests::audited {

using domain::OrderState;

// The stores, and the services' work done by hand: orders placed, sold, shipped and completed, each event on its topic
// and in the ledger.
struct World {
  support::RedisServer server;
  QTemporaryDir folder;
  adapters::redis::RedisAddress address{.endpoint = server.endpoint(), .password = {}};
  adapters::redis::RedisOrderStore orders{address};
  adapters::redis::RedisStockStore stock{address, "test-1"};
  adapters::sql::LedgerConfig config{.driver = "sqlite", .dsn = folder.filePath("ledger.sqlite").toStdString()};
  adapters::sql::SqlLedger ledger{config};
  support::RawRedis redis{server.socketPath()};
  ops::FenceWatch fences;
  ops::Recovery recovery;
  std::vector<std::string> ids;
  std::int64_t offset = 0;

  World() {
    recovery.limit = core::Millis{1'000};
    if (!stock.seed({{"abc", {"abc", "A", 500, 1'000}}, {"xyz", {"xyz", "X", 300, 1'000}}}))
      throw std::runtime_error("no stock");
    const auto restocks = orders.openRestocks().value();
    for (const auto& [id, event] : restocks) record(*domain::decodeEvent(event));
    redis.command({"DEL", "outbox", "restocks"});
    runtime::JournalWriter journal(journalFolder(), "01");
    for (int i = 0; i < 5; ++i) {
      complete(place());
      journal.add(ids.back());
      journal.addKeyed("key-" + std::to_string(i), "body", 202, ids.back());
      journal.addKeyed("key-" + std::to_string(i), "body", 202, ids.back());
      journal.addKeyed("key-" + std::to_string(i), "other", 422, "");
    }
  }

  std::string journalFolder() const { return folder.filePath("journal").toStdString(); }

  void record(const domain::Event& event) {
    const ports::Delivery delivery{event,
                                   {.topic = std::string(domain::topicOf(event.kind)),
                                    .partition = 3,
                                    .offset = ++offset,
                                    .key = event.orderId,
                                    .value = domain::encodeEvent(event),
                                    .publishedAt = {}}};
    if (const auto done = ledger.append({&delivery, 1}); !done) throw std::runtime_error(done.error().what);
  }

  domain::Order place() {
    ports::PlaceOrder placing;
    placing.order.orderId = core::newId();
    placing.order.userId = "user1";
    placing.order.items = {{"abc", 2, 500}};
    placing.order.amountMinor = 1'000;
    placing.order.createdAt = placing.order.updatedAt = core::now();
    placing.order.deadline = core::now() + core::Millis{600'000};
    placing.event = "{}";
    placing.order.idempotencyKey = "key-" + std::to_string(ids.size());
    placing.order.bodyHash = "hash";
    if (!orders.place({&placing, 1}).value().front()) throw std::runtime_error("not placed");
    ids.push_back(placing.order.orderId);
    return placing.order;
  }

  void move(const std::string& id, std::vector<OrderState> path, ports::StockEffect effect = ports::StockEffect::None,
            std::vector<std::pair<std::string, std::string>> fields = {}) {
    ports::OrderTransition moving;
    moving.orderId = id;
    moving.path = std::move(path);
    moving.stock = effect;
    moving.at = core::now();
    moving.fields = std::move(fields);
    if (orders.transition({&moving, 1}).value().front().outcome != ports::TransitionOutcome::Moved)
      throw std::runtime_error("not moved");
  }

  void complete(const domain::Order& order) {
    const std::string& id = order.orderId;
    move(id, {OrderState::Paying, OrderState::Paid}, ports::StockEffect::None, {{"paymentId", "pay" + id}});
    move(id, {OrderState::Reserved}, ports::StockEffect::Sell);
    move(id, {OrderState::Shipped, OrderState::Completed});
    redis.command({"DEL", "outbox"});
    const auto completed = orders.find(std::vector{id}).value().front().value();
    for (const auto& event : services::eventsOf(completed, "test-1")) record(event);
    record(domain::makeEvent(domain::EventKind::NotificationSent, id, completed.createdAt, "test-1",
                             "order confirmation"));
    auto points = domain::makeEvent(domain::EventKind::PointsAccrued, id, completed.createdAt, "test-1", "accrued");
    points.points = completed.amountMinor / 100;
    points.userId = completed.userId;
    record(points);
    if (!orders.retire(std::vector{id}, core::Millis{600'000})) throw std::runtime_error("not retired");
  }

  void sql(const QString& text) { tests::RawDatabase(config).execute(text); }

  void appendKeyed(const std::string& line) {
    std::ofstream(journalFolder() + "/01.keys", std::ios::app) << line << "\n";
  }

  runtime::AuditConnections connect() const {
    return {std::make_unique<adapters::redis::RedisOrderStore>(address, adapters::redis::Absence::Raw),
            std::make_unique<adapters::redis::RedisStockStore>(address, "audit"),
            std::make_unique<adapters::sql::SqlLedger>(config),
            std::make_unique<adapters::sql::SqlLedgerAudit>(config),
            std::make_unique<adapters::redis::RedisFenceProbe>(address),
            std::make_unique<adapters::sql::SqlDeadLetterStore>(config)};
  }

  runtime::AuditReport audit() {
    ops::AuditWitnesses witnesses;
    witnesses.measured = [] { return ops::Measured{.bounds = {{"lag of payment", 0, 10, ""}}, .missing = {}}; };
    witnesses.outboxLimit = 10;
    witnesses.recovery = [this] { return recovery; };
    witnesses.fences = &fences;
    runtime::AuditRunner runner([this] { return connect(); }, journalFolder(), witnesses, core::Millis{300});
    const auto report = runner.audit(core::Millis{0});
    if (!report) throw std::runtime_error(report.error().what);
    return *report;
  }
};

template <typename Invariants>
inline QString brokenOf(const Invariants& invariants) {
  QStringList broken;
  for (const api::InvariantView& i : invariants) {
    if (i.status == "broken") broken << QString::number(i.number);
  }
  return broken.join(',');
}

inline QString tellAll(const std::vector<api::InvariantView>& invariants) {
  QString text;
  for (const auto& i : invariants)
    text += QString("%1 %2: %3\n").arg(i.number).arg(i.status.text().data(), i.detail.c_str());
  return text;
}

// The live audit on the world's stores, and what it said last.
struct Live {
  std::mutex mutex;
  ops::LiveFindings findings;
  int looks = 0;
  runtime::Profile profile;
  std::unique_ptr<runtime::LiveAuditor> auditor;

  explicit Live(World& world) {
    profile.gateway.outboxHighWater = 10;
    profile.gateway.queue = 5;
    auditor = std::make_unique<runtime::LiveAuditor>(
        profile, runtime::LiveAuditSources{.connect = [&world] { return world.connect(); },
                                           .snapshot =
                                               [] {
                                                 api::Snapshot snapshot;
                                                 snapshot.state = "running";
                                                 snapshot.health.brokersUp = 1;
                                                 snapshot.groups.resize(1);
                                                 snapshot.groups[0].lag = 0;
                                                 snapshot.groups[0].verdict = "keeping up";
                                                 return snapshot;
                                               },
                                           .brokerStarts = [] { return std::vector<core::Timestamp>{}; },
                                           .journalFolder = world.journalFolder(),
                                           .fences = world.fences,
                                           .tell =
                                               [this](const ops::LiveFindings& told) {
                                                 const std::lock_guard lock(mutex);
                                                 findings = told;
                                                 ++looks;
                                               }});
    next();
  }

  /// What the next whole look says is broken.
  QString next() {
    const auto seen = [this] {
      const std::lock_guard lock(mutex);
      return looks;
    };
    const int before = seen();
    if (!support::waitUntil([&] { return seen() >= before + 2; })) return "no look";
    const std::lock_guard lock(mutex);
    std::vector<api::InvariantView> views;
    for (const auto& result : findings.invariants) views.push_back(runtime::viewOf(result));
    return brokenOf(views);
  }
};

}  // namespace orderdeck::tests::audited
