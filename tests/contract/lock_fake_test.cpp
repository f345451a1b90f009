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

class LockFakeTest : public contract::LockContract {
  Q_OBJECT

 private slots:
  void init() { m_world = std::make_unique<FakeWorld>(); }

 private:
  contract::LockWorld& world() override { return *m_world; }

  std::unique_ptr<FakeWorld> m_world;
};

ORDERDECK_TEST(LockFakeTest)
#include "lock_fake_test.moc"
