// Replies on their way from any thread to the io thread. Many that come together cost one wake-up. Shared by the server
// and every HttpRespond that it gave away, so that a reply may come even after the server is gone.
#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <utility>
#include <vector>

#include "ports/http.h"

namespace orderdeck::adapters::http {

struct PostedReply {
  std::size_t slot = 0;      // the connection
  std::uint64_t serial = 0;  // the request: unique in the server
  ports::HttpReply reply;
};

class ReplyMailbox {
 public:
  explicit ReplyMailbox(std::function<void()> wake) : m_wake(std::move(wake)) {}

  /// Any thread. After close() the reply is dropped.
  void put(PostedReply reply) {
    const std::lock_guard lock(m_mutex);
    if (m_closed) return;
    m_replies.push_back(std::move(reply));
    if (!std::exchange(m_woken, true)) m_wake();
  }

  /// The io thread: swaps everything that came into `out`, which should be empty.
  void take(std::vector<PostedReply>& out) {
    const std::lock_guard lock(m_mutex);
    m_woken = false;
    m_replies.swap(out);
  }

  void close() {
    const std::lock_guard lock(m_mutex);
    m_closed = true;
    m_replies.clear();
  }

 private:
  std::function<void()> m_wake;  // called with the lock held: must only post
  std::mutex m_mutex;
  std::vector<PostedReply> m_replies;
  bool m_woken = false;
  bool m_closed = false;
};

}  // namespace orderdeck::adapters::http
