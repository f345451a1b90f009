// What the two keepers of the hot store's high-water marks must do, as test bodies that run on the fakes and on the
// real ones.
#pragma once

#include <QtTest>

#include "ports/ledger/high_water_mark_store.h"
#include "ports/store/marked_store.h"

namespace orderdeck::contract {

/// Both are connections to one store, in which nothing is yet.
inline void theHighestMarksAreKept(ports::HighWaterMarkStore& store, ports::HighWaterMarkStore& other) {
  QVERIFY(!store.newest().value());
  ports::HighWaterMarks marks{.epoch = "e1",
                              .since = core::now(),
                              .flow = {{">created", 5}, {"created>paying", 4}},
                              .stocked = {{"abc", 10}},
                              .fences = {{"abc", 3}}};
  QVERIFY(store.raise(marks).has_value());
  QVERIFY(store.newest().value() == marks);
  // Two ledger nodes look in turns: what came later may be lower.
  QVERIFY(other
              .raise({.epoch = "e1",
                      .since = marks.since,
                      .flow = {{">created", 4}, {"paying>paid", 1}},
                      .stocked = {{"abc", 12}},
                      .fences = {}})
              .has_value());
  marks.flow["paying>paid"] = 1;
  marks.stocked["abc"] = 12;
  QVERIFY(store.newest().value() == marks);
  // Another store's numbers are none of its business; an empty one's neither.
  QVERIFY(
      store.raise({.epoch = "e9", .since = {}, .flow = {{">created", 900}}, .stocked = {}, .fences = {}}).has_value());
  QVERIFY(store.raise({}).has_value());
  QVERIFY(store.newest().value() == marks);
  const ports::HighWaterMarks rebuilt{.epoch = "e2",
                                      .since = core::now(),
                                      .flow = {{">created", 3}},
                                      .stocked = {{"abc", 12}},
                                      .fences = {{"abc", 1'000'003}}};
  QVERIFY(store.begin(rebuilt).has_value());
  QVERIFY(store.raise(marks).has_value());  // a look from before, that comes late
  QVERIFY(other.newest().value() == rebuilt);
}

/// Of a store that is open.
inline void theFirstReasonStays(ports::MarkedStore& store) {
  const auto open = store.look();
  QVERIFY(open && open->distrust.empty());
  QVERIFY(store.distrust("too old"));
  QVERIFY(store.distrust("another reason"));
  const auto closed = store.look();
  QVERIFY(closed);
  QCOMPARE(closed->distrust, std::string("too old"));
  QVERIFY(closed->marks == open->marks);
}

}  // namespace orderdeck::contract
