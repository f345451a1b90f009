#include "services/gateway/gateway_reader.h"

namespace orderdeck::services {

namespace {

constexpr core::Millis kLookAround{500};  // how long the idle thread waits before it looks whether the queue was closed
constexpr std::size_t kBatch = 64;

const core::Error kFull{core::ErrorCode::Busy, "too many requests are waiting: nothing was changed", true};
const core::Error kWaitedTooLong{core::ErrorCode::Busy, "the request waited too long: nothing was changed", true};

}  // namespace

GatewayReader::GatewayReader(StoreFactories factories, std::size_t queue, core::Millis requestTimeout)
    : m_requestTimeout(requestTimeout),
      m_queue(queue),
      m_worker(std::make_unique<core::Worker>(
          "gateway-reader", [this, factories = std::move(factories)](std::stop_token) { run(factories); })) {}

void GatewayReader::submit(ports::HttpRespond respond, Work work) {
  Task task{std::move(respond), std::move(work), std::chrono::steady_clock::now()};
  if (!m_queue.tryPush(std::move(task))) task.respond(ports::problem(kFull));
}

void GatewayReader::run(const StoreFactories& factories) {
  ReaderStores stores{LazyPort(factories.orders), LazyPort(factories.stock), LazyPort(factories.inspector),
                      LazyPort(factories.ledger)};
  while (true) {
    std::vector<Task> tasks = m_queue.popBatch(kBatch, kLookAround);
    if (tasks.empty() && m_queue.closed()) return;
    for (Task& task : tasks) {
      const bool late =
          std::chrono::steady_clock::now() - task.started > m_requestTimeout;  // the client was told so already
      task.respond(late ? ports::problem(kWaitedTooLong) : task.work(stores));
    }
  }
}

void GatewayReader::stop() {
  m_queue.close();
  m_worker->stop();
}

}  // namespace orderdeck::services
