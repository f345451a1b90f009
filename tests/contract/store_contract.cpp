#include "tests/contract/store_contract.h"

namespace orderdeck::contract {

void StoreContract::placingReservesStockAndQueuesTheEvent() {
  const auto place = placement({{"abc", 2}, {"xyz", 5}});
  const auto answer = placeOne(world().hot(), place);
  QVERIFY(answer.has_value());
  QCOMPARE(answer->orderId, place.order.orderId);
  QVERIFY(!answer->repeated);
  compareLevel(world(), "abc", 998, 2, 0);
  compareLevel(world(), "xyz", 0, 5, 0);

  const auto found = world().hot().find(std::span(&place.order.orderId, 1)).value().front();
  QVERIFY(found.has_value());
  QVERIFY(found->items == place.order.items);
  QCOMPARE(found->userId, std::string("user1"));
  QCOMPARE(found->amountMinor, 3'500);
  QVERIFY(found->state == OrderState::Created);
  QVERIFY(found->createdAt == place.order.createdAt);
  QVERIFY(found->deadline == place.order.deadline);
  QCOMPARE(found->stock.text(), "reserved");

  const auto outbox = world().hot().readOutbox(10).value();
  QCOMPARE(outbox.size(), 1u);
  QCOMPARE(outbox.front().event, place.event);
  QCOMPARE(world().hot().flowCounters().value().at(">created"), 1);
  QCOMPARE(world().hot().openCount().value(), 1);
}

void StoreContract::refusedPlacementChangesNothing() {
  const std::tuple<Items::value_type, core::ErrorCode> kRefused[] = {{{"xyz", 6}, core::ErrorCode::OutOfStock},
                                                                     {{"none", 1}, core::ErrorCode::UnknownProduct}};
  for (const auto& [second, code] : kRefused) {
    const auto answer = placeOne(world().hot(), placement({{"abc", 2}, second}, "key"));
    QVERIFY(!answer && answer.error().code == code);
    QVERIFY(answer.error().what.contains(second.first));
    compareLevel(world(), "abc", 1'000, 0, 0);
    compareLevel(world(), "xyz", 5, 0, 0);
  }
  QVERIFY(world().hot().flowCounters().value().empty());
  QCOMPARE(world().hot().openCount().value(), 0);
  QCOMPARE(world().hot().outboxLength().value(), 0);
  QVERIFY(!placeOne(world().hot(), placement({{"abc", 2}}, "key", "another"))->repeated);  // the key is free
}

void StoreContract::batchAnswersEachOrderByItself() {
  const std::vector batch = {placement({{"xyz", 4}}), placement({{"xyz", 4}}), placement({{"xyz", 1}})};
  const auto answers = world().hot().place(batch).value();
  QVERIFY(answers[0].has_value());
  QVERIFY(!answers[1]);
  QVERIFY(answers[2].has_value());
  compareLevel(world(), "xyz", 0, 5, 0);
}

void StoreContract::productNamedTwiceIsRefused() {
  QVERIFY(!world().hot().place(std::vector{placement({{"abc", 1}, {"abc", 1}})}));
}

void StoreContract::sameKeyIsSameOrder() {
  const auto first = placement({{"abc", 2}}, "key", "body1");
  QVERIFY(placeOne(world().hot(), first).has_value());
  const auto again = placeOne(world().hot(), placement({{"abc", 2}}, "key", "body1"));
  QVERIFY(again.has_value());
  QVERIFY(again->repeated);
  QCOMPARE(again->orderId, first.order.orderId);
  const auto other = placeOne(world().hot(), placement({{"abc", 3}}, "key", "body2"));
  QVERIFY(!other);
  QVERIFY(other.error().code == ErrorCode::IdempotencyMismatch);
  compareLevel(world(), "abc", 998, 2, 0);
}

void StoreContract::placingAnOrderAgainIsARepeat() {
  const auto place = placement({{"abc", 2}});
  QVERIFY(!placeOne(world().hot(), place)->repeated);
  QVERIFY(placeOne(world().hot(), place)->repeated);
  compareLevel(world(), "abc", 998, 2, 0);
  QCOMPARE(world().hot().outboxLength().value(), 1);
}

void StoreContract::sameKeyFromManyThreadsPlacesOnce() {
  constexpr int kThreads = 8, kRounds = 50;
  std::atomic<int> fresh = 0, wrong = 0;
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < kThreads; ++t) {
      threads.emplace_back([&] {
        const auto store = world().connect();
        for (int round = 0; round < kRounds; ++round) {
          const auto answer = placeOne(*store, placement({{"abc", 1}}, "key" + std::to_string(round)));
          if (!answer)
            ++wrong;
          else if (!answer->repeated)
            ++fresh;
        }
      });
    }
  }
  QCOMPARE(wrong.load(), 0);
  QCOMPARE(fresh.load(), kRounds);
  compareLevel(world(), "abc", 1'000 - kRounds, kRounds, 0);
  QCOMPARE(world().hot().openCount().value(), kRounds);
}

void StoreContract::everyPairOfStatesFollowsTheStateMachine() {
  for (const OrderState from : domain::kOrderStates) {
    for (const OrderState to : domain::kOrderStates) {
      const std::string id = orderIn(world(), from);
      const ports::TransitionResult move = transitionOne(world().hot(), movement(id, {to}));
      const TransitionOutcome expected = from == to                       ? TransitionOutcome::Already
                                         : domain::isTransition(from, to) ? TransitionOutcome::Moved
                                         : domain::leadsTo(to, from)      ? TransitionOutcome::Already
                                                                          : TransitionOutcome::Refused;
      const std::string pair = std::string(domain::stateName(from)).append(">").append(domain::stateName(to));
      QVERIFY2(move.outcome == expected, pair.c_str());
      QVERIFY2(move.order.state == (expected == TransitionOutcome::Moved ? to : from), pair.c_str());
      QVERIFY2(world().hot().find({&id, 1}).value().front()->state == move.order.state, pair.c_str());
      QVERIFY2(world().hot().flowCounters().value().contains(pair) == (expected == TransitionOutcome::Moved),
               pair.c_str());
    }
  }
}

void StoreContract::pathIsTakenAsFarAsItIsNotReached() {
  const std::string id = placedOf(world(), {{"abc", 1}});
  QVERIFY(transitionOne(world().hot(), movement(id, {OrderState::Paying})).outcome == TransitionOutcome::Moved);
  const auto paid = transitionOne(world().hot(), movement(id, {OrderState::Paying, OrderState::Paid}));
  QVERIFY(paid.outcome == TransitionOutcome::Moved);
  QVERIFY(paid.order.state == OrderState::Paid);
  QVERIFY(transitionOne(world().hot(), movement(id, {OrderState::Paying, OrderState::Paid})).outcome ==
          TransitionOutcome::Already);
  QVERIFY(transitionOne(world().hot(), movement(id, {OrderState::Reserved, OrderState::Completed})).outcome ==
          TransitionOutcome::Refused);
  const std::map<std::string, std::int64_t> expected = {{">created", 1}, {"created>paying", 1}, {"paying>paid", 1}};
  QVERIFY(world().hot().flowCounters().value() == expected);
}

void StoreContract::closedOrderRefusesAPayment() {
  const std::string id = orderIn(world(), OrderState::Cancelled);
  const auto late = transitionOne(world().hot(), movement(id, {OrderState::Paying, OrderState::Paid}));
  QVERIFY(late.outcome == TransitionOutcome::Refused);
  QVERIFY(late.order.state == OrderState::Cancelled);
  QVERIFY(transitionOne(world().hot(), movement("nobody", {OrderState::Paying})).outcome == TransitionOutcome::Unknown);
}

void StoreContract::transitionWritesFieldsAndEventOnlyWhenItMoves() {
  const std::string id = placedOf(world(), {{"abc", 1}});
  auto pay = movement(id, {OrderState::Paying, OrderState::Paid});
  pay.fields = {{"paymentId", "pay789"}};
  pay.event = R"({"event":"PaymentProcessed"})";
  pay.at = core::fromEpochMillis(1'700'000'000'123);
  const auto moved = transitionOne(world().hot(), pay);
  QCOMPARE(moved.order.paymentId, std::string("pay789"));
  QCOMPARE(moved.order.items.size(), 1u);
  QVERIFY(moved.order.updatedAt == pay.at);
  QCOMPARE(world().hot().outboxLength().value(), 2);

  pay.fields = {{"paymentId", "another"}};
  QVERIFY(transitionOne(world().hot(), pay).outcome == TransitionOutcome::Already);
  QCOMPARE(world().hot().outboxLength().value(), 2);
  QCOMPARE(world().hot().find({&id, 1}).value().front()->paymentId, std::string("pay789"));
}

void StoreContract::stockFollowsTheOrder() {
  const std::string id = placedOf(world(), {{"abc", 2}, {"xyz", 3}});
  transitionOne(world().hot(), movement(id, {OrderState::Paying, OrderState::Paid}));
  const auto sold = transitionOne(world().hot(), movement(id, {OrderState::Reserved}, StockEffect::Sell));
  QVERIFY(sold.outcome == TransitionOutcome::Moved);
  QCOMPARE(sold.order.stock.text(), "sold");
  compareLevel(world(), "abc", 998, 0, 2);
  compareLevel(world(), "xyz", 2, 0, 3);
  const auto returned = transitionOne(world().hot(), movement(id, {OrderState::Refunding}, StockEffect::GiveBack));
  QCOMPARE(returned.order.stock.text(), "returned");
  compareLevel(world(), "xyz", 5, 0, 0);

  const std::string other = placedOf(world(), {{"abc", 7}});
  const auto released = transitionOne(world().hot(), movement(other, {OrderState::Cancelled}, StockEffect::GiveBack));
  QCOMPARE(released.order.stock.text(), "released");
  QVERIFY(transitionOne(world().hot(), movement(other, {OrderState::Cancelled}, StockEffect::GiveBack)).outcome ==
          TransitionOutcome::Already);
  compareLevel(world(), "abc", 1'000, 0, 0);
}

void StoreContract::saleWithAnOldTokenChangesNothing() {
  const std::string id = placedOf(world(), {{"abc", 2}, {"xyz", 3}});
  transitionOne(world().hot(), movement(id, {OrderState::Paying, OrderState::Paid}));
  world().putFence("xyz", 7);
  auto sale = movement(id, {OrderState::Reserved}, StockEffect::Sell);
  sale.event = "{}";
  for (const auto& fences : {std::map<std::string, std::int64_t>{}, {{"abc", 9}}, {{"abc", 9}, {"xyz", 6}}}) {
    sale.fences = &fences;
    const auto stale = transitionOne(world().hot(), sale);
    QVERIFY(stale.outcome == TransitionOutcome::StaleFence);
    QVERIFY(stale.order.state == OrderState::Paid);
    compareLevel(world(), "abc", 998, 2, 0);
    compareLevel(world(), "xyz", 2, 3, 0);
    QCOMPARE(world().hot().outboxLength().value(), 1);
  }
  const std::map<std::string, std::int64_t> newest = {{"abc", 1}, {"xyz", 7}};
  sale.fences = &newest;
  QVERIFY(transitionOne(world().hot(), sale).outcome == TransitionOutcome::Moved);
  compareLevel(world(), "xyz", 2, 0, 3);
}

void StoreContract::stockIsNeverMadeNegative() {
  const std::string id = placedOf(world(), {{"abc", 2}, {"xyz", 3}});
  transitionOne(world().hot(), movement(id, {OrderState::Paying, OrderState::Paid}));
  world().putUnits("xyz", 4, 1);  // someone lost two
  const auto sale = transitionOne(world().hot(), movement(id, {OrderState::Reserved}, StockEffect::Sell));
  QVERIFY(sale.outcome == TransitionOutcome::Refused);
  QVERIFY(sale.order.state == OrderState::Paid);
  compareLevel(world(), "abc", 998, 2, 0);
  compareLevel(world(), "xyz", 4, 1, 0);
  // It must be able to end all the same, with what is there.
  const auto closed = transitionOne(world().hot(), movement(id, {OrderState::Refunding}, StockEffect::GiveBack));
  QVERIFY(closed.outcome == TransitionOutcome::Moved);
  QCOMPARE(closed.order.stock.text(), "released");
  compareLevel(world(), "abc", 1'000, 0, 0);
  compareLevel(world(), "xyz", 5, 0, 0);
}

void StoreContract::anOrderWhoseStockIsGoneCanEnd() {
  const std::string id = placedOf(world(), {{"abc", 2}, {"xyz", 3}});
  world().putUnits("xyz", 2, 0);
  QVERIFY(transitionOne(world().hot(), movement(id, {OrderState::Cancelled}, StockEffect::GiveBack)).outcome ==
          TransitionOutcome::Moved);
  compareLevel(world(), "abc", 1'000, 0, 0);
  QCOMPARE(level(world(), "xyz").available, 2);
}

void StoreContract::anOrderKeepsWhyItWasClosed() {
  const std::string id = placedOf(world(), {{"abc", 2}});
  auto close = movement(id, {OrderState::Cancelled}, StockEffect::GiveBack);
  close.fields = {{"reason", "deadline passed"}};
  QCOMPARE(transitionOne(world().hot(), close).order.reason, std::string("deadline passed"));
  close.fields = {{"reason", "another"}};
  const auto again = transitionOne(world().hot(), close);
  QVERIFY(again.outcome == TransitionOutcome::Already);
  QCOMPARE(again.order.reason, std::string("deadline passed"));
  QCOMPARE(world().hot().find(std::span(&id, 1)).value().front()->reason, std::string("deadline passed"));
}

void StoreContract::findAnswersInTheOrderAsked() {
  const auto ids = placeMany(world(), 2);
  const std::vector asked = {ids[1], std::string("nobody"), ids[0]};
  const auto found = world().hot().find(asked).value();
  QCOMPARE(found.size(), 3u);
  QCOMPARE(found[0]->orderId, ids[1]);
  QVERIFY(!found[1]);
  QCOMPARE(found[2]->orderId, ids[0]);
}

void StoreContract::outboxIsReadInOrderAndDropped() {
  placeMany(world(), 5);
  const auto all = world().hot().readOutbox(10).value();
  QCOMPARE(all.size(), 5u);
  const auto first = world().hot().readOutbox(3).value();
  QCOMPARE(first.size(), 3u);
  QCOMPARE(first.back().id, all[2].id);
  QVERIFY(std::chrono::abs(core::now() - first.front().at) < core::Millis{60'000});
  std::vector<std::string> published;
  for (const auto& entry : first) published.push_back(entry.id);
  QVERIFY(world().hot().dropOutbox(published).has_value());
  QCOMPARE(world().hot().outboxLength().value(), 2);
  QCOMPARE(world().hot().readOutbox(10).value().front().event, all[3].event);
  QVERIFY(world().hot().dropOutbox({}).has_value());
}

void StoreContract::aRetiredOrderLeavesTheIndex() {
  const auto ids = placeMany(world(), 3);
  QVERIFY(world().hot().retire(std::span(ids).first(1), core::Millis{60'000}).has_value());
  QCOMPARE(world().hot().openCount().value(), 2);
  QVERIFY(world().hot().find(ids).value().front().has_value());  // for so long
  const auto index = world().hot().openIndex(0, 10).value();
  QCOMPARE(index.size(), 2U);
  QCOMPARE(index[0].orderId, ids[2]);
  QVERIFY(index[0].isThere && index[1].isThere);
  QVERIFY(world().hot().openIndex(2, 10).value().empty());
}

void StoreContract::openOrdersComeByDeadlineInPages() {
  const auto ids = placeMany(world(), 5);
  std::vector<std::string> walked;
  for (std::size_t from = 0;; from += 2) {
    const auto page = world().hot().openOrders(from, 2).value();
    if (page.empty()) break;
    for (const auto& order : page) walked.push_back(order.orderId);
  }
  QVERIFY(walked == std::vector<std::string>(ids.rbegin(), ids.rend()));
}

void StoreContract::restocksStandUntilTheyAreSettled() {
  world().reset({});
  QVERIFY(world().stock().seed({{"abc", test::product("abc", 10)}, {"none", test::product("none", 0)}}));
  QVERIFY(world().stock().restock("abc", 5));
  const auto restocks = world().hot().openRestocks().value();
  QCOMPARE(restocks.size(), 2U);
  QVERIFY(restocks.contains("seed-abc"));
  for (const auto& [id, event] : restocks) QCOMPARE(domain::decodeEvent(event).value().orderId, id);
  QVERIFY(world().hot().settleRestocks(std::vector<std::string>{"seed-abc", "unknown"}));
  QCOMPARE(world().hot().openRestocks().value().size(), 1U);
}

void StoreContract::scanVisitsEveryOrderOnce() {
  const auto ids = placeMany(world(), 5'000);
  std::multiset<std::string> visited;
  QVERIFY(world().hot().scan([&](const domain::Order& order) { visited.insert(order.orderId); }).has_value());
  QVERIFY(visited == std::multiset<std::string>(ids.begin(), ids.end()));
}

void StoreContract::seedingCreatesOnlyWhatIsNew() {
  world().reset({});
  QVERIFY(world().stock().seed({{"xyz", product("xyz", 5)}}).has_value());
  QVERIFY(placeOne(world().hot(), placement({{"xyz", 2}})).has_value());
  dropOutbox(world());
  QVERIFY(world()
              .stock()
              .seed({{"xyz", product("xyz", 900)}, {"abc", product("abc", 1'000'000)}, {"none", product("none", 0)}})
              .has_value());

  const std::vector<ports::StockLevel> expected = {
      {"abc", 1'000'000, 0, 0, 1'000'000, 0}, {"none", 0, 0, 0, 0, 0}, {"xyz", 3, 2, 0, 5, 0}};
  QVERIFY(world().stock().levels().value() == expected);
  const auto events = outboxOf(world());
  QCOMPARE(events.size(), 1u);
  QVERIFY(events[0].kind == domain::EventKind::StockAdded);
  QCOMPARE(events[0].orderId, std::string("seed-abc"));
  QCOMPARE(events[0].items.at(0).productId, std::string("abc"));
  QCOMPARE(events[0].items.at(0).quantity, 1'000'000);
}

void StoreContract::restockingAddsWithAnEventOfItsOwn() {
  world().reset({{"abc", 10}});
  const auto first = world().stock().restock("abc", 5);
  QVERIFY(first.has_value());
  QVERIFY((first.value() == ports::StockLevel{"abc", 15, 0, 0, 15, 0}));
  QVERIFY(world().stock().restock("abc", 1'000'000'000).has_value());
  const auto events = outboxOf(world());
  QCOMPARE(events.size(), 2u);
  QCOMPARE(events[1].items.at(0).quantity, 1'000'000'000);
  QVERIFY(events[0].eventId != events[1].eventId);
}

void StoreContract::restockingRefusesWhatIsWrong() {
  world().reset({{"abc", 10}});
  QVERIFY(world().stock().restock("abc", 0).error().code == core::ErrorCode::InvalidArgument);
  QVERIFY(world().stock().restock("abc", 1'000'000'001).error().code == core::ErrorCode::InvalidArgument);
  QVERIFY(world().stock().restock("none", 1).error().code == core::ErrorCode::UnknownProduct);
  QCOMPARE(world().hot().outboxLength().value(), 0);
  QVERIFY(!world().stock().level("none").value());
  QCOMPARE(world().stock().level("abc").value()->available, 10);
}

void StoreContract::restockingWithAKeyAddsOnce() {
  world().reset({{"abc", 10}, {"xyz", 10}});
  const ports::RequestKey key{"k1", "5-abc"};
  const auto first = world().stock().restock("abc", 5, key);
  QVERIFY(first.has_value());
  QCOMPARE(first->available, 15);
  QVERIFY(placeOne(world().hot(), placement({{"abc", 2}})).has_value());
  dropOutbox(world());
  QVERIFY(world().stock().restock("abc", 5, key).value() == *first);  // as it was told then, though it changed
  QCOMPARE(world().hot().outboxLength().value(), 0);
  compareLevel(world(), "abc", 13, 2, 0);
  QVERIFY(world().stock().restock("abc", 6, {"k1", "6-abc"}).error().code == ErrorCode::IdempotencyMismatch);
  QVERIFY(world().stock().restock("xyz", 5, {"k1", "5-xyz"}).error().code == ErrorCode::IdempotencyMismatch);
  QVERIFY(world().stock().restock("none", 5, {"k2", "5-none"}).error().code == ErrorCode::UnknownProduct);
  QVERIFY(world().stock().restock("abc", 5, {"k2", "5-abc"}).has_value());  // what changed nothing left no key
  compareLevel(world(), "abc", 18, 2, 0);
  compareLevel(world(), "xyz", 10, 0, 0);
}

void StoreContract::restockingWithAKeyFromManyThreadsAddsOnce() {
  constexpr int kThreads = 4, kRounds = 25;
  std::atomic<int> wrong = 0;
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < kThreads; ++t) {
      threads.emplace_back([&] {
        const auto stock = world().connectStock();
        for (int round = 0; round < kRounds; ++round) {
          const auto level = stock->restock("xyz", 1, {"round" + std::to_string(round), "1-xyz"});
          if (!level || level->stocked > 5 + kRounds) ++wrong;
        }
      });
    }
  }
  QCOMPARE(wrong.load(), 0);
  compareLevel(world(), "xyz", 5 + kRounds, 0, 0);
}

void StoreContract::aKeyIsOfOneRequestWhateverItAsked() {
  const auto order = placement({{"abc", 2}}, "k1", "an-order");
  QVERIFY(placeOne(world().hot(), order).has_value());
  QVERIFY(world().stock().restock("abc", 5, {"k1", "a-restock"}).error().code == ErrorCode::IdempotencyMismatch);
  QVERIFY(world().stock().restock("abc", 5, {"k2", "a-restock"}).has_value());
  const auto other = placeOne(world().hot(), placement({{"abc", 2}}, "k2", "an-order"));
  QVERIFY(!other && other.error().code == ErrorCode::IdempotencyMismatch);
  ports::OrderTransition cancel = movement(order.order.orderId, {OrderState::Cancelled}, StockEffect::GiveBack);
  cancel.requestKey = {"k2", "a-cancellation"};
  QVERIFY(transitionOne(world().hot(), cancel).outcome == TransitionOutcome::KeyMismatch);
  compareLevel(world(), "abc", 1'003, 2, 0);
  QCOMPARE(world().hot().findKey("k1").value().value(), std::string("an-order"));
  QCOMPARE(world().hot().findKey("k2").value().value(), std::string("a-restock"));
  QVERIFY(!world().hot().findKey("k3").value());
}

void StoreContract::aTransitionKeepsItsKeyOnlyWhenItMoves() {
  const std::string id = placedOf(world(), {{"abc", 2}}), done = orderIn(world(), OrderState::Completed);
  ports::OrderTransition cancel = movement(done, {OrderState::Cancelled}, StockEffect::GiveBack);
  cancel.requestKey = {"k1", "hash"};
  QVERIFY(transitionOne(world().hot(), cancel).outcome == TransitionOutcome::Refused);
  QVERIFY(!world().hot().findKey("k1").value());
  cancel.orderId = id;
  QVERIFY(transitionOne(world().hot(), cancel).outcome == TransitionOutcome::Moved);
  QCOMPARE(world().hot().findKey("k1").value().value(), std::string("hash"));
  QVERIFY(transitionOne(world().hot(), cancel).outcome == TransitionOutcome::Already);
  // Beside others in one call, each by itself.
  std::vector<ports::OrderTransition> batch;
  for (const std::string& key : {std::string("k1"), std::string("k2"), std::string()}) {
    batch.push_back(movement(placedOf(world(), {{"abc", 1}}), {OrderState::Cancelled}, StockEffect::GiveBack));
    batch.back().requestKey = {key, key.empty() ? "" : "another"};
  }
  const auto moved = world().hot().transition(batch).value();
  QVERIFY(moved[0].outcome == TransitionOutcome::KeyMismatch);
  QVERIFY(moved[1].outcome == TransitionOutcome::Moved && moved[2].outcome == TransitionOutcome::Moved);
  QCOMPARE(world().hot().findKey("k2").value().value(), std::string("another"));
}

void StoreContract::tokensGrow() {
  const std::vector<std::string> products = {"abc", "xyz", "none"};
  QCOMPARE(world().fences().draw(products).value(), (ports::FencesByProduct{{"abc", 1}, {"xyz", 1}, {"none", 0}}));
  QCOMPARE(world().fences().draw(std::vector<std::string>{"abc"}).value(), (ports::FencesByProduct{{"abc", 2}}));
  QCOMPARE(level(world(), "abc").fence, 2);
  QVERIFY(!world().stock().level("none").value());  // nothing is kept of what may be forged
  QVERIFY(world().fences().draw({}).value().empty());
}

void StoreContract::pingTakesTime() {
  const auto millis = world().hot().ping();
  QVERIFY(millis.has_value());
  QVERIFY(*millis > 0);
  QVERIFY(*millis < 2'000);
}

}  // namespace orderdeck::contract

#include "moc_store_contract.cpp"
