#include "adapters/mail/smtp_session.h"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <new>
#include <utility>

#include <fmt/format.h>

namespace orderdeck::adapters::mail {

using core::ErrorCode;
using core::fail;
using core::Result;

namespace {

constexpr std::size_t kMostReplyBytes = 64 * 1024;  // of all replies to one mail

using List = std::unique_ptr<curl_slist, void (*)(curl_slist*)>;

template <typename T>
void set(CURL* easy, CURLoption option, T value) {
  if (const CURLcode code = curl_easy_setopt(easy, option, value); code != CURLE_OK)
    throw std::runtime_error(
        fmt::format("libcurl does not take option {}: {}", static_cast<int>(option), curl_easy_strerror(code)));
}

long useSsl(ports::MailTls tls) {
  switch (tls) {
    case ports::MailTls::Off: return CURLUSESSL_NONE;
    case ports::MailTls::Optional: return CURLUSESSL_TRY;
    case ports::MailTls::Required: break;
  }
  return CURLUSESSL_ALL;
}

/// The code of a reply's line; 0: it is none.
int codeOf(std::string_view line) {
  const auto isDigit = [](char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; };
  if (line.size() < 3 || !std::ranges::all_of(line.substr(0, 3), isDigit) || line[0] < '2' || line[0] > '5') return 0;
  if (line.size() > 3 && line[3] != ' ' && line[3] != '-') return 0;
  return (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
}

}  // namespace

SmtpSession::SmtpSession(const SmtpSettings& settings)
    : m_settings(settings),
      m_multi(curl_multi_init(), curl_multi_cleanup),
      m_easy(curl_easy_init(), curl_easy_cleanup) {
  if (!m_multi || !m_easy) throw std::bad_alloc();
  CURL* const easy = m_easy.get();
  const bool verifies = settings.tls == ports::MailTls::Required;
  // The path is the name that EHLO tells.
  set(easy, CURLOPT_URL,
      fmt::format("{}://{}/orderdeck", settings.server.tlsAtOnce ? "smtps" : "smtp",
                  core::toString(settings.server.address))
          .c_str());
  set(easy, CURLOPT_PROXY, "");  // whatever the environment says
  set(easy, CURLOPT_NOSIGNAL, 1L);
  set(easy, CURLOPT_MAIL_FROM, fmt::format("<{}>", settings.from.address).c_str());
  set(easy, CURLOPT_UPLOAD, 1L);
  set(easy, CURLOPT_USE_SSL, useSsl(settings.tls));
  set(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  set(easy, CURLOPT_SSL_VERIFYPEER, verifies ? 1L : 0L);
  set(easy, CURLOPT_SSL_VERIFYHOST, verifies ? 2L : 0L);
  if (!settings.caFile.empty()) set(easy, CURLOPT_CAINFO, settings.caFile.c_str());
  // Of the answer to QUIT; every other wait is run()'s. Whole seconds is all there is in libcurl 7.88.
  set(easy, CURLOPT_SERVER_RESPONSE_TIMEOUT, std::max(1L, static_cast<long>(settings.timeout.count() / 1'000)));
  set(easy, CURLOPT_ERRORBUFFER, m_trouble);
  set(easy, CURLOPT_READFUNCTION, &SmtpSession::onRead);
  set(easy, CURLOPT_READDATA, this);
  set(easy, CURLOPT_HEADERFUNCTION, &SmtpSession::onReply);
  set(easy, CURLOPT_HEADERDATA, this);
  set(easy, CURLOPT_VERBOSE, 1L);  // for onTrace, which tells nobody what it sees
  set(easy, CURLOPT_DEBUGFUNCTION, &SmtpSession::onTrace);
  set(easy, CURLOPT_DEBUGDATA, this);
  set(easy, CURLOPT_SOCKOPTFUNCTION, &SmtpSession::onSocket);
  set(easy, CURLOPT_SOCKOPTDATA, this);
  set(easy, CURLOPT_CLOSESOCKETFUNCTION, &SmtpSession::onClose);
  set(easy, CURLOPT_CLOSESOCKETDATA, this);
}

SmtpSession::~SmtpSession() {
  // libcurl says QUIT and would wait two minutes for the answer: it finds the end of the connection instead.
  for (const curl_socket_t socket : m_sockets) ::shutdown(socket, SHUT_RD);
}

/// Reads the password anew, so that it can be changed while this runs.
Result<void> SmtpSession::logIn() {
  if (m_settings.user.empty()) return {};
  const auto password = m_settings.password();
  if (!password) return fail(ErrorCode::Unavailable, "SMTP: no password: " + password.error().what, true);
  set(m_easy.get(), CURLOPT_USERNAME, m_settings.user.c_str());
  set(m_easy.get(), CURLOPT_PASSWORD, password->c_str());
  return {};
}

SmtpOutcome SmtpSession::send(const std::string& to, std::string_view message) {
  if (auto ready = logIn(); !ready) return {.done = std::move(ready), .reply = {}};
  const List recipient(curl_slist_append(nullptr, fmt::format("<{}>", to).c_str()), curl_slist_free_all);
  if (!recipient) throw std::bad_alloc();
  set(m_easy.get(), CURLOPT_MAIL_RCPT, recipient.get());
  set(m_easy.get(), CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(message.size()));
  m_call = Call{.unread = message, .reply = {}, .lastSign = std::chrono::steady_clock::now()};
  m_trouble[0] = '\0';
  curl_multi_add_handle(m_multi.get(), m_easy.get());
  const CURLcode code = run();
  long connects = 0;
  curl_easy_getinfo(m_easy.get(), CURLINFO_NUM_CONNECTS, &connects);
  curl_multi_remove_handle(m_multi.get(), m_easy.get());
  set(m_easy.get(), CURLOPT_MAIL_RCPT, nullptr);
  SmtpOutcome outcome{.done = {},
                      .step = m_call.step,
                      .reply = m_call.isReplyWhole ? std::move(m_call.reply) : SmtpReply{},
                      .reused = connects == 0,
                      .handedOver = m_call.handedOver};
  if (code != CURLE_OK) outcome.done = std::unexpected(errorOf(code));
  return outcome;
}

/// Drives the mail to its end; no wait is longer than the time-out.
CURLcode SmtpSession::run() {
  for (int running = 1;;) {
    if (curl_multi_perform(m_multi.get(), &running) != CURLM_OK) return CURLE_FAILED_INIT;
    if (running == 0) break;
    const auto left =
        std::chrono::ceil<core::Millis>(m_call.lastSign + m_settings.timeout - std::chrono::steady_clock::now());
    if (left.count() <= 0) return CURLE_OPERATION_TIMEDOUT;
    curl_multi_poll(m_multi.get(), nullptr, 0, static_cast<int>(left.count()), nullptr);
  }
  int more = 0;
  const CURLMsg* const message = curl_multi_info_read(m_multi.get(), &more);
  return message != nullptr ? message->data.result : CURLE_FAILED_INIT;
}

core::Error SmtpSession::errorOf(CURLcode code) const {
  const std::string server = core::toString(m_settings.server.address);
  const std::string_view trouble = m_trouble[0] != '\0' ? m_trouble : curl_easy_strerror(code);
  switch (code) {
    case CURLE_OPERATION_TIMEDOUT:
      return {ErrorCode::Timeout, fmt::format("SMTP: {}: no answer within {} ms", server, m_settings.timeout.count()),
              true};
    case CURLE_LOGIN_DENIED:
      return {
          ErrorCode::Unavailable,
          fmt::format("SMTP: {}: log-in as '{}' refused ({}): mail.user or the password in mail.passwordFile is wrong",
                      server, m_settings.user, m_call.reply.code),
          true};
    case CURLE_USE_SSL_FAILED:
      return {ErrorCode::Unavailable,
              fmt::format("SMTP: {}: mail.tls is required, and there is no TLS: {}", server, trouble), true};
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CONNECT_ERROR:
      return {ErrorCode::Unavailable, fmt::format("SMTP: {}: TLS: {}", server, trouble), true};
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_GOT_NOTHING: return {ErrorCode::Disconnected, fmt::format("SMTP: {}: {}", server, trouble), true};
    case CURLE_WRITE_ERROR:  // onReply() gave up
      return {ErrorCode::Disconnected, fmt::format("SMTP: {}: not a reply of a mail server", server), true};
    default:
      return {ErrorCode::Unavailable,
              fmt::format("SMTP: {}: {} ({})", server, trouble, m_call.reply.text.substr(0, 200)), true};
  }
}

int SmtpSession::onTrace(CURL*, curl_infotype type, char* data, std::size_t size, void* self) {
  Call& call = static_cast<SmtpSession*>(self)->m_call;
  call.lastSign = std::chrono::steady_clock::now();
  if (type != CURLINFO_HEADER_OUT) return 0;
  const std::string_view command(data, size);
  if (command.starts_with("MAIL FROM:")) call.step = SmtpStep::Sender;
  if (command.starts_with("RCPT TO:")) call.step = SmtpStep::Recipient;
  if (command.starts_with("DATA\r\n")) call.step = SmtpStep::Text;
  if (command.starts_with("QUIT\r\n")) {
    call.isLeaving = true;
  } else {
    call.forgetReply();
  }
  return 0;
}

std::size_t SmtpSession::onReply(char* data, std::size_t one, std::size_t size, void* self) {
  Call& call = static_cast<SmtpSession*>(self)->m_call;
  const std::size_t bytes = one * size;
  call.replyBytes += bytes;
  if (call.isLeaving) return bytes;  // after a refusal, which is what counts
  std::string_view line(data, bytes);
  while (line.ends_with('\n') || line.ends_with('\r')) line.remove_suffix(1);
  call.reply.code = codeOf(line);
  if (call.reply.code == 0 || call.replyBytes > kMostReplyBytes) return 0;  // libcurl gives up
  call.isReplyWhole = line.size() == 3 || line[3] == ' ';
  if (line.size() > 4) call.reply.text.append(call.reply.text.empty() ? "" : "\n").append(line, 4);
  return bytes;
}

std::size_t SmtpSession::onRead(char* to, std::size_t one, std::size_t size, void* self) {
  Call& call = static_cast<SmtpSession*>(self)->m_call;
  if (!std::exchange(call.handedOver, true)) call.forgetReply();
  const std::size_t count = call.unread.copy(to, one * size);
  call.unread.remove_prefix(count);
  return count;
}

int SmtpSession::onSocket(void* self, curl_socket_t socket, curlsocktype) {
  static_cast<SmtpSession*>(self)->m_sockets.push_back(socket);
  return CURL_SOCKOPT_OK;
}

int SmtpSession::onClose(void* self, curl_socket_t socket) {
  std::erase(static_cast<SmtpSession*>(self)->m_sockets, socket);
  return ::close(socket);
}

}  // namespace orderdeck::adapters::mail
