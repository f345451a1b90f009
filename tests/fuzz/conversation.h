// One connection to the HTTP server's real Session, over a socket pair, on the calling thread: a fuzz input is the
// client's side of it.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <boost/asio/io_context.hpp>

#include "adapters/http/session.h"

namespace orderdeck::fuzz {

class Conversation {
 public:
  /// The server answers to loopback names and to x. `handler` must answer before it returns, or never.
  Conversation(const adapters::http::HttpServerSettings& settings, ports::HttpHandler& handler);
  ~Conversation();
  Conversation(const Conversation&) = delete;

  /// Sends `bytes`, and lets the server do all that it can do with them.
  void say(std::string_view bytes);
  /// As if every time-out had passed.
  void wait();
  /// Sends no more. The server reads on until it sees that.
  void hangUp();

  const std::string& heard() const { return m_heard; }
  bool over() const { return m_over; }  // the server closed the connection

 private:
  void deliver();
  void pump();
  std::size_t listen();

  boost::asio::io_context m_io{1};
  adapters::http::SessionHost m_host;
  std::shared_ptr<adapters::http::Session> m_session;
  int m_client = -1;
  std::string m_heard;
  bool m_over = false;
};

}  // namespace orderdeck::fuzz
