// An HTTP/1.1 server on one io thread of its own. It bounds everything a client can make it keep: connections, header
// and body size, what all of them keep together, and the time each may take. Host, Origin and the handler's screening
// come before the body. Owned by whoever offers HTTP (gateway node, control API, /metrics of a node); any thread may
// stop it.
#pragma once

#include <cstddef>
#include <memory>
#include <set>
#include <string>

#include "core/clock.h"
#include "domain/order/order.h"
#include "ports/http.h"

namespace orderdeck::adapters::http {

struct HttpServerSettings {
  std::string host = "127.0.0.1";
  int port = 0;           // 0: any
  bool fallback = false;  // take any port when `port` is taken
  std::set<std::string> allowedHosts =
      {};  // host[:port] that requests may name besides loopback and `host`; see access_rules.h
  std::size_t connections =
      10'000;  // for one more the longest idle one is closed; fewer when the process may not open as many files
  std::size_t bodyLimit = domain::kMaxBodyBytes;  // bytes, unless the handler says another; over it 413 and close
  std::size_t lineLimit = 72 * 1024;              // bytes of the request line: 1,000 ids of 64 characters fit in
  std::size_t headerLimit = 16 * 1024;            // bytes of the fields
  std::size_t keptLimit =
      64 * 1024 * 1024;  // bytes of requests and replies that all connections keep: above it the oldest are closed
  core::Millis receiveTimeout{10'000};  // from a request's first byte to its last: else 408 and close
  core::Millis idleTimeout{60'000};     // between requests, and for a client that does not take its reply: close
  core::Millis requestTimeout{5'000};   // for the handler's reply: else 503, and a late reply is dropped
  core::Millis stopTimeout{5'000};      // for the replies to requests that run when stop() is called
};

class HttpServer {
 public:
  /// Listens and serves from here on. `name` is the thread's. `handler` must outlive the server. Throws
  /// std::runtime_error when the address cannot be listened on. Raises the process' soft limit of open files when
  /// `connections` calls for it.
  HttpServer(HttpServerSettings settings, ports::HttpHandler& handler, std::string name);
  ~HttpServer();

  int port() const;
  std::size_t connections() const;  // open now

  /// Accepts no more, closes idle connections, waits up to stopTimeout for the requests that run, then closes the rest.
  /// Idempotent.
  void stop();

 private:
  struct Impl;
  std::unique_ptr<Impl> m_impl;
};

}  // namespace orderdeck::adapters::http
