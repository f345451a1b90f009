// A TCP connection to an SMTP server as lines and replies, with a time limit on every wait. Private to adapters/mail;
// one thread.
#pragma once

#include <string>
#include <string_view>

#include "core/clock.h"
#include "core/error.h"

namespace orderdeck::adapters::mail {

struct SmtpReply {
  int code = 0;
  std::string text;  // all lines without their codes, joined by "\n"
};

class SmtpConnection {
 public:
  explicit SmtpConnection(core::Millis timeout) : m_timeout(timeout) {}
  ~SmtpConnection() { close(); }
  SmtpConnection(const SmtpConnection&) = delete;
  SmtpConnection& operator=(const SmtpConnection&) = delete;

  /// Tries every address of `host`. Errors of all three calls: Disconnected or Timeout (both retryable); the connection
  /// is then closed.
  core::Result<void> open(const std::string& host, const std::string& port);
  core::Result<void> write(std::string_view bytes);
  core::Result<SmtpReply> read();

  bool isOpen() const { return m_socket >= 0; }
  void close();

 private:
  core::Result<void> waitFor(short events, std::string_view doing);
  core::Result<std::string> readLine();
  std::unexpected<core::Error> lost(std::string_view doing, int error);

  const core::Millis m_timeout;
  int m_socket = -1;
  std::string m_buffer;  // read, not yet taken
};

}  // namespace orderdeck::adapters::mail
