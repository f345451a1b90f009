// A minimal HTTP/1.1 server for tests of clients: one thread a connection, keep-alive, one handler. The test owns it;
// the destructor ends every connection and joins every thread.
#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace orderdeck::support {

struct TinyRequest {
  std::string method, target, head, body;
  /// The value of a header, by its exact name; empty when absent.
  std::string header(const std::string& name) const;
};

struct TinyAnswer {
  int status = 200;
  std::string body = {};
  bool close = false;   // drop the connection afterwards
  bool silent = false;  // drop the connection without an answer
  std::string contentType = "application/json";
};

class TinyHttpServer {
 public:
  using Handler = std::function<TinyAnswer(const TinyRequest&)>;  // called on the connection's thread

  /// Listens on a free port of loopback, or on `port`.
  explicit TinyHttpServer(Handler handler, int port = 0);
  ~TinyHttpServer();
  TinyHttpServer(const TinyHttpServer&) = delete;
  TinyHttpServer& operator=(const TinyHttpServer&) = delete;

  std::string url() const;
  int port() const { return m_port; }
  int connections() const;  // accepted so far

 private:
  void accept();
  void serve(int socket);

  const Handler m_handler;
  int m_listener = -1;
  int m_port = 0;
  mutable std::mutex m_mutex;
  std::vector<int> m_sockets;
  std::vector<std::thread> m_threads;
  int m_accepted = 0;
  bool m_stopping = false;
  std::thread m_acceptor;
};

}  // namespace orderdeck::support
