// What every DistributedLock with its LockInspector must do, as a suite that the test of each of them inherits: the
// fake and the real ones.
#pragma once

#include <QtTest>

#include <array>
#include <atomic>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "ports/lock/distributed_lock.h"
#include "ports/lock/lock_inspector.h"

namespace orderdeck::contract {

/// Locks of which nobody holds any.
class LockWorld {
 public:
  virtual ~LockWorld() = default;
  virtual std::unique_ptr<ports::DistributedLock> connect() = 0;
  virtual std::unique_ptr<ports::LockInspector> makeInspector() = 0;
};

inline constexpr core::Millis kLongLease{10'000}, kNoWait{0};

/// "HOLDER<WAITER,WAITER" of a resource; empty: free, and nobody waits.
inline std::string stateOf(LockWorld& world, const std::string& resource) {
  const auto views = world.makeInspector()->inspect().value();
  for (const auto& view : views) {
    if (view.resource != resource) continue;
    std::string text = view.holder;
    for (std::size_t i = 0; i < view.waiters.size(); ++i) text += (i == 0 ? "<" : ",") + view.waiters[i];
    return text;
  }
  return {};
}

/// The suite: who inherits it runs all of it on its world, beside tests of its own.
class LockContract : public QObject {
  Q_OBJECT

 private slots:
  void aGrantNamesWhatIsHeld();
  void refusesNoHolderAndNoLease();
  void holdersExcludeOneAnother();
  void aTimeOutLeavesNothingHeld();
  void aWaiterIsSeenAndGetsItsTurn();
  void aLeaseThatEndedIsAnothers();
  void waitingLongerThanTheLeaseStartsAnew();

 private:
  virtual LockWorld& world() = 0;
};

}  // namespace orderdeck::contract
