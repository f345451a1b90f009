// Handlers for the HTTP server's tests.
#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <vector>

#include "ports/http.h"

namespace orderdeck::tests {

/// Answers at once with what it was asked, unless a test says otherwise; counts.
class EchoHandler : public ports::HttpHandler {
 public:
  std::function<void(ports::HttpRequest, ports::HttpRespond)> instead;
  std::function<ports::HttpScreening(const ports::HttpRequest&)> screening;
  std::atomic<int> requests = 0;

  ports::HttpScreening screen(const ports::HttpRequest& head) const override {
    return screening ? screening(head) : ports::HttpScreening{};
  }

  void handle(ports::HttpRequest request, ports::HttpRespond respond) override {
    ++requests;
    if (instead) return instead(std::move(request), std::move(respond));
    respond({.status = 200,
             .body = request.method + " " + request.path + " " + request.body,
             .contentType = "text/plain",
             .headers = {}});
  }
};

/// As the control API: nothing without the token, and with it the connection is an operator's.
inline ports::HttpScreening askForToken(const ports::HttpRequest& head) {
  if (head.authorization != "Bearer t")
    return {.refusal = ports::problem({core::ErrorCode::Unauthorized, "a token is asked for", false})};
  return {.authenticated = true};
}

/// Keeps replies until a test sends them.
class Shelf {
 public:
  void keep(ports::HttpRespond respond) {
    const std::lock_guard lock(m_mutex);
    m_kept.push_back(std::move(respond));
  }
  std::size_t size() {
    const std::lock_guard lock(m_mutex);
    return m_kept.size();
  }
  void answer(const std::string& body) {
    std::vector<ports::HttpRespond> kept;
    {
      const std::lock_guard lock(m_mutex);
      kept.swap(m_kept);
    }
    for (auto& respond : kept) respond({.status = 200, .body = body, .contentType = "text/plain", .headers = {}});
  }

 private:
  std::mutex m_mutex;
  std::vector<ports::HttpRespond> m_kept;
};

}  // namespace orderdeck::tests
