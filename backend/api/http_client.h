// A small blocking HTTP client by libcurl, for our own processes: the control API, the nodes' ops ports and the
// gateway. Names, IPv4, IPv6 and https:// as libcurl takes them; whatever proxy the environment names is left out. A
// deadline bounds each call, connecting included. Keeps its connection. One thread an object, which is never the GUI's.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/clock.h"
#include "core/error.h"

namespace orderdeck::api {

using HttpHeaders = std::vector<std::pair<std::string, std::string>>;

struct HttpAnswer {
  int status = 0;
  std::string body;
  std::string contentType;
  HttpHeaders headers;  // all of them, as they came
};

class HttpClient {
 public:
  static constexpr std::size_t kMostBytes = 256ULL * 1024 * 1024;  // of an answer

  /// `url`: http://HOST[:PORT] or https://HOST[:PORT].
  HttpClient(std::string url, core::Millis timeout);
  ~HttpClient();
  HttpClient(HttpClient&&) noexcept;
  HttpClient& operator=(HttpClient&&) noexcept;

  const std::string& url() const;

  /// Any answer at all is a value, whatever its status. InvalidArgument: `url` is no such address. Disconnected or
  /// Timeout (both retryable), when no whole answer came, and Corrupt, when it was too long or no HTTP: then the call
  /// may have had its effect. A GET is made again when the connection that was kept turns out to be closed; nothing
  /// else is ever written twice.
  core::Result<HttpAnswer> get(const std::string& target, const HttpHeaders& headers = {});
  core::Result<HttpAnswer> send(const std::string& method, const std::string& target, const std::string& body,
                                const HttpHeaders& headers = {});

 private:
  struct Impl;
  std::unique_ptr<Impl> m_impl;
};

}  // namespace orderdeck::api
