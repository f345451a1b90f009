#include "adapters/mail/smtp_mailer.h"

#include <algorithm>
#include <cctype>
#include <stdexcept>

#include <fmt/format.h>

#include "adapters/mail/mail_message.h"
#include "core/address.h"
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
bool isOfServer(int code) {
  return code == 421 || code == 530 || code == 534 || code == 535 || code == 538 || code / 100 < 4;
}

std::unexpected<core::Error> refused(std::string_view doing, const SmtpReply& reply, bool isOfMail) {
  std::string what = fmt::format("SMTP: {}: {} {}", doing, reply.code, reply.text.substr(0, 200));
  if (!isOfMail || isOfServer(reply.code)) return fail(ErrorCode::Unavailable, std::move(what), true);
  if (reply.code / 100 == 5) return fail(ErrorCode::InvalidArgument, std::move(what));
  return fail(ErrorCode::Busy, std::move(what), true);
}

/// RFC 5321 4.5.2: a line that begins with a dot gets one more. Appends the final dot.
std::string dotStuffed(std::string_view message) {
  std::string out;
  out.reserve(message.size() + 16);
  if (message.starts_with('.')) out += '.';
  std::size_t at = 0;
  for (std::size_t dot = message.find("\r\n."); dot != std::string_view::npos; dot = message.find("\r\n.", at)) {
    out.append(message.substr(at, dot + 3 - at)) += '.';
    at = dot + 3;
  }
  return out.append(message.substr(at)).append(".\r\n");
}

bool hasExtension(const std::string& ehlo, std::string_view name) {
  for (std::size_t at = ehlo.find('\n'); at != std::string::npos; at = ehlo.find('\n', at + 1)) {
    const std::string_view line = std::string_view(ehlo).substr(at + 1);
    const bool isIt =
        line.size() >= name.size() && std::ranges::equal(line.substr(0, name.size()), name, [](char a, char b) {
          return std::toupper(static_cast<unsigned char>(a)) == b;
        });
    if (isIt && (line.size() == name.size() || line[name.size()] == ' ' || line[name.size()] == '\n')) return true;
  }
  return false;
}

}  // namespace

SmtpSettings parseSmtpEndpoint(const std::string& endpoint, const std::string& from) {
  auto server = core::parseHostPort(endpoint, ports::kSmtpPort);
  if (!server) throw std::invalid_argument("no mail server: " + server.error().what);
  return {.host = std::move(server->host), .port = std::to_string(server->port), .from = from};
}

SmtpMailer::~SmtpMailer() {
  if (m_connection.isOpen()) static_cast<void>(m_connection.write("QUIT\r\n"));
}

Result<SmtpReply> SmtpMailer::command(const std::string& line) {
  if (auto sent = m_connection.write(line + "\r\n"); !sent) return std::unexpected(sent.error());
  return m_connection.read();
}

Result<void> SmtpMailer::expect(int wanted, std::string_view doing, bool isOfMail) {
  const auto reply = m_connection.read();
  if (!reply) return std::unexpected(reply.error());
  if (reply->code / 100 == wanted / 100) return {};
  m_connection.close();  // what follows in the dialogue is not worth untangling
  return refused(doing, *reply, isOfMail);
}

Result<void> SmtpMailer::connect() {
  if (m_connection.isOpen()) return {};
  if (auto opened = m_connection.open(m_settings.host, m_settings.port); !opened) return opened;
  if (auto greeted = expect(220, "greeting", false); !greeted) return greeted;
  auto reply = command("EHLO orderdeck");
  if (reply && reply->code / 100 == 5) {
    reply->text.clear();
    reply = command("HELO orderdeck");
  }
  if (!reply) return std::unexpected(reply.error());
  if (reply->code != 250) {
    m_connection.close();
    return refused("EHLO", *reply, false);
  }
  m_canPipeline = hasExtension(reply->text, "PIPELINING");
  m_can8bit = hasExtension(reply->text, "8BITMIME");
  return {};
}

std::vector<Result<void>> SmtpMailer::send(std::span<const Mail> mails) {
  std::vector<Result<void>> sent;
  sent.reserve(mails.size());
  for (const Mail& mail : mails) {
    const std::uint64_t id = core::stableHash(mail.messageId);
    if (wasSent(id)) {
      sent.emplace_back();
      continue;
    }
    auto done = ports::over(m_link.get(), [&] { return sendOne(mail); });
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
  const bool wasOpen = m_connection.isOpen();
  if (auto connected = connect(); !connected) return connected;
  auto done = transact(mail);
  // A server may close an idle connection at any time, with or without a 421; that shows at the next use, and says
  // nothing of the mail.
  const bool isClosed =
      !done && (done.error().code == ErrorCode::Disconnected || done.error().code == ErrorCode::Unavailable);
  if (isClosed && wasOpen && !m_handedOver) {
    if (auto connected = connect(); !connected) return connected;
    done = transact(mail);
  }
  return done;
}

Result<void> SmtpMailer::transact(const Mail& mail) {
  const std::string from = fmt::format("MAIL FROM:<{}>{}\r\n", m_settings.from, m_can8bit ? " BODY=8BITMIME" : "");
  const std::string to = fmt::format("RCPT TO:<{}>\r\n", mail.to);
  const std::string what = "mail to " + mail.to;
  m_handedOver = false;
  if (m_canPipeline) {
    if (auto sent = m_connection.write(from + to + "DATA\r\n"); !sent) return sent;
  }
  const auto step = [&](const std::string& line, int wanted) -> Result<void> {
    if (!m_canPipeline)
      if (auto sent = m_connection.write(line); !sent) return sent;
    return expect(wanted, what, true);
  };
  if (auto done = step(from, 250); !done) {
    // The server knows of no recipient yet: what passes is not the mail's own.
    if (done.error().code == ErrorCode::Busy) done.error().code = ErrorCode::Unavailable;
    return done;
  }
  if (auto done = step(to, 250); !done) return done;
  if (auto done = step("DATA\r\n", 354); !done) return done;
  m_handedOver = true;
  if (auto sent = m_connection.write(dotStuffed(formatMessage(mail, m_settings.from, {"\r\n", m_can8bit}))); !sent)
    return sent;
  return expect(250, what, true);
}

}  // namespace orderdeck::adapters::mail
