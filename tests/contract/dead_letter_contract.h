// What every dead-letter store must do, as test bodies that run on any of them: the fake and the real ones. Each begins
// with an empty store.
#pragma once

#include <QtTest>

#include <map>
#include <string>
#include <vector>

#include "ports/ledger/dead_letter_store.h"

namespace orderdeck::contract {

using LetterIds = std::vector<std::string>;
using ports::DeadLetter;

inline DeadLetter letterOf(const std::string& id, int recordedAt, const std::string& topic = "order-paid") {
  DeadLetter letter;
  letter.letterId = id;
  letter.topic = topic;
  letter.partition = 3;
  letter.offset = 5'000'000'000;
  letter.service = "inventory";
  letter.orderId = "order-" + id;
  letter.event = "PaymentProcessed";
  letter.eventId = id + "-paid";
  letter.why = "not JSON";
  letter.attempts = 5;
  letter.failedAt = core::fromEpochMillis(1'000);
  letter.recordedAt = core::fromEpochMillis(recordedAt);
  letter.key = "order-" + id;
  letter.body = "body of " + id;
  letter.bodyBytes = static_cast<std::int64_t>(letter.body.size());
  letter.status = "waiting";
  return letter;
}

inline core::Result<void> record(ports::DeadLetterStore& store, const std::vector<DeadLetter>& letters) {
  return store.record(letters);
}

inline LetterIds idsOf(const core::Result<std::vector<DeadLetter>>& letters) {
  LetterIds ids;
  for (const DeadLetter& letter : letters.value()) ids.push_back(letter.letterId);
  return ids;
}

inline void aLetterIsThereWhole(ports::DeadLetterStore& store) {
  DeadLetter letter = letterOf("a", 2'000);
  letter.key = std::string("\0k\xff", 3);
  letter.body = std::string("{\0\xfe\xff '\\", 7);
  letter.truncated = true;
  letter.bodyBytes = 9'999'999'999;
  letter.headers = {{"trace", "abc"}, {"", std::string("\0\xff", 2)}, {"empty", ""}, {"null", {}}, {"trace", "twice"}};
  letter.nullValue = true;
  QVERIFY(record(store, {letter}));
  const auto found = store.find("a").value();
  QVERIFY(found);
  QCOMPARE(found->key, letter.key);
  QVERIFY(found->headers == letter.headers);
  QVERIFY(found->nullValue && !found->nullKey);
  QCOMPARE(found->body, letter.body);
  QCOMPARE(found->why, letter.why);
  QCOMPARE(found->topic, letter.topic);
  QCOMPARE(found->partition, 3);
  QCOMPARE(found->offset, letter.offset);
  QCOMPARE(found->service, letter.service);
  QCOMPARE(found->orderId, letter.orderId);
  QCOMPARE(found->event, letter.event);
  QCOMPARE(found->eventId, letter.eventId);
  QCOMPARE(found->attempts, 5);
  QVERIFY(found->failedAt == letter.failedAt && found->recordedAt == letter.recordedAt);
  QCOMPARE(found->bodyBytes, letter.bodyBytes);
  QVERIFY(found->truncated && !found->redrivenAt);
  QCOMPARE(found->status.text(), "waiting");
  QVERIFY(!store.find("b").value());
  QVERIFY(store.list({}).value()[0].body.empty());
}

inline void aLetterThatComesTwiceIsOne(ports::DeadLetterStore& store) {
  QVERIFY(record(store, {letterOf("a", 1), letterOf("b", 2)}));
  QCOMPARE(store.mark(LetterIds{"a"}, "redriven", core::now()).value(), 1);
  QVERIFY(record(store, {letterOf("a", 3), letterOf("b", 3), letterOf("c", 3)}));
  QCOMPARE(store.ids({}).value().size(), std::size_t{3});
  QCOMPARE(store.find("a").value()->status.text(), "redriven");
}

inline void whatFailsAgainWaitsAgainAndCountsOn(ports::DeadLetterStore& store) {
  DeadLetter letter = letterOf("first", 1);
  QVERIFY(record(store, {letter}));
  QCOMPARE(store.mark(LetterIds{"first"}, "redriven", core::fromEpochMillis(7)).value(), 1);
  QCOMPARE(store.find("first").value()->redrives, 1);
  QCOMPARE(store.find("first").value()->redrivenAt->time_since_epoch().count(), 7);
  letter.letterId = "second";  // another place, the same message
  letter.offset = 6;
  QVERIFY(record(store, {letter, letterOf("other", 1)}));
  QCOMPARE(store.find("second").value()->redrives, 1);
  QCOMPARE(store.find("second").value()->status.text(), "waiting");
  QCOMPARE(store.find("other").value()->redrives, 0);
  QCOMPARE(store.mark(LetterIds{"second"}, "redriven", core::now()).value(), 1);
  QCOMPARE(store.find("second").value()->redrives, 2);
}

inline void aRedriveIsForEveryServiceThatFailed(ports::DeadLetterStore& store) {
  DeadLetter letter = letterOf("inventory", 1);
  DeadLetter again = letter, other = letter;
  again.letterId = again.service = "ledger";
  other.letterId = "other", other.key = "another key";
  QVERIFY(record(store, {letter, again, other}));
  QCOMPARE(store.mark(LetterIds{"inventory"}, "redriven", core::now()).value(), 2);
  QCOMPARE(store.find("ledger").value()->status.text(), "redriven");
  QCOMPARE(store.find("ledger").value()->redrives, 1);
  QCOMPARE(store.find("other").value()->status.text(), "waiting");
  again.letterId = "ledger-again";
  again.offset = 9;
  letter.letterId = letter.service = "points";  // which took it the first time, and fails now
  QVERIFY(record(store, {again, letter}));
  QCOMPARE(store.find("ledger-again").value()->redrives, 1);
  QCOMPARE(store.find("points").value()->redrives, 0);
  QCOMPARE(store.mark(LetterIds{"points"}, "discarded", core::now()).value(), 1);  // each for itself
  QCOMPARE(store.find("ledger-again").value()->status.text(), "waiting");
}

inline void whatFailsAgainWhileItIsRedrivenWaits(ports::DeadLetterStore& store) {
  DeadLetter letter = letterOf("first", 1);
  const auto redriven = letter.recordedAt + core::Millis{10};
  DeadLetter again = letter;
  again.letterId = "second", again.offset = 6, again.recordedAt = redriven;
  QVERIFY(record(store, {letter, again}));
  QCOMPARE(store.mark(LetterIds{"first"}, "redriven", redriven).value(), 1);
  QCOMPARE(store.find("second").value()->status.text(), "waiting");
}

inline void theListIsFilteredAndPaged(ports::DeadLetterStore& store) {
  QVERIFY(store.list({}).value().empty());
  std::vector<DeadLetter> letters = {letterOf("a", 1), letterOf("b", 2), letterOf("c", 2),
                                     letterOf("d", 3, "order-created")};
  letters[1].service = "ledger";
  letters[2].why = "100% Unusual_case";
  letters[3].truncated = true;
  QVERIFY(record(store, letters));
  QCOMPARE(idsOf(store.list({})), (LetterIds{"d", "c", "b", "a"}));
  QCOMPARE(idsOf(store.list({.topic = "order-paid", .limit = 2})), (LetterIds{"c", "b"}));
  QCOMPARE(idsOf(store.list({.topic = "order-paid", .before = "b", .limit = 2})), (LetterIds{"a"}));
  QCOMPARE(idsOf(store.list({.before = "never-was"})), LetterIds{});
  QCOMPARE(idsOf(store.list({.service = "ledger"})), LetterIds{"b"});
  QCOMPARE(idsOf(store.list({.truncated = true})), LetterIds{"d"});
  QCOMPARE(idsOf(store.list({.truncated = false})), (LetterIds{"c", "b", "a"}));
  QCOMPARE(idsOf(store.list({.orderId = "order-c"})), LetterIds{"c"});
  QCOMPARE(idsOf(store.list({.text = "0% unusual_"})), LetterIds{"c"});
  QCOMPARE(idsOf(store.list({.text = "00_ unusual"})), LetterIds{});
  QCOMPARE(idsOf(store.list({.text = "' OR 1=1 --"})), LetterIds{});
  QCOMPARE(store.ids({.topic = "order-paid"}).value(), (LetterIds{"a", "b", "c"}));
  QCOMPARE(store.mark(LetterIds{"a", "never-was"}, "discarded", core::now()).value(), 1);
  QCOMPARE(store.mark(LetterIds{"a"}, "redriven", core::now()).value(), 0);  // no longer waiting
  QCOMPARE(idsOf(store.list({.status = domain::LetterStatus::Discarded})), LetterIds{"a"});
  QCOMPARE(store.find("a").value()->redrives, 0);
  using Counts = std::map<std::string, std::int64_t>;
  QCOMPARE(store.counts({.status = domain::LetterStatus::Waiting}).value(),
           (Counts{{"order-created", 1}, {"order-paid", 2}}));
}

inline void manyAreMarkedAtOnce(ports::DeadLetterStore& store) {
  std::vector<DeadLetter> letters;
  LetterIds ids;
  for (int i = 0; i < 1'200; ++i) letters.push_back(letterOf(ids.emplace_back("l" + std::to_string(i)), i));
  QVERIFY(record(store, letters));
  QCOMPARE(store.mark(ids, "redriven", core::now()).value(), 1'200);
  QVERIFY(store.counts({.status = domain::LetterStatus::Waiting}).value().empty());
}

inline void whatFailsAgainAfterARedriveUnderItsIdWaitsAgain(ports::DeadLetterStore& store) {
  DeadLetter letter = letterOf("a", 1);
  QVERIFY(record(store, {letter}));
  QCOMPARE(store.mark(LetterIds{"a"}, "redriven", letter.failedAt + core::Millis{10}).value(), 1);
  QVERIFY(record(store, {letter}));  // the same failure, told again
  QCOMPARE(store.find("a").value()->status.text(), "redriven");
  letter.failedAt += core::Millis{20};
  letter.why = "anew";
  QVERIFY(record(store, {letter}));
  QCOMPARE(store.find("a").value()->status.text(), "waiting");
  QCOMPARE(store.find("a").value()->why, letter.why);
  QCOMPARE(store.find("a").value()->redrives, 1);
}

inline void messagesDifferByTheirHeadersToo(ports::DeadLetterStore& store) {
  DeadLetter first = letterOf("first", 1), second = first, repeat = first;
  second.letterId = "second", second.headers = {{"trace", "abc"}};
  repeat.letterId = "repeat", repeat.headers = {{"event", "PaymentProcessed"}, {"redriveOf", "x"}};
  QVERIFY(record(store, {first, second, repeat}));
  QCOMPARE(store.mark(LetterIds{"first"}, "redriven", core::now()).value(), 2);
  QCOMPARE(store.find("second").value()->status.text(), "waiting");
}

}  // namespace orderdeck::contract
