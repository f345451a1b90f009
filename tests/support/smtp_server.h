// A small SMTP server over a real socket: takes every mail unless told otherwise. For tests; a thread of its own.
#pragma once

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <functional>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace orderdeck::support {

struct Received {
  std::string from, to, text;  // text with the dots unstuffed
};

/// One client at a time. Knobs are set before the client connects.
class SmtpServer {
 public:
  SmtpServer() {
    m_listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(m_listener, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(m_listener, 5) != 0)
      throw std::runtime_error("bind");
    ::getsockname(m_listener, reinterpret_cast<sockaddr*>(&address), &size);
    m_port = ntohs(address.sin_port);
    m_thread = std::jthread([this](std::stop_token stop) { serve(stop); });
  }
  ~SmtpServer() {
    m_thread.request_stop();
    m_thread.join();
    ::close(m_listener);
  }

  std::string extensions = "250-PIPELINING\r\n250-8BITMIME\r\n";
  std::function<std::string(const std::string& line)> answer;  // empty: the usual answer
  std::string greeting = "220 test server";
  std::string farewell;  // before it hangs up after mailsAConnection
  std::atomic<bool> mute{false};
  std::atomic<int> mailsAConnection{1'000'000};

  std::string endpoint() const { return "127.0.0.1:" + std::to_string(m_port); }
  std::vector<Received> received() const {
    const std::lock_guard lock(m_mutex);
    return m_received;
  }
  int connections() const { return m_connections; }

 private:
  void serve(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      pollfd waited{m_listener, POLLIN, 0};
      if (::poll(&waited, 1, 20) <= 0) continue;
      const int client = ::accept(m_listener, nullptr, nullptr);
      const int on = 1;
      ::setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      ++m_connections;
      talk(client, stop);
      ::close(client);
    }
  }

  static void say(int client, const std::string& text) {
    static_cast<void>(::send(client, text.data(), text.size(), MSG_NOSIGNAL));
  }

  bool readLine(int client, const std::stop_token& stop, std::string& line) {
    for (;;) {
      if (const std::size_t end = m_buffer.find("\r\n"); end != std::string::npos) {
        line = m_buffer.substr(0, end);
        m_buffer.erase(0, end + 2);
        return true;
      }
      pollfd waited{client, POLLIN, 0};
      if (stop.stop_requested()) return false;
      if (::poll(&waited, 1, 20) <= 0) continue;
      char part[4'096];
      const ssize_t count = ::recv(client, part, sizeof part, 0);
      if (count <= 0) return false;
      m_buffer.append(part, static_cast<std::size_t>(count));
    }
  }

  void talk(int client, const std::stop_token& stop) {
    m_buffer.clear();
    if (!mute) say(client, greeting + "\r\n");
    Received mail;
    int left = mailsAConnection;
    for (std::string line; readLine(client, stop, line);) {
      if (mute) continue;
      std::string reply = answer ? answer(line) : "";
      const bool isUsual = reply.empty();
      if (line.starts_with("EHLO") && isUsual) reply = "250-test.server\r\n" + extensions + "250 HELP";
      if (line == "AUTH PLAIN" && isUsual) {
        say(client, "334 \r\n");
        if (!readLine(client, stop, line)) return;
        reply = "235 welcome";
      }
      if (line.starts_with("MAIL FROM:")) mail.from = line.substr(10);
      if (line.starts_with("RCPT TO:")) mail.to = line.substr(8);
      if (line == "QUIT") return;
      if (line == "DATA" && isUsual) {
        say(client, "354 go on\r\n");
        mail.text.clear();
        while (readLine(client, stop, line) && line != ".")
          mail.text += (line.starts_with('.') ? line.substr(1) : line) + "\r\n";
        if (line != ".") return;
        reply = answer ? answer(".") : "";
        if (reply.empty()) {
          const std::lock_guard lock(m_mutex);
          m_received.push_back(mail);
        }
      }
      if (reply == "hang up") return;
      say(client, (reply.empty() ? "250 fine" : reply) + "\r\n");
      if (line == "." && --left == 0) return say(client, farewell);
    }
  }

  int m_listener = -1;
  int m_port = 0;
  std::string m_buffer;
  mutable std::mutex m_mutex;
  std::vector<Received> m_received;
  std::atomic<int> m_connections{0};
  std::jthread m_thread;
};

}  // namespace orderdeck::support
