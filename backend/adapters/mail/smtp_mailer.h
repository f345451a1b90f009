// Sends mails through an SMTP server (RFC 5321, without TLS or log-in: a relay on this host or network). One connection
// is kept between calls; with PIPELINING (RFC 2920) a mail costs two round trips. One thread an object.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_set>
#include <vector>

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

/// Of host, host:port or [IPv6]:port; throws std::invalid_argument for anything else.
SmtpSettings parseSmtpEndpoint(const std::string& endpoint, const std::string& from);

class SmtpMailer : public ports::Mailer {
 public:
  explicit SmtpMailer(SmtpSettings settings)
      : m_settings(std::move(settings)), m_link(ports::makeLink(m_settings.link)), m_connection(m_settings.timeout) {}
  ~SmtpMailer() override;

  /// Refused for good: 5xx to this mail's own commands. Busy: 4xx to its recipient or its text. The means does not
  /// work: the greeting, EHLO, 421 anywhere, 4xx to the sender or a demand to log in, a lost connection, no answer in
  /// time. A mail whose id was sent before is not sent again: the last 50,000 are remembered, while this object lives.
  std::vector<core::Result<void>> send(std::span<const ports::Mail> mails) override;

 private:
  core::Result<void> connect();
  core::Result<void> sendOne(const ports::Mail& mail);
  core::Result<void> transact(const ports::Mail& mail);
  core::Result<SmtpReply> command(const std::string& line);
  core::Result<void> expect(int wanted, std::string_view doing, bool isOfMail);
  bool wasSent(std::uint64_t mail) const { return m_sent.contains(mail) || m_sentBefore.contains(mail); }
  void remember(std::uint64_t mail);

  const SmtpSettings m_settings;
  const std::unique_ptr<ports::Link> m_link;  // null: nothing is in between
  SmtpConnection m_connection;
  bool m_canPipeline = false;
  bool m_can8bit = false;
  bool m_handedOver = false;                               // the text of the mail in hand was written
  std::unordered_set<std::uint64_t> m_sent, m_sentBefore;  // hashes of message ids, in two generations
};

}  // namespace orderdeck::adapters::mail
