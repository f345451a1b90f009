// Sends mails through an SMTP server, by libcurl over one connection that is kept between calls. One thread an object.
// libcurl does not pipeline (RFC 2920): a mail costs four round trips.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <unordered_set>
#include <vector>

#include "core/clock.h"
#include "ports/interceptor.h"
#include "ports/mailer.h"

namespace orderdeck::adapters::mail {

class SmtpSession;

struct SmtpSettings {
  ports::MailServer server;
  ports::Mailbox from = {.address = "orders@orderdeck.local"};
  std::string user = {};                                     // empty: no log-in
  std::function<core::Result<std::string>()> password = {};  // of the user; asked for once a mail
  ports::MailTls tls = ports::MailTls::Optional;
  std::string caFile = {};      // PEM: who may sign the server's certificate; empty: whom the system trusts
  core::Millis timeout{5'000};  // of every wait
  ports::InterceptorFactory link = {};
};

class SmtpMailer : public ports::Mailer {
 public:
  explicit SmtpMailer(SmtpSettings settings);
  ~SmtpMailer() override;

  /// Refused for good: 5xx to this mail's own commands. Busy: 4xx to its recipient or its text. The means does not
  /// work: the greeting, EHLO, TLS, a refused log-in, 421 anywhere, 4xx to the sender or a demand to log in, a lost
  /// connection, no answer in time. A mail whose id was sent before is not sent again: the last 50,000 are remembered,
  /// while this object lives.
  std::vector<core::Result<void>> send(std::span<const ports::Mail> mails) override;

 private:
  core::Result<void> sendOne(const ports::Mail& mail);
  bool wasSent(std::uint64_t mail) const { return m_sent.contains(mail) || m_sentBefore.contains(mail); }
  void remember(std::uint64_t mail);

  const SmtpSettings m_settings;
  const std::unique_ptr<ports::Interceptor> m_interceptor;  // null: nothing is in between
  const std::unique_ptr<SmtpSession> m_session;
  std::unordered_set<std::uint64_t> m_sent, m_sentBefore;  // hashes of message ids, in two generations
};

}  // namespace orderdeck::adapters::mail
