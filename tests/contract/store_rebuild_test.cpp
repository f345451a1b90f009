// The rebuild on a real Redis and a real ledger: an emptied store becomes what it was, a rolled-back one keeps what
// only it has, and whatever cuts a rebuild off, the store stays closed until one came to its end.
#include <QtTest>

#include "adapters/redis/redis_rebuild.h"
#include "adapters/sql/sql_ledger.h"
#include "adapters/sql/sql_ledger_audit.h"
#include "runtime/load/journal.h"
#include "runtime/recovery/rebuild.h"
#include "services/orders/order_events.h"
#include "tests/contract/ledger_databases.h"
#include "tests/contract/rebuild_world.h"
#include "tests/harness/test_registry.h"

using namespace orderdeck;
using namespace orderdeck::test;
using core::ErrorCode;
using domain::OrderState;
using namespace orderdeck::test::rebuilt;

class StoreRebuildTest : public QObject {
  Q_OBJECT
 private:
  World m_world;

  /// Orders in every state that the ledger can know of.
  void fill() {
    using enum OrderState;
    m_world.accept({});
    m_world.accept({Paying, Paid});
    m_world.accept({Paying, Paid, Reserved});
    m_world.accept({Paying, Paid, Reserved, Shipped});
    m_world.accept({Paying, Paid, Refunding});
    m_world.accept({Paying, Paid, Reserved, Refunding});
    m_world.accept({Paying, Paid, Reserved, Refunding, Refunded});
    m_world.accept({Paying, Paid, Reserved, Shipped, Completed});  // not whole: no mail was heard of
  }

 private slots:
  void anEmptiedStoreBecomesWhatItWas_data() { tests::Databases::drivers(); }

  void anEmptiedStoreBecomesWhatItWas() {
    QFETCH(QString, driver);
    m_world.reset(driver);
    fill();
    const std::string cancelled = m_world.accept({OrderState::Cancelled});  // whole: it is not in the store any more
    const Dump before = m_world.dump();
    const std::string epoch = m_world.redis.get({"HGET", "epoch", "id"});
    m_world.redis.raw.run({"FLUSHALL"}).value();
    QVERIFY(!m_world.closedFor().empty());

    const auto dry = m_world.rebuild({.dryRun = true});
    QCOMPARE(dry.view.state.text(), "done");
    QCOMPARE(dry.fate("restored"), 8);
    QCOMPARE(m_world.redis.number({"DBSIZE"}), 1);  // the mark that it is closed
    QCOMPARE(dry.report->acceptedAfter, 9);
    QCOMPARE(m_world.opened, 0);

    const auto done = m_world.rebuild();
    QVERIFY2(done.view.state == "done", done.view.error.c_str());
    QCOMPARE(done.fate("restored"), 8);
    QCOMPARE(m_world.opened, 1);
    Dump expected = before;
    expected.erase("order:" + cancelled);
    expected["deadlines"].erase(cancelled);
    expected = asRestored(std::move(expected));
    const Dump after = m_world.dump();
    QVERIFY2(after == expected, qPrintable(difference(expected, after)));
    // Open again, under a new epoch, and what it counts from now on is what the ledger expects.
    QVERIFY(m_world.redis.get({"HGET", "epoch", "id"}) != epoch);
    QCOMPARE(m_world.closedFor(), std::string());
    m_world.accept({OrderState::Paying, OrderState::Paid});
    QCOMPARE(m_world.closedFor(), std::string());
  }

  void tokensGoOnWhereNoneWasEver() {
    m_world.reset("sqlite");
    m_world.redis.raw.run({"HSET", "stock:abc", "fence", "41"}).value();
    m_world.accept({});
    m_world.redis.raw.run({"FLUSHALL"}).value();
    QCOMPARE(m_world.rebuild().view.state.text(), "done");
    QVERIFY(m_world.redis.number({"HGET", "stock:abc", "fence"}) > 41 + 1'000);
    QVERIFY(m_world.redis.number({"HGET", "stock:xyz", "fence"}) > 1'000);
  }

  void aRolledBackStoreKeepsWhatOnlyItHas_data() { tests::Databases::drivers(); }

  void aRolledBackStoreKeepsWhatOnlyItHas() {
    using enum OrderState;
    QFETCH(QString, driver);
    m_world.reset(driver);
    const std::string moved = m_world.accept({});
    const std::string closed = m_world.accept({Paying, Paid});
    const std::string young = m_world.place({});     // accepted, and not in the ledger yet
    const std::string further = m_world.accept({});  // its payment is not in the ledger yet
    m_world.move(further, Paying);
    m_world.move(further, Paid);
    m_world.redis.stock.restock("abc", 7).value();  // nor is this
    const auto saved = m_world.save();
    // What the ledger has and the store will have forgotten.
    m_world.move(moved, Paying);
    m_world.move(moved, Paid);
    m_world.tellOf(moved);
    m_world.move(closed, Refunding);
    m_world.tellOf(closed);
    const std::string lost = m_world.accept({Paying, Paid, Reserved});
    const Dump expected = m_world.dump();
    m_world.rollBackTo(saved);
    QVERIFY(!m_world.closedFor().empty());

    const auto done = m_world.rebuild();
    QVERIFY2(done.view.state == "done", done.view.error.c_str());
    QCOMPARE(done.fate("restored"), 1);
    QCOMPARE(done.fate("advanced"), 2);
    QCOMPARE(done.fate("kept"), 2);
    QCOMPARE(done.report->restocks, 1);
    QCOMPARE(m_world.order(lost).state, Reserved);
    QCOMPARE(m_world.order(moved).state, Paid);
    QCOMPARE(m_world.order(closed).state, Refunding);
    QCOMPARE(m_world.order(young).state, Created);
    QCOMPARE(m_world.order(further).state, Paid);
    const Dump after = m_world.dump();
    QVERIFY2(after == expected, qPrintable(difference(expected, after)));
    QCOMPARE(m_world.redis.orders.outboxLength().value(), 5);  // four orders' and the restock's: nothing was dropped
  }

  void whatTheLedgerHasToItsEndIsTakenOut() {
    m_world.reset("sqlite");
    const std::string id = m_world.accept({});
    m_world.move(id, OrderState::Paying);
    const auto saved = m_world.save();
    m_world.move(id, OrderState::Cancelled);
    m_world.tellOf(id);
    m_world.rollBackTo(saved);
    QVERIFY(!m_world.closedFor().empty());
    QCOMPARE(m_world.rebuild().fate("dropped"), 1);
    QVERIFY(!m_world.redis.orders.find(std::vector{id}).value().front());
    QCOMPARE(m_world.redis.orders.openCount().value(), 0);
    QCOMPARE(m_world.redis.get({"HGET", "stock:abc", "available"}), std::string("100"));
    // The ledger has not heard that it was being charged, so by what it knows no order came that way.
    QVERIFY(m_world.redis.orders.flowCounters().value() ==
            (std::map<std::string, std::int64_t>{{">created", 1}, {"created>cancelled", 1}}));
  }

  void aStoreThatIsEmptiedWhileItIsRebuiltStaysClosed() {
    m_world.reset("sqlite");
    fill();
    m_world.redis.raw.run({"FLUSHALL"}).value();
    m_world.flushed = true;
    for (int attempt = 0; attempt < 2; ++attempt) {
      const auto failed = m_world.rebuild();
      QCOMPARE(failed.view.state.text(), "failed");
      QVERIFY2(failed.view.error.find("start another") != std::string::npos, failed.view.error.c_str());
      QVERIFY(!m_world.closedFor().empty());
      const auto order = placement({{"abc", 1}});
      QVERIFY(!m_world.redis.orders.place(std::span(&order, 1)));
    }
    m_world.flushed = false;
    QCOMPARE(m_world.rebuild().view.state.text(), "done");
    QCOMPARE(m_world.closedFor(), std::string());
    QCOMPARE(m_world.redis.orders.openCount().value(), 8);
  }

  // Accepted, and in neither store: counted by what the ledger's marks say, named by whoever still knows an id.
  void whatIsLostIsCountedAndNamed() {
    m_world.reset("sqlite");
    m_world.accept({OrderState::Paying});
    const std::string journaled = m_world.place({}), indexed = m_world.place({});
    m_world.place({});
    m_world.keepMarks();
    const QTemporaryDir folder;
    m_world.journal = folder.path().toStdString();
    {
      runtime::JournalWriter journal(m_world.journal, "load-1");
      journal.add(journaled);
      journal.flush().value();
    }
    m_world.redis.raw.run({"FLUSHALL"}).value();
    m_world.redis.raw.run({"ZADD", "deadlines", "1", indexed}).value();  // as if its hash alone had been deleted
    const auto dry = m_world.rebuild({.dryRun = true});
    const auto done = m_world.rebuild();
    for (const auto& report : {dry.report, done.report}) {
      QVERIFY(report.has_value());
      QCOMPARE(report->inRedis, 0);
      QCOMPARE(report->acceptedBefore, 4);
      QCOMPARE(report->acceptedAfter, 1);
      QCOMPARE(report->lost, 3);
      QVERIFY((std::set(report->lostOrders.begin(), report->lostOrders.end()) == std::set{journaled, indexed}));
      QCOMPARE(report->actions.size(), 1u);
      QVERIFY2(report->actions.front().starts_with("3 accepted orders are lost"), report->actions.front().c_str());
    }
    QCOMPARE(m_world.redis.orders.openCount().value(), 1);
    // Nothing is lost a second time.
    m_world.journal = "/nowhere";
    const auto again = m_world.rebuild({.force = true});
    QCOMPARE(again.report->lost, 0);
    QVERIFY(again.report->actions.empty());
  }

  void whatWasRefundedIsClosed() {
    m_world.reset("sqlite");
    const std::string id = m_world.accept({OrderState::Paying});
    for (const auto kind : {domain::EventKind::PaymentProcessed, domain::EventKind::PaymentRefunded}) {
      domain::Event late = domain::makeEvent(
          kind, id, core::now(), "payment-1",
          kind == domain::EventKind::PaymentProcessed ? domain::EventStatus::Confirmed : domain::EventStatus::None);
      late.reason = domain::kLatePayment;
      late.userId = "user1", late.paymentId = "pay-" + id, late.amountMinor = 1'500;
      m_world.tell(late);
    }
    m_world.redis.raw.run({"FLUSHALL"}).value();
    const auto done = m_world.rebuild();
    QCOMPARE(done.fate("closed"), 1);
    QCOMPARE(done.report->actions.size(), 1u);
    QCOMPARE(m_world.order(id).state, OrderState::Cancelled);
    QCOMPARE(m_world.redis.get({"HGET", "stock:abc", "available"}), std::string("100"));
    // The ledger hears of it, and is at one with the store.
    m_world.tellOf(id);
    QCOMPARE(m_world.ledger->find(id).value()->order.state, OrderState::Cancelled);
    QCOMPARE(adapters::sql::SqlLedgerAudit(m_world.config).movementSums().value().at("abc").released, 2);
    QCOMPARE(m_world.rebuild({.force = true}).report->actions.size(), 0u);
  }

  void anIndexThatIsGoneIsMadeAnew() {
    m_world.reset("sqlite");
    fill();
    const std::string young = m_world.place({});
    const std::int64_t open = m_world.redis.orders.openCount().value();
    m_world.redis.raw.run({"DEL", "deadlines"}).value();
    QCOMPARE(m_world.rebuild({.force = true}).view.state.text(), "done");
    QCOMPARE(m_world.redis.orders.openCount().value(), open);
  }

  void idempotencyKeysComeBack() {
    m_world.reset("sqlite");
    auto place = placement({{"abc", 1}}, "key-1", "hash-1");
    placeOne(m_world.redis.orders, place).value();
    m_world.tell(services::placedEvent(m_world.order(place.order.orderId), "test"));  // told again from the store
    m_world.redis.raw.run({"FLUSHALL"}).value();
    QVERIFY(!m_world.closedFor().empty());
    QCOMPARE(m_world.rebuild().report->keys, 1);
    QCOMPARE(m_world.redis.get({"GET", "idem:key-1"}), place.order.orderId + " hash-1");
    QCOMPARE(m_world.order(place.order.orderId).idempotencyKey, std::string("key-1"));
    QCOMPARE(m_world.order(place.order.orderId).bodyHash, std::string("hash-1"));
    const std::int64_t left = m_world.redis.number({"TTL", "idem:key-1"});
    QVERIFY2(left > 86'000 && left <= 86'400, std::to_string(left).c_str());
    auto again = placement({{"abc", 1}}, "key-1", "hash-1");
    const auto repeated = placeOne(m_world.redis.orders, again);
    QVERIFY(repeated && repeated->repeated);
    QCOMPARE(repeated->orderId, place.order.orderId);
  }

  void aRestocksKeyComesBack_data() { tests::Databases::drivers(); }
  void aRestocksKeyComesBack() {
    QFETCH(QString, driver);
    m_world.reset(driver);
    m_world.redis.raw.run({"DEL", "outbox"}).value();
    const auto before = m_world.redis.stock.restock("abc", 7, {"key-1", "hash-1"}).value();
    const auto entries = m_world.redis.orders.readOutbox(10).value();
    QCOMPARE(entries.size(), 1u);
    m_world.tell(domain::decodeEvent(entries[0].event).value());
    m_world.redis.raw.run({"FLUSHALL"}).value();
    QVERIFY(!m_world.closedFor().empty());
    const auto done = m_world.rebuild();
    QVERIFY2(done.view.state == "done", done.view.error.c_str());
    QCOMPARE(done.report->keys, 1);
    const auto again = m_world.redis.stock.restock("abc", 7, {"key-1", "hash-1"});
    QVERIFY2(again.has_value(), again ? "" : again.error().what.c_str());
    QCOMPARE(again->stocked, before.stocked);
    QCOMPARE(m_world.redis.stock.level("abc").value()->stocked, before.stocked);
    QCOMPARE(m_world.redis.stock.restock("abc", 8, {"key-1", "hash-2"}).error().code,
             core::ErrorCode::IdempotencyMismatch);
  }

  void aRebuildThatIsCutOffIsSeenAndCanBeRepeated() {
    m_world.reset("sqlite");
    fill();
    const Dump before = asRestored(m_world.dump());
    m_world.redis.raw.run({"FLUSHALL"}).value();
    QVERIFY(!m_world.closedFor().empty());
    m_world.cutOff = true;
    const auto failed = m_world.rebuild();
    QCOMPARE(failed.view.state.text(), "failed");
    QCOMPARE(m_world.opened, 0);
    const std::string why = m_world.closedFor();
    QVERIFY2(why.find("rebuild") != std::string::npos, why.c_str());
    m_world.cutOff = false;
    QCOMPARE(m_world.rebuild().view.state.text(), "done");
    QCOMPARE(m_world.closedFor(), std::string());
    const Dump after = m_world.dump();
    QVERIFY2(after == before, qPrintable(difference(before, after)));
  }

  void aLedgerThatIsBehindIsWaitedFor() {
    m_world.reset("sqlite");
    m_world.accept({});
    const Dump before = m_world.dump();
    m_world.behind = 3;
    const auto early = m_world.rebuild({.force = true});
    QCOMPARE(early.view.state.text(), "failed");
    QVERIFY2(early.view.error.find("3 events behind") != std::string::npos, early.view.error.c_str());
    QCOMPARE(m_world.closedFor(), std::string());  // it was open, and nothing was written
    m_world.redis.raw.run({"HSET", "epoch", "distrust", "for a reason"}).value();
    QCOMPARE(m_world.rebuild().view.state.text(), "failed");
    QCOMPARE(m_world.closedFor(), std::string("for a reason"));
    QVERIFY(m_world.dump() == before);
  }

  void anOpenStoreIsRebuiltByForceOnly() {
    m_world.reset("sqlite");
    fill();
    const Dump before = m_world.dump();
    const auto refused = m_world.rebuild();
    QCOMPARE(refused.view.state.text(), "failed");
    QCOMPARE(m_world.closedFor(), std::string());
    QCOMPARE(m_world.rebuild({.force = true}).fate("same"), 8);
    const Dump after = m_world.dump();
    QVERIFY2(after == before, qPrintable(difference(before, after)));
    QCOMPARE(m_world.closedFor(), std::string());
  }

  void anotherRebuildIsNotOverruled() {
    m_world.reset("sqlite");
    adapters::redis::RedisRebuild target(m_world.redis.address);
    QVERIFY(target.begin("one", "a rebuild").has_value());
    QVERIFY(target.begin("two", "a rebuild").has_value());
    QCOMPARE(target.finish("one", "e", core::now()).error().code, ErrorCode::Conflict);
    QVERIFY(target.finish("two", "e", core::now()).has_value());
    QCOMPARE(m_world.redis.get({"HGET", "epoch", "id"}), std::string("e"));
    QCOMPARE(m_world.redis.number({"HEXISTS", "epoch", "distrust"}), 0);
  }
};

ORDERDECK_TEST(StoreRebuildTest)
#include "store_rebuild_test.moc"
