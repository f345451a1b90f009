// One non-blocking HTTP/1.1 connection of the load generator: one request at a time, kept alive. Hand-written because
// the generator shares its two cores with the system that it measures. Knows only answers with Content-Length, as the
// gateway gives them. One thread.
#pragma once

#include <string>
#include <string_view>

#include "core/error.h"

namespace orderdeck::runtime {

struct LoadAnswer {
  int status = 0;
  std::string_view body;  // valid until the next send()
};

class LoadConnection {
 public:
  enum class State { Closed, Connecting, Idle, Busy };
  enum class Step { Nothing, Connected, Answered, Lost };

  LoadConnection() = default;
  ~LoadConnection() { close(); }
  LoadConnection(const LoadConnection&) = delete;
  LoadConnection& operator=(const LoadConnection&) = delete;

  /// Starts to connect; the socket is for an edge-triggered epoll (in and out). Errors: InvalidArgument for the
  /// address, Disconnected.
  core::Result<void> open(const std::string& host, const std::string& port);

  /// The request as it goes out, to be filled by the caller of send(); keeps its memory.
  std::string& request() { return m_request; }
  /// Writes request(); Idle becomes Busy. What the socket does not take goes out in step().
  Step send();

  /// What became of it, after the socket got ready. Lost: it is closed now; an answer that was awaited will not come.
  Step step();

  const LoadAnswer& answer() const { return m_answer; }
  State state() const { return m_state; }
  int socket() const { return m_socket; }
  void close();

 private:
  Step write();
  Step read();
  Step parse();
  Step lost();

  int m_socket = -1;
  State m_state = State::Closed;
  std::string m_request;
  std::size_t m_written = 0;
  std::string m_input;
  LoadAnswer m_answer;
};

}  // namespace orderdeck::runtime
