#include "core/worker.h"

#include <pthread.h>

namespace orderdeck::core {

Worker::Worker(std::string name, std::function<void(std::stop_token)> body)
    : m_thread([name = name.substr(0, 15), body = std::move(body)](std::stop_token stop) {
        pthread_setname_np(pthread_self(), name.c_str());
        body(stop);
      }) {}

void Worker::stop() {
  if (!m_thread.joinable()) return;
  m_thread.request_stop();
  m_thread.join();
}

bool sleepFor(std::stop_token stop, Millis duration) {
  std::mutex mutex;
  std::condition_variable_any wake;
  std::unique_lock lock(mutex);
  return !wake.wait_for(lock, stop, duration, [&] { return stop.stop_requested(); });
}

}  // namespace orderdeck::core
