// A thread that does the blocking work of control API calls, one after the other, so that the io thread never waits.
// Owned by the control server.
#pragma once

#include <functional>
#include <string>

#include "core/bounded_queue.h"
#include "core/worker.h"
#include "ports/http.h"

namespace orderdeck::runtime {

class ControlApiWorker {
 public:
  using Job = std::move_only_function<ports::HttpReply()>;
  using Work = std::move_only_function<void(ports::HttpRespond respond)>;

  explicit ControlApiWorker(std::string name, std::size_t capacity = 256);
  ~ControlApiWorker() { stop(); }

  /// Answers with what `job` returns; Busy when too much waits already. Any thread.
  void run(Job job, ports::HttpRespond respond);
  /// As above; `work` answers by itself, on any thread.
  void hand(Work work, ports::HttpRespond respond);

  /// Runs `last` on the thread after the job that runs now; what still waits is answered Unavailable. Idempotent.
  void stop();
  void atEnd(std::function<void()> last) { m_last = std::move(last); }

 private:
  struct Task {
    Work work;
    ports::HttpRespond respond;
  };

  core::BoundedQueue<Task> m_tasks;
  std::function<void()> m_last;
  core::Worker m_thread;
};

}  // namespace orderdeck::runtime
