// The fake lock keeps the contract of DistributedLock.
#include "tests/contract/lock_contract.h"
#include "tests/harness/test_registry.h"
#include "tests/support/fake_lock.h"

using namespace orderdeck;

namespace {

class FakeWorld : public contract::LockWorld {
 public:
  std::unique_ptr<ports::DistributedLock> connect() override { return std::make_unique<support::FakeLock>(m_lock); }
  std::unique_ptr<ports::LockInspector> makeInspector() override { return std::make_unique<support::FakeLock>(m_lock); }

 private:
  const support::FakeLock m_lock;
};

}  // namespace

class LockFakeTest : public QObject {
  Q_OBJECT

 private slots:
  void init() { m_world = std::make_unique<FakeWorld>(); }
  void aGrantNamesWhatIsHeld() { contract::aGrantNamesWhatIsHeld(*m_world); }
  void refusesNoHolderAndNoLease() { contract::refusesNoHolderAndNoLease(*m_world); }
  void holdersExcludeOneAnother() { contract::holdersExcludeOneAnother(*m_world); }
  void aTimeOutLeavesNothingHeld() { contract::aTimeOutLeavesNothingHeld(*m_world); }
  void aWaiterIsSeenAndGetsItsTurn() { contract::aWaiterIsSeenAndGetsItsTurn(*m_world); }
  void aLeaseThatEndedIsAnothers() { contract::aLeaseThatEndedIsAnothers(*m_world); }
  void waitingLongerThanTheLeaseStartsAnew() { contract::waitingLongerThanTheLeaseStartsAnew(*m_world); }

 private:
  std::unique_ptr<FakeWorld> m_world;
};

ORDERDECK_TEST(LockFakeTest)
#include "lock_fake_test.moc"
