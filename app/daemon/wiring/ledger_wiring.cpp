#include "adapters/redis/redis_marked_store.h"
#include "app/daemon/wiring/consumer_role.h"
#include "app/daemon/wiring/node_context.h"
#include "app/daemon/wiring/service_factories.h"
#include "services/dead_letters/dead_letter_collector.h"
#include "services/orders/ledger_writer.h"

namespace orderdeck::daemon {

namespace {

// The ledger takes so many times the others' batch: a commit costs as much as hundreds of rows. But Redis, which syncs
// for every order, waits behind what a commit writes; so it must not be too large either.
constexpr int kBatches = 6;

/// It also books the dead letters of all services.
class Ledger : public Consumer {
 public:
  explicit Ledger(NodeContext& context)
      : m_store(context.makeHotStore()),
        m_ledger(context.makeLedger(false)),
        m_markedStore(context.redis()),
        m_markBook(context.makeHighWaterMarkStore(false)),
        m_watch([&context] { return context.makeBareLedger(); }, context.metrics),
        m_marks(m_markedStore, *m_markBook),
        m_service(*m_ledger, *m_store, context.profile.orderCache, context.metrics, &m_marks, &m_watch),
        m_letterBook(context.makeDeadLetterStore()),
        m_letters(*m_letterBook, context.bus, context.metrics) {}

  services::Service& service() override { return m_service; }
  std::string trouble() const override { return m_watch.trouble(); }
  void start() override { m_letters.start(); }
  void stop() override { m_letters.stop(); }

 private:
  const std::unique_ptr<ports::HotStore> m_store;
  const std::unique_ptr<ports::LedgerWriter> m_ledger;
  adapters::redis::RedisMarkedStore m_markedStore;
  const std::unique_ptr<ports::HighWaterMarkStore> m_markBook;
  services::LedgerWatch m_watch;
  services::HighWaterMarkKeeper m_marks;
  services::LedgerWriter m_service;
  const std::unique_ptr<ports::DeadLetterStore> m_letterBook;
  services::DeadLetterCollector m_letters;
};

}  // namespace

std::unique_ptr<NodeRole> makeLedger(NodeContext& context) {
  return runConsumer(context, std::make_unique<Ledger>(context), kBatches);
}

}  // namespace orderdeck::daemon
