#include "adapters/mail/smtp_mailer.h"

#include <fmt/format.h>

#include "adapters/mail/mail_message.h"
#include "adapters/mail/smtp_session.h"
#include "core/circuit_breaker.h"
#include "core/ids.h"

namespace orderdeck::adapters::mail {

using core::ErrorCode;
using core::fail;
using core::Result;
using ports::Mail;

namespace {

constexpr std::size_t kRemembered = 50'000;

/// Whether a reply speaks of the server and not of the mail: it closes, its sender must log in (RFC 4954), or it makes
/// no sense here.
bool isOfServer(const SmtpOutcome& outcome) {
  const int code = outcome.reply.code;
  if (code == 421 || code == 530 || code == 534 || code == 535 || code == 538 || code / 100 < 4) return true;
  // It knows of no recipient yet: what passes is not the mail's own.
  return outcome.step == SmtpStep::Sender && code / 100 == 4;
}

/// What an outcome means for the mail; a failure without a reply to one of the mail's own commands is the server's.
Result<void> verdictOf(const SmtpOutcome& outcome, const Mail& mail) {
  const SmtpReply& reply = outcome.reply;
  if (outcome.done || outcome.step == SmtpStep::Session || reply.code == 0) return outcome.done;
  if (outcome.handedOver && reply.code / 100 == 2) return {};  // libcurl takes 250 alone
  std::string what = fmt::format("SMTP: mail to {}: {} {}", mail.to, reply.code, reply.text.substr(0, 200));
  if (isOfServer(outcome)) return fail(ErrorCode::Unavailable, std::move(what), true);
  if (reply.code / 100 == 5) return fail(ErrorCode::InvalidArgument, std::move(what));
  return fail(ErrorCode::Busy, std::move(what), true);
}

}  // namespace

SmtpMailer::SmtpMailer(SmtpSettings settings)
    : m_settings(std::move(settings)),
      m_interceptor(ports::makeInterceptor(m_settings.link)),
      m_session(std::make_unique<SmtpSession>(m_settings)) {}
SmtpMailer::~SmtpMailer() = default;

std::vector<Result<void>> SmtpMailer::send(std::span<const Mail> mails) {
  std::vector<Result<void>> sent;
  sent.reserve(mails.size());
  for (const Mail& mail : mails) {
    const std::uint64_t id = core::stableHash(mail.messageId);
    if (wasSent(id)) {
      sent.emplace_back();
      continue;
    }
    auto done = ports::over(m_interceptor.get(), [&] { return sendOne(mail); });
    if (done) remember(id);
    const bool isDown = !done && core::speaksOfDependency(done.error());
    sent.push_back(std::move(done));
    if (isDown) break;
  }
  while (sent.size() < mails.size()) sent.push_back(sent.back());
  return sent;
}

void SmtpMailer::remember(std::uint64_t mail) {
  if (m_sent.size() >= kRemembered) {
    m_sentBefore = std::move(m_sent);
    m_sent.clear();
  }
  m_sent.insert(mail);
}

Result<void> SmtpMailer::sendOne(const Mail& mail) {
  if (!ports::isMailAddress(mail.to))
    return fail(ErrorCode::InvalidArgument, fmt::format("SMTP: not an address: '{}'", mail.to.substr(0, 80)));
  // Not by libcurl's MIME functions: they write into a transfer only, and a Maildir needs the same text. libcurl does
  // not ask for 8BITMIME either.
  const std::string message = formatMessage(mail, m_settings.from, {.lineEnd = "\r\n", .allow8bit = false});
  SmtpOutcome outcome = m_session->send(mail.to, message);
  auto verdict = verdictOf(outcome, mail);
  // A server may close an idle connection at any time, with or without a 421; that shows at the next use, and says
  // nothing of the mail.
  const bool isClosed =
      !verdict && (verdict.error().code == ErrorCode::Disconnected || verdict.error().code == ErrorCode::Unavailable);
  if (!isClosed || !outcome.reused || outcome.handedOver) return verdict;
  outcome = m_session->send(mail.to, message);
  return verdictOf(outcome, mail);
}

}  // namespace orderdeck::adapters::mail
