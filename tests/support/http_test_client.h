// A raw TCP client that speaks just enough HTTP/1.1 for tests: it can also send half a request, garbage, or nothing.
// Blocking; one thread.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace orderdeck::support {

struct TestReply {
  int status = 0;
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;
  std::string code() const;  // of a problem+json body; empty for any other
};

class HttpTestClient {
 public:
  explicit HttpTestClient(int port);
  ~HttpTestClient();
  HttpTestClient(HttpTestClient&& other) noexcept;
  HttpTestClient(const HttpTestClient&) = delete;

  bool connected() const { return m_socket >= 0; }
  /// False when the peer would not take all of it.
  bool send(std::string_view bytes);
  /// The next reply; nothing when the peer closed or nothing came in time. `head`: the reply has no body.
  std::optional<TestReply> read(std::chrono::milliseconds wait = std::chrono::seconds{10}, bool head = false);
  /// send() of a whole request, then read(). `headers`: whole lines, each ended by \r\n.
  std::optional<TestReply> request(std::string_view method, std::string_view target, std::string_view body = {},
                                   std::string_view headers = {});
  /// Whether the peer closes within `wait`, without another byte.
  bool closedByPeer(std::chrono::milliseconds wait = std::chrono::seconds{10});

 private:
  bool receive(std::chrono::steady_clock::time_point end);

  int m_socket = -1;
  std::string m_input;
};

std::string requestText(std::string_view method, std::string_view target, std::string_view body = {},
                        std::string_view headers = {});

}  // namespace orderdeck::support
