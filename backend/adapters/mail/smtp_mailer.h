// Sends mails through an SMTP server (RFC 5321, without TLS or log-in: a relay on this host or network). One connection is kept between
// calls; with PIPELINING (RFC 2920) a mail costs two round trips. One thread an object.
#pragma once

#include <memory>
#include <string>

#include "adapters/mail/smtp_connection.h"
#include "core/clock.h"
#include "ports/link.h"
#include "ports/mailer.h"

namespace orderdeck::adapters::mail {

struct SmtpSettings {
  std::string host;
  std::string port = "25";
  std::string from = "orders@orderdeck.local";
  core::Millis timeout{5'000};  // of every wait
  ports::LinkFactory link = {};
};

/// "host:port", "host" or "[::1]:port". Throws std::invalid_argument when there is no host or the port is no number.
SmtpSettings parseSmtpEndpoint(const std::string& endpoint, const std::string& from);

class SmtpMailer : public ports::Mailer {
 public:
  explicit SmtpMailer(SmtpSettings settings) : m_settings(std::move(settings)), m_link(ports::makeLink(m_settings.link)), m_connection(m_settings.timeout) {}
  ~SmtpMailer() override;

  /// A mail that the server refuses for good (5xx) is skipped; the others are sent, then the first refusal is returned: Unavailable, not
  /// retryable. Anything passing (4xx, a lost connection, no answer in time) ends the call: Unavailable, Disconnected or Timeout, retryable.
  core::Result<void> send(std::span<const ports::Mail> mails) override;

 private:
  core::Result<void> connect();
  core::Result<void> sendOne(const ports::Mail& mail);
  core::Result<void> transact(const ports::Mail& mail);
  core::Result<SmtpReply> command(const std::string& line);
  core::Result<void> expect(int wanted, std::string_view doing);

  const SmtpSettings m_settings;
  const std::unique_ptr<ports::Link> m_link;  // null: nothing is in between
  SmtpConnection m_connection;
  bool m_canPipeline = false;
  bool m_can8bit = false;
};

}  // namespace orderdeck::adapters::mail
