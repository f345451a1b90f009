// What every ledger must do for those who write it and read it, as test bodies that run on any: the fake and the real
// ones. Each begins with an empty one, which is both a LedgerWriter and a LedgerReader.
#pragma once

#include <QtTest>

#include <algorithm>
#include <string>
#include <vector>

#include "ports/ledger/ledger_reader.h"
#include "tests/support/ledger_stories.h"

namespace orderdeck::contract {

using domain::OrderState;
using namespace tests;

inline std::string idOf(int number) { return QString("01J%1").arg(number, 8, 10, QChar('0')).toStdString(); }

template <typename Ledger>
void anOrderIsThereWhole(Ledger& ledger) {
  QCOMPARE(append(ledger, completedOrder("01JA")), Ids{"01JA"});
  const auto found = ledger.find("01JA");
  QVERIFY(found && *found);
  const ports::LedgerOrder& entry = **found;
  QCOMPARE(entry.order.userId, "user1");
  QCOMPARE(entry.order.state, OrderState::Completed);
  QCOMPARE(entry.order.amountMinor, kAmount);
  QCOMPARE(entry.order.items, kItems);
  QCOMPARE(entry.order.createdAt, kStart);
  QCOMPARE(entry.order.updatedAt, kStart + core::Millis{13});
  QCOMPARE(entry.order.paymentId, "pay01JA");
  QCOMPARE(entry.capturedMinor, kAmount);
  QCOMPARE(entry.refundedMinor, 0);
  QCOMPARE(entry.timeline.size(), 7u);
  QCOMPARE(entry.timeline.front().event, "OrderPlaced");
  QCOMPARE(entry.timeline.back().event, "OrderCompleted");
  QCOMPARE(entry.timeline[1].topic, "order-paid");
  QCOMPARE(entry.timeline[1].partition, 3);
  QCOMPARE(entry.timeline[1].offset, 42);
  QCOMPARE(entry.timeline[1].node, "node-1");
  const auto body = domain::decodeEvent(entry.timeline[1].body);
  QVERIFY(body);
  QCOMPARE(*body, completedOrder("01JA")[1]);
  QVERIFY(entry.timeline[1].recordedAt > kStart);
  const auto unknown = ledger.find("01JB");
  QVERIFY(unknown && !*unknown);
}

template <typename Ledger>
void textSurvives(Ledger& ledger) {
  Event cancelled = at(5, EventKind::OrderCancelled, "01JT");
  cancelled.reason = "l'été \\ \"déjà\" ; -- 漢字 😀 $1 ? :x";
  append(ledger, {cancelled});
  const auto found = ledger.find("01JT");
  QVERIFY(found && *found);
  const auto body = domain::decodeEvent((*found)->timeline.front().body);
  QVERIFY(body);
  QCOMPARE(body->reason, cancelled.reason);
}

template <typename Ledger>
void aBatchMayRepeatItself(Ledger& ledger) {
  std::vector<Event> events = refundedOrder("01JA");
  std::ranges::copy(refundedOrder("01JA"), std::back_inserter(events));
  append(ledger, events);
  const auto found = ledger.find("01JA");
  QVERIFY(found && *found);
  QCOMPARE((*found)->capturedMinor, kAmount);
  QCOMPARE((*found)->refundedMinor, kAmount);
  QCOMPARE((*found)->timeline.size(), 7u);
}

template <typename Ledger>
void listsTheNewestFirst(Ledger& ledger) {
  for (int i = 0; i < 30; ++i) {
    std::vector<Event> events = i % 3 == 0 ? declinedOrder(idOf(i)) : completedOrder(idOf(i));
    events.front().userId = i < 10 ? "ann" : "bob";
    if (i == 4) events.front().items.push_back({"rare", 1, 10});
    append(ledger, events);
  }
  const auto ids = [&](const ports::OrderQuery& query) {
    Ids found;
    const auto orders = ledger.list(query);
    if (!orders) throw std::runtime_error(orders.error().what);
    for (const auto& entry : orders->orders) found.push_back(entry.order.orderId);
    return found;
  };
  QCOMPARE(ids({{}, {}, {}, 3}), (Ids{idOf(29), idOf(28), idOf(27)}));
  QCOMPARE(ids({{}, {}, idOf(28), 2}), (Ids{idOf(27), idOf(26)}));
  QCOMPARE(ids({}).size(), 30u);
  QCOMPARE(ids({{OrderState::Cancelled}, {}, {}, 200}).size(), 10u);
  QCOMPARE(ids({{OrderState::Cancelled}, {}, idOf(9), 2}), (Ids{idOf(6), idOf(3)}));
  QCOMPARE(ids({{OrderState::Cancelled, OrderState::Completed}, {}, {}, 200}).size(), 30u);
  QCOMPARE(ids({{OrderState::Paid}, {}, {}, 200}), Ids{});
  QCOMPARE(ids({{}, idOf(17), {}, 200}), Ids{idOf(17)});
  QCOMPARE(ids({{}, idOf(29).substr(0, idOf(29).size() - 1), {}, 200}).size(), 10u);
  QCOMPARE(ids({{}, "ann", {}, 200}).size(), 10u);
  QCOMPARE(ids({{OrderState::Cancelled}, "an", {}, 200}), (Ids{idOf(9), idOf(6), idOf(3), idOf(0)}));
  QCOMPARE(ids({{}, "rare", {}, 200}), Ids{idOf(4)});
  QCOMPARE(ids({{}, "%", {}, 200}), Ids{});
  QCOMPARE(ids({{}, "x' OR '1'='1", {}, 200}), Ids{});
  const auto page = ledger.list({{}, {}, {}, 1});
  QVERIFY(page);
  QCOMPARE(page->orders.front().order.items, kItems);
  QCOMPARE(page->orders.front().capturedMinor, kAmount);
  QVERIFY(page->orders.front().timeline.empty());
}

/// Every order that a filter is for comes once, in pages, newest first; and the count says how many there are.
template <typename Ledger>
void everyOrderIsFoundInPages(Ledger& ledger) {
  // Of several stretches of time: ids whose first characters differ.
  Ids all;
  for (int i = 0; i < 60; ++i) {
    const std::string id = QString("01J%1").arg(i * 7'300, 6, 10, QChar('0')).toStdString() + "ABC";
    std::vector<Event> events = i % 5 == 0 ? declinedOrder(id) : completedOrder(id);
    events.front().userId = i % 2 == 0 ? "ann" : "anton";
    if (i % 20 == 0) events.front().items.push_back({"rare", 1, 10});
    append(ledger, events);
    all.insert(all.begin(), id);
  }
  const auto every = [&](int n) {
    Ids some;
    for (int i = 59; i >= 0; --i)
      if (i % n == 0) some.push_back(all[static_cast<std::size_t>(59 - i)]);
    return some;
  };
  struct Ask {
    ports::OrderQuery query;
    Ids ids;
  };
  const Ask asks[] = {
      {{}, all},
      {{.states = {OrderState::Cancelled}}, every(5)},
      {{.text = "an"}, all},
      {{.text = "ann"}, every(2)},
      {{.text = "rare"}, every(20)},
      {{.text = "01J0"}, {all.begin() + 46, all.end()}},
      {{.text = all[59]}, {all[59]}},
      {{.states = {OrderState::Cancelled}, .text = "ann"}, every(10)},
      {{.states = {OrderState::Cancelled}, .text = "rare"}, every(20)},
      {{.states = {OrderState::Completed}, .text = "rare"}, {}},
      {{.states = {domain::kOrderStates.begin(), domain::kOrderStates.end()}, .text = "rare"}, every(20)},
      {{.text = "nobody"}, {}}};
  for (const Ask& ask : asks) {
    for (const int limit : {1, 7, 60, 200}) {
      Ids found;
      ports::OrderQuery query = ask.query;
      query.limit = limit;
      do {
        const auto page = ledger.list(query);
        QVERIFY(page);
        QVERIFY(page->orders.size() <= static_cast<std::size_t>(limit));
        for (const auto& entry : page->orders) found.push_back(entry.order.orderId);
        QVERIFY(page->next.empty() || query.before.empty() || page->next < query.before);
        query.before = page->next;
      } while (!query.before.empty());
      QCOMPARE(found, ask.ids);
      const auto count = ledger.count(query);
      QVERIFY(count && count->isExact);
      QCOMPARE(count->orders, std::ssize(ask.ids));
    }
  }
}

template <typename Ledger>
void anOpenOrderHasItsDeadline(Ledger& ledger) {
  const core::Timestamp deadline = kStart + core::Millis{600'000};
  std::vector<Event> events = completedOrder("01JA");
  events.front().deadline = deadline;
  append(ledger, {events.begin(), events.begin() + 2});
  const auto listed = [&] { return ledger.list({}).value().orders.front().order; };
  QCOMPARE(listed().state, OrderState::Paid);
  QCOMPARE(listed().deadline, deadline);
  QCOMPARE(ledger.find("01JA").value()->order.deadline, deadline);
  append(ledger, events);
  QCOMPARE(listed().state, OrderState::Completed);
  QCOMPARE(listed().deadline, core::Timestamp{});
}

template <typename Ledger>
void movementsOfAProduct(Ledger& ledger) {
  append(ledger, {restock("seed-abc", "abc", 100)});
  append(ledger, completedOrder("01JA"));
  const auto all = ledger.movements("abc", 10);
  QVERIFY(all);
  QCOMPARE(all->size(), 3u);
  QCOMPARE((*all)[0].kind.text(), "sold");
  QCOMPARE((*all)[0].movementId, "01JA:abc:sold");
  QCOMPARE((*all)[0].orderId, "01JA");
  QCOMPARE((*all)[0].quantity, 2);
  QCOMPARE((*all)[0].occurredAt, kStart + core::Millis{9});
  const auto newest = ledger.movements("abc", 1);
  QVERIFY(newest);
  QCOMPARE(newest->size(), 1u);
  QCOMPARE((*newest)[0].kind.text(), "sold");
  const auto none = ledger.movements("nothing", 10);
  QVERIFY(none && none->empty());
}

/// Made again by a node that crashed, later; were it another's money, it would not count.
template <typename Ledger>
void whatComesAgainIsNotTakenAgain(Ledger& ledger) {
  std::vector<Event> events = refundedOrder("01JA");
  append(ledger, events);
  for (Event& event : events) {
    event.occurredAt += core::Millis{1'000};
    event.amountMinor *= 2;
  }
  std::ranges::reverse(events);
  Ids whole = append(ledger, events);
  whole.erase(std::ranges::unique(whole).begin(), whole.end());
  QCOMPARE(whole, Ids{"01JA"});
  const auto found = ledger.find("01JA");
  QVERIFY(found && *found);
  QCOMPARE((*found)->capturedMinor, kAmount);
  QCOMPARE((*found)->refundedMinor, kAmount);
  QCOMPARE((*found)->order.updatedAt, kStart + core::Millis{25});
}

template <typename Ledger>
void anOrderIsWholeOnceItsEndHasAllThatItCallsFor(Ledger& ledger) {
  struct Story {
    std::vector<Event> (*tell)(const std::string&);
    std::vector<std::size_t> calledFor;
    OrderState state;
  };
  const Story stories[] = {{completedOrder, {0, 1, 2, 3, 4, 5, 6}, OrderState::Completed},
                           {declinedOrder, {0, 2}, OrderState::Cancelled},
                           {refundedOrder, {0, 1, 2, 3, 4, 5, 6}, OrderState::Refunded},
                           {latelyPaidOrder, {0, 1, 2, 3}, OrderState::Cancelled}};
  int number = 0;
  for (const auto& [tell, calledFor, state] : stories) {
    for (const bool backwards : {false, true}) {
      const std::string id = idOf(number++);
      const std::vector<Event> events = tell(id);
      std::vector<std::size_t> missing = calledFor;
      for (std::size_t step = 0; step < events.size(); ++step) {
        const std::size_t next = backwards ? events.size() - 1 - step : step;
        std::erase(missing, next);
        QCOMPARE(!append(ledger, {events[next]}).empty(), missing.empty());
      }
      QVERIFY(ledger.find(id).value()->order.state == state);
    }
  }
}

}  // namespace orderdeck::contract
