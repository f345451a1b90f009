// A small blocking HTTP client for our own processes on this host: the nodes' ops ports and the gateway. A deadline
// bounds each call, connecting included. GETs share one kept-alive connection; other calls get a fresh one, for they
// must not be sent twice. One thread an object.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/clock.h"
#include "core/error.h"

namespace orderdeck::runtime {

struct HttpAnswer {
  int status = 0;
  std::string body;
  std::string contentType;
  std::vector<std::pair<std::string, std::string>> headers;  // all of them, as they came
};

class NodeApiClient {
 public:
  /// `url`: http://HOST:PORT with a numeric IPv4 address.
  NodeApiClient(std::string url, core::Millis timeout) : m_url(std::move(url)), m_timeout(timeout) {}
  ~NodeApiClient() { close(); }
  NodeApiClient(NodeApiClient&& other) noexcept;
  NodeApiClient& operator=(NodeApiClient&& other) noexcept;

  const std::string& url() const { return m_url; }

  /// Any answer at all is a value, whatever its status. Disconnected or Timeout (both retryable) when none came; then
  /// the call may have had its effect.
  core::Result<HttpAnswer> get(const std::string& target);
  core::Result<HttpAnswer> send(const std::string& method, const std::string& target, const std::string& body,
                                const std::vector<std::pair<std::string, std::string>>& headers = {});

 private:
  core::Result<void> connect(core::Timestamp until);
  core::Result<HttpAnswer> exchange(const std::string& request, core::Timestamp until);
  std::string head(const std::string& method, const std::string& target) const;
  void close();

  std::string m_url;
  core::Millis m_timeout;
  int m_socket = -1;
};

}  // namespace orderdeck::runtime
