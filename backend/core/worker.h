// A named thread that runs until it is told to stop. The owner's destructor stops and joins it; stop() is idempotent.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>

#include "core/clock.h"

namespace orderdeck::core {

class Worker {
 public:
  /// Starts `body` on a new thread named `name` (15 characters at most are shown by the system).
  Worker(std::string name, std::function<void(std::stop_token)> body);
  ~Worker() { stop(); }
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  /// Asks the body to end and waits for it. Not from the body itself.
  void stop();

 private:
  std::jthread m_thread;
};

/// Waits `duration` or until `stop` is requested; true when the time passed, false when stopped.
bool sleepFor(std::stop_token stop, Millis duration);

}  // namespace orderdeck::core
