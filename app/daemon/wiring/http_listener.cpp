#include "app/daemon/wiring/http_listener.h"

#include <utility>

#include "adapters/http/http_server.h"
#include "app/daemon/or_throw.h"
#include "runtime/profile/hosts.h"

namespace orderdeck::daemon {

using adapters::http::HttpServer;
using adapters::http::HttpServerSettings;
using core::Millis;

namespace {

constexpr std::size_t kMostApiBytes =
    160 * 1024 * 1024;  // that clients can make the control API keep: two files of orders to inject, and more

/// Where a name is given, requests may name it, too.
HttpListener listen(HttpServerSettings settings, ports::HttpHandler& handler, const char* name) {
  const std::string address = orThrow(runtime::listenAddress(settings.host));
  if (address != settings.host) settings.allowedHosts.insert(std::exchange(settings.host, address));
  return HttpListener(std::make_unique<HttpServer>(std::move(settings), handler, name));
}

}  // namespace

HttpListener::HttpListener(std::unique_ptr<HttpServer> server) : m_server(std::move(server)) {}
HttpListener::~HttpListener() = default;
HttpListener::HttpListener(HttpListener&&) noexcept = default;

int HttpListener::port() const { return m_server->port(); }

void HttpListener::stop() { m_server->stop(); }

HttpListener listenForControl(const runtime::Profile& profile, ports::HttpHandler& api) {
  return listen({.host = profile.apiHost,
                 .port = profile.apiPort,
                 .allowedHosts = profile.apiAllowedHosts,
                 .connections = 256,
                 .keptLimit = kMostApiBytes,
                 .requestTimeout = Millis{15 * 60 * 1000},
                 .stopTimeout = Millis{1'000}},
                api, "api-http");
}

HttpListener listenForOps(ports::HttpHandler& api) { return listen({.connections = 100}, api, "ops-http"); }

HttpListener listenForOrders(const runtime::GatewaySettings& gateway, ports::HttpHandler& service) {
  return listen({.host = gateway.host,
                 .port = gateway.port,
                 .fallback = true,
                 .allowedHosts = gateway.allowedHosts,
                 .connections = gateway.connections,
                 .requestTimeout = gateway.requestTimeout},
                service, "gateway-http");
}

}  // namespace orderdeck::daemon
