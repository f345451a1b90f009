#include "runtime/control/control_api_worker.h"

namespace orderdeck::runtime {

using core::ErrorCode;

ControlApiWorker::ControlApiWorker(std::string name, std::size_t capacity)
    : m_tasks(capacity), m_thread(std::move(name), [this](std::stop_token stop) {
        for (;;) {
          auto tasks = m_tasks.popBatch(1, core::Millis{60'000});
          if (tasks.empty() && m_tasks.closed()) break;
          for (Task& task : tasks) {
            if (stop.stop_requested())
              task.respond(
                  ports::problem({ErrorCode::Unavailable, "the system is stopping; nothing was changed", true}));
            else
              task.work(std::move(task.respond));
          }
        }
        if (m_last) m_last();
      }) {}

void ControlApiWorker::run(Job job, ports::HttpRespond respond) {
  hand([job = std::move(job)](ports::HttpRespond answered) mutable { answered(job()); }, std::move(respond));
}

void ControlApiWorker::hand(Work work, ports::HttpRespond respond) {
  Task task{std::move(work), std::move(respond)};
  if (!m_tasks.tryPush(std::move(task)))
    task.respond(ports::problem({ErrorCode::Busy, "too many calls wait already; nothing was changed", true}));
}

void ControlApiWorker::stop() {
  m_tasks.close();
  m_thread.stop();
}

}  // namespace orderdeck::runtime
