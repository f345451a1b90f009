#include "app/daemon/wiring/consumer_role.h"

#include "app/daemon/wiring/node_context.h"
#include "services/loop/batch_loop.h"

namespace orderdeck::daemon {

namespace {

class ConsumerRole : public NodeRole {
 public:
  ConsumerRole(NodeContext& context, std::unique_ptr<Consumer> consumer, int batches)
      : m_consumer(std::move(consumer)),
        m_loop(m_consumer->service(), context.bus, context.metrics,
               {.batch = context.profile.batch * static_cast<std::size_t>(batches),
                .pace = context.profile.pace * batches,
                .reached = context.crashHook()}) {
    m_loop.start();
    m_consumer->start();
  }
  ~ConsumerRole() override { stop(); }

  std::vector<std::string> partitions() const override { return m_loop.assignment(); }
  std::string trouble() const override { return m_consumer->trouble(); }

  void stop() override {
    m_consumer->requestStop();
    m_loop.stop();
    m_consumer->stop();
  }

 private:
  const std::unique_ptr<Consumer> m_consumer;
  services::BatchLoop m_loop;
};

}  // namespace

std::unique_ptr<NodeRole> runConsumer(NodeContext& context, std::unique_ptr<Consumer> consumer, int batches) {
  return std::make_unique<ConsumerRole>(context, std::move(consumer), batches);
}

}  // namespace orderdeck::daemon
