#include "tests/contract/lock_contract.h"

namespace orderdeck::contract {

void LockContract::aGrantNamesWhatIsHeld() {
  const auto lock = world().connect();
  const auto before = std::chrono::steady_clock::now();
  const auto grant = lock->acquire({"xyz", "abc", "xyz"}, "one of many", kLongLease, core::Millis{100});
  QVERIFY(grant.has_value());
  QCOMPARE(grant->resources, (std::vector<std::string>{"abc", "xyz"}));
  QVERIFY(grant->until >= before + kLongLease && grant->until <= std::chrono::steady_clock::now() + kLongLease);
  QCOMPARE(stateOf(world(), "abc"), std::string("one of many"));
  QCOMPARE(stateOf(world(), "xyz"), std::string("one of many"));
  QVERIFY(lock->release(*grant, "one of many").has_value());
  QVERIFY(world().makeInspector()->inspect().value().empty());
  QVERIFY(lock->release(*grant, "one of many").has_value());  // nothing is held any more
}

void LockContract::refusesNoHolderAndNoLease() {
  const auto lock = world().connect();
  for (const auto& [holder, lease] : {std::pair("", kLongLease), std::pair("one", core::Millis{0})}) {
    const auto refused = lock->acquire({"abc"}, holder, lease, kNoWait);
    QVERIFY(!refused && refused.error().code == core::ErrorCode::InvalidArgument && !refused.error().retryable);
  }
}

void LockContract::holdersExcludeOneAnother() {
  constexpr int kThreads = 4, kRounds = 100;
  std::atomic<int> inside = 0, overlaps = 0, failures = 0;
  int rounds = 0;  // only ever touched under the lock: a race here shows as a wrong sum
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < kThreads; ++t) {
      threads.emplace_back([&, t] {
        const auto lock = world().connect();
        const std::string holder = "holder-" + std::to_string(t);
        for (int round = 0; round < kRounds; ++round) {
          // Named in different sequences: were they not taken in one order, two of them would wait for each other.
          const auto grant =
              lock->acquire(t % 2 ? std::vector<std::string>{"abc", "xyz"} : std::vector<std::string>{"xyz", "abc"},
                            holder, kLongLease, core::Millis{20'000});
          if (!grant) {
            ++failures;
            continue;
          }
          if (++inside > 1) ++overlaps;
          ++rounds;
          --inside;
          if (!lock->release(*grant, holder)) ++failures;
        }
      });
    }
  }
  QCOMPARE(failures.load(), 0);
  QCOMPARE(overlaps.load(), 0);
  QCOMPARE(rounds, kThreads * kRounds);
  QVERIFY(world().makeInspector()->inspect().value().empty());
}

void LockContract::aTimeOutLeavesNothingHeld() {
  const auto lock = world().connect();
  QVERIFY(lock->acquire({"mno"}, "other", kLongLease, kNoWait).has_value());
  const auto grant = lock->acquire({"abc", "mno", "xyz"}, "late", kLongLease, core::Millis{30});
  QVERIFY(!grant && grant.error().code == core::ErrorCode::Timeout && grant.error().retryable);
  QVERIFY(grant.error().what.find("mno") != std::string::npos);
  QCOMPARE(stateOf(world(), "abc"), std::string());
  QCOMPARE(stateOf(world(), "xyz"), std::string());
  QCOMPARE(stateOf(world(), "mno"), std::string("other"));
}

void LockContract::aWaiterIsSeenAndGetsItsTurn() {
  const auto lock = world().connect();
  const auto first = lock->acquire({"abc"}, "first", kLongLease, kNoWait);
  const auto waitInTurn = [&](const std::string& holder) {
    return std::async(std::launch::async, [this, holder] {
      const auto own = world().connect();
      auto grant = own->acquire({"abc"}, holder, kLongLease, core::Millis{10'000});
      if (grant) own->release(*grant, holder).value();
      return grant;
    });
  };
  auto second = waitInTurn("second");
  QTRY_COMPARE_WITH_TIMEOUT(stateOf(world(), "abc"), std::string("first<second"), 5'000);
  QTest::qWait(2);  // waiters are ordered by the millisecond they came
  auto third = waitInTurn("third");
  QTRY_COMPARE_WITH_TIMEOUT(stateOf(world(), "abc"), std::string("first<second,third"), 5'000);
  const auto seen = world().makeInspector()->inspect().value();
  QCOMPARE(seen.size(), std::size_t{1});
  QVERIFY(seen[0].left > core::Millis{5'000} && seen[0].left <= kLongLease);
  QVERIFY(seen[0].held >= core::Millis{2} && seen[0].held < core::Millis{5'000});
  QVERIFY(std::chrono::abs(seen[0].lease() - kLongLease) < core::Millis{1'000});

  QVERIFY(lock->release(*first, "first").has_value());
  const auto grants = std::array{second.get(), third.get()};
  for (const auto& grant : grants) QVERIFY(grant.has_value());
  QVERIFY(grants[0]->waited >= core::Millis{2});
  QVERIFY(world().makeInspector()->inspect().value().empty());
}

void LockContract::aLeaseThatEndedIsAnothers() {
  const auto slow = world().connect(), other = world().connect();
  const auto late = slow->acquire({"abc"}, "slow", core::Millis{40}, kNoWait);
  QVERIFY(late.has_value());
  const auto next = other->acquire({"abc"}, "next", kLongLease, core::Millis{5'000});
  QVERIFY(next.has_value());
  QVERIFY(std::chrono::steady_clock::now() >= late->until);
  QVERIFY(slow->release(*late, "slow").has_value());
  QCOMPARE(stateOf(world(), "abc"), std::string("next"));
}

void LockContract::waitingLongerThanTheLeaseStartsAnew() {
  const auto lock = world().connect(), waiter = world().connect();
  QVERIFY(lock->acquire({"xyz"}, "other", core::Millis{400}, kNoWait).has_value());
  const auto grant = waiter->acquire({"abc", "xyz"}, "patient", core::Millis{150}, core::Millis{5'000});
  QVERIFY(grant.has_value());
  QVERIFY(std::chrono::steady_clock::now() < grant->until);
  QCOMPARE(stateOf(world(), "abc"), std::string("patient"));
  QCOMPARE(stateOf(world(), "xyz"), std::string("patient"));
}

}  // namespace orderdeck::contract

#include "moc_lock_contract.cpp"
