// The HTTP servers of the daemon's processes: the control API, a node's ops port and the gateway. Each serves from when
// it is made; any thread may stop it. What they serve must outlive them.
#pragma once

#include <memory>

#include "ports/http.h"
#include "runtime/profile/profile.h"

namespace orderdeck::adapters::http {
class HttpServer;
}

namespace orderdeck::daemon {

class HttpListener {
 public:
  explicit HttpListener(std::unique_ptr<adapters::http::HttpServer> server);
  ~HttpListener();
  HttpListener(HttpListener&&) noexcept;

  int port() const;
  /// Waits for the requests that run; idempotent.
  void stop();

 private:
  std::unique_ptr<adapters::http::HttpServer> m_server;
};

/// They throw std::runtime_error when the address cannot be listened on.
HttpListener listenForControl(const runtime::Profile& profile, ports::HttpHandler& api);
HttpListener listenForOps(ports::HttpHandler& api);
HttpListener listenForOrders(const runtime::GatewaySettings& gateway, ports::HttpHandler& service);

}  // namespace orderdeck::daemon
