#include "tests/contract/bus_contract.h"

namespace orderdeck::contract {

void BusContract::keepsTheOrderOfAKey() {
  auto publisher = world().bus().makePublisher();
  QVERIFY(publisher);
  for (int i = 0; i < 1'000; i += 50) QVERIFY((*publisher)->publish(numbered("order-created", i, 50)));
  auto subscription = world().bus().subscribe("payment", {"order-created"});
  QVERIFY(subscription);
  const auto messages = read(**subscription, 1'000);
  QCOMPARE(messages.size(), 1'000U);
  std::map<std::string, std::pair<int, int>> last;  // key -> its partition, its last number
  for (const auto& message : messages) {
    const int number = std::stoi(message.value);
    const auto [at, first] = last.try_emplace(message.key, message.partition, number);
    if (first) continue;
    QCOMPARE(message.partition, at->second.first);
    QVERIFY2(number > at->second.second, message.key.c_str());
    at->second.second = number;
  }
  QCOMPARE(last.size(), 40U);
}

void BusContract::redeliversWhatWasNotCommitted() {
  auto publisher = world().bus().makePublisher();
  QVERIFY(publisher && (*publisher)->publish(numbered("order-paid", 0, 100)));
  auto first = world().bus().subscribe("inventory", {"order-paid"});
  QVERIFY(first);
  QCOMPARE(numbersOf(read(**first, 100)).size(), 100U);
  first->reset();
  auto second = world().bus().subscribe("inventory", {"order-paid"});
  QVERIFY(second);
  QCOMPARE(read(**second, 100).size(), 100U);
}

void BusContract::goesOnAfterACommit() {
  auto publisher = world().bus().makePublisher();
  QVERIFY(publisher && (*publisher)->publish(numbered("order-paid", 0, 100)));
  auto first = world().bus().subscribe("inventory", {"order-paid"});
  QVERIFY(first);
  QCOMPARE(read(**first, 100).size(), 100U);
  QVERIFY((*first)->commit());
  QVERIFY((*first)->commit());  // nothing new: nothing to do
  QVERIFY((*publisher)->publish(numbered("order-paid", 100, 50)));
  first->reset();
  auto second = world().bus().subscribe("inventory", {"order-paid"});
  QVERIFY(second);
  const auto rest = read(**second, 50);
  QCOMPARE(rest.size(), 50U);
  QCOMPARE(*numbersOf(rest).begin(), 100);
}

void BusContract::commitsNothingFromWhatIsHeldOn() {
  auto publisher = world().bus().makePublisher();
  QVERIFY(publisher && (*publisher)->publish(numbered("order-paid", 0, 200)));
  auto first = world().bus().subscribe("inventory", {"order-paid"});
  QVERIFY(first);
  const auto all = read(**first, 200);
  QCOMPARE(all.size(), 200U);
  const auto held = std::ranges::max_element(all, {}, &ports::InboundMessage::offset);
  const auto before = std::ranges::find_if(all, [&](const auto& message) {
    return message.partition == held->partition && message.offset == held->offset - 1;
  });
  const std::vector<ports::Position> positions = {held->position, before->position};
  QVERIFY((*first)->holds(held->position));
  QVERIFY((*first)->commit(positions));
  QVERIFY((*first)->commit(positions));
  first->reset();
  auto second = world().bus().subscribe("inventory", {"order-paid"});
  QVERIFY(second);
  const auto rest = read(**second, 2);
  QCOMPARE(rest.size(), 2U);
  for (const auto& message : rest) QCOMPARE(message.partition, held->partition);
  QVERIFY((*second)->commit({&rest[0].position, 1}));
  QVERIFY((*second)->commit());  // it is held no more
  second->reset();
  auto third = world().bus().subscribe("inventory", {"order-paid"});
  QVERIFY(third);
  QVERIFY(read(**third, 1).empty());
}

void BusContract::publishWaitsUntilItIsThere() {
  for (int i = 0; i < 5; ++i) {
    auto publisher = world().bus().makePublisher();
    QVERIFY(publisher && (*publisher)->publish(numbered("order-created", 200 * i, 200)));
  }  // gone at once: what it had only queued would be lost
  auto subscription = world().bus().subscribe("payment", {"order-created"});
  QVERIFY(subscription);
  const auto messages = read(**subscription, 1'000);
  QCOMPARE(numbersOf(messages).size(), 1'000U);
  QCOMPARE(messages.size(), 1'000U);
}

void BusContract::membersShareThePartitions() {
  std::vector<std::unique_ptr<ports::EventSubscription>> members;
  for (int i = 0; i < 2; ++i) {
    auto member = world().bus().subscribe("payment", {"order-created"});
    QVERIFY(member);
    members.push_back(std::move(*member));
  }
  const auto poll = [&](ports::EventSubscription& member) {
    return member.poll(100, core::Millis{20}).value_or(Messages{});
  };
  QVERIFY(eventually(
      [&] {
        for (const auto& member : members) poll(*member);
        return members[0]->assignment().size() == 6 && members[1]->assignment().size() == 6;
      },
      std::chrono::seconds{30}));
  auto publisher = world().bus().makePublisher();
  QVERIFY(publisher && (*publisher)->publish(numbered("order-created", 0, 400)));
  std::vector<Messages> got(2);
  QVERIFY(eventually([&] {
    for (std::size_t i = 0; i < members.size(); ++i) std::ranges::copy(poll(*members[i]), std::back_inserter(got[i]));
    return got[0].size() + got[1].size() >= 400;
  }));
  QVERIFY(!got[0].empty() && !got[1].empty());
  auto numbers = numbersOf(got[0]);
  numbers.merge(numbersOf(got[1]));
  QCOMPARE(numbers.size(), 400U);
  QCOMPARE(got[0].size() + got[1].size(), 400U);
  for (std::size_t i = 0; i < members.size(); ++i) {
    for (const auto& message : got[i]) {
      QVERIFY(members[i]->holds(message.position));
      QVERIFY(!members[1 - i]->holds(message.position));
    }
  }
  QVERIFY(members[0]->commit() && members[1]->commit());
}

void BusContract::saysWhenTheBrokersWereReplaced() {
  auto publisher = world().bus().makePublisher();
  auto subscription = world().bus().subscribe("payment", {"order-created"});
  QVERIFY(publisher && subscription);
  QVERIFY((*publisher)->publish(numbered("order-created", 0, 10)));
  QCOMPARE(read(**subscription, 10).size(), 10U);
  world().restart();
  const auto disconnected = [](const auto& result) {
    return !result && result.error().code == core::ErrorCode::Disconnected;
  };
  QVERIFY(eventually([&] { return disconnected((*publisher)->publish(numbered("order-created", 10, 1))); }));
  QVERIFY(eventually([&] { return disconnected((*subscription)->poll(10, core::Millis{50})); }));
  QVERIFY(disconnected((*subscription)->commit()));
  publisher = world().bus().makePublisher();
  subscription = world().bus().subscribe("payment", {"order-created"});
  QVERIFY(publisher && subscription);
  QVERIFY((*publisher)->publish(numbered("order-created", 20, 10)));
  const auto messages = read(**subscription, 10);
  QCOMPARE(messages.size(), 10U);
  QCOMPARE(*numbersOf(messages).begin(), 20);
}

void BusContract::holdsBackForTheSlowestGroup() {
  auto publisher = world().bus().makePublisher();
  auto inventory = world().bus().subscribe("inventory", {"order-paid"});
  auto points = world().bus().subscribe("points", {"order-paid"});
  auto ledger = world().bus().subscribe("ledger", {"order-paid"});
  QVERIFY(publisher && inventory && points && ledger);
  const auto publishAll = [&](int from) {  // until it is held back; returns the next number, or -1 for another error
    for (int i = from; i < 100'000; i += 20) {
      const auto done = (*publisher)->publish(numbered("order-paid", i, 20, 1, 1'000));
      if (!done) return done.error().code == core::ErrorCode::Timeout && done.error().retryable ? i : -1;
    }
    return -1;
  };
  const int held = publishAll(0);
  QVERIFY2(held >= 20 && held <= 100, std::to_string(held).c_str());  // 64 KiB in steps of 20,000 bytes

  const auto consume = [&](ports::EventSubscription& from, std::size_t count) {
    const auto messages = read(from, count);
    return messages.size() == count && from.commit();
  };
  QVERIFY(consume(**inventory, static_cast<std::size_t>(held)));
  QVERIFY(consume(**points, static_cast<std::size_t>(held)));
  const auto still = (*publisher)->publish(numbered("order-paid", held, 1, 1));
  QVERIFY(!still && still.error().code == core::ErrorCode::Timeout);  // the ledger has committed nothing

  QVERIFY(consume(**ledger, static_cast<std::size_t>(held)));
  const int again = publishAll(held);
  QVERIFY2(again >= held + 20 && again <= held + 100, std::to_string(again).c_str());
}

void BusContract::bringsADeadLetterWithItsHeaders() {
  const ports::Headers headers = {{"event", "PaymentProcessed"},
                                  {"eventId", "o1-paid"},
                                  {"deadline", "2026-09-21T14:13:20.123Z"},
                                  {"why", "not JSON"},
                                  {"where", "order-paid/3@7"},
                                  {"empty", ""},
                                  {"bytes", std::string("\0\xff", 2)},
                                  {"why", "twice"},
                                  {"null", {}}};
  ports::OutboundMessage letter{
      .topic = "order-paid.dlq", .key = "o1", .value = std::string(1'048'576, '\0'), .headers = headers};
  auto publisher = world().bus().makePublisher();
  QVERIFY(publisher && (*publisher)->publish({&letter, 1}));
  const auto held = (*publisher)->publish({&letter, 1});
  QVERIFY(!held && held.error().code == core::ErrorCode::Timeout);
  auto subscription = world().bus().subscribe("dead-letters", {"order-created.dlq", "order-paid.dlq"});
  QVERIFY(subscription);
  const auto messages = read(**subscription, 1);
  QCOMPARE(messages.size(), 1U);
  QCOMPARE(messages[0].partition, 0);
  QCOMPARE(messages[0].value, letter.value);
  QCOMPARE(messages[0].key, letter.key);
  QVERIFY(messages[0].headers.read() == headers);
  QCOMPARE((*subscription)->assignment(), (std::vector<std::string>{"order-created.dlq/0", "order-paid.dlq/0"}));
  QVERIFY((*subscription)->commit());
  letter.value = "small";
  QVERIFY(eventually([&] { return (*publisher)->publish({&letter, 1}).has_value(); }));

  letter.topic = "order-paid";
  letter.key.clear();
  letter.value.clear();
  letter.nullKey = letter.nullValue = true;
  QVERIFY((*publisher)->publish({&letter, 1}));
  auto inventory = world().bus().subscribe("inventory", {"order-paid"});
  QVERIFY(inventory);
  const Messages events = read(**inventory, 1);
  QCOMPARE(events.size(), 1U);
  QVERIFY(events[0].headers.read() == headers);
  QVERIFY(events[0].nullKey && events[0].nullValue && !messages[0].nullKey && !messages[0].nullValue);
}

void BusContract::aMessageKeepsItsHeaders() {
  auto publisher = world().bus().makePublisher();
  auto subscription = world().bus().subscribe("inventory", {"order-paid"});
  QVERIFY(publisher && subscription);
  const auto idOf = [](const ports::InboundMessage& message) {
    return ports::headerValue(message.headers.read(), ports::kEventIdHeader);
  };
  QVERIFY((*publisher)->publish(numbered("order-paid", 0, 20)));
  const auto first = read(**subscription, 20);
  QVERIFY((*publisher)->publish(numbered("order-paid", 20, 20)));
  Messages second;
  QVERIFY(eventually([&] {
    auto batch = (*subscription)->poll(20, core::Millis{100});
    if (batch) std::ranges::move(*batch, std::back_inserter(second));
    return second.size() >= 20;
  }));
  ports::InboundMessage kept = second.front();
  kept.headers.detach();
  QCOMPARE(idOf(second.back()), "e" + std::to_string(std::stoi(second.back().value)));
  subscription->reset();
  QCOMPARE(first.size() + second.size(), 40U);
  for (const auto* all : {&first, &std::as_const(second)})
    for (const auto& message : *all) QCOMPARE(idOf(message), "e" + std::to_string(std::stoi(message.value)));
  QCOMPARE(idOf(kept), idOf(second.front()));
}

void BusContract::tellsTheOffsetsOfAnyGroup() {
  auto publisher = world().bus().makePublisher();
  auto foreign = world().bus().subscribe("billing-export", {"order-paid", "order-shipped"});
  QVERIFY(publisher && foreign);
  QVERIFY((*publisher)->publish(numbered("order-paid", 0, 60)));
  QCOMPARE(read(**foreign, 60).size(), 60U);
  QVERIFY((*foreign)->commit());
  QVERIFY((*publisher)->publish(numbered("order-paid", 60, 20)));
  const auto inspector = world().makeInspector();
  const std::vector<ports::GroupTopics> groups = {
      {"billing-export"}, {"billing-export", {"order-shipped"}}, {"nobody"}, {"nobody", {"order-paid", "no-such"}}};
  const auto offsets = inspector->offsets(groups);
  QVERIFY2(offsets, offsets ? "" : offsets.error().what.c_str());
  QCOMPARE(offsets->size(), groups.size());
  std::int64_t committed = 0, end = 0;
  for (const auto& partition : (*offsets)[0].partitions) {
    QCOMPARE(partition.topic, std::string("order-paid"));
    QVERIFY(partition.committed);
    committed += *partition.committed;
    end += partition.end;
  }
  QCOMPARE(committed, 60);
  QCOMPARE(end, 80);
  QCOMPARE((*offsets)[1].partitions.size(), static_cast<std::size_t>(domain::kPartitions));
  for (const auto& partition : (*offsets)[1].partitions) QVERIFY(!partition.committed && partition.end == 0);
  QVERIFY((*offsets)[2].partitions.empty());
  for (const auto& partition : (*offsets)[3].partitions)
    QVERIFY(partition.topic == "no-such" ? partition.end == 0 : !partition.committed);
}

}  // namespace orderdeck::contract

#include "moc_bus_contract.cpp"
