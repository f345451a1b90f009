// Hands mails to an SMTP server (RFC 5321) by libcurl, one after the other over one connection, which is made when it
// is needed and kept. STARTTLS (RFC 3207) and AUTH (RFC 4954) are libcurl's. Private to adapters/mail; one thread.
#pragma once

#include <curl/curl.h>

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/mail/smtp_mailer.h"
#include "core/error.h"

namespace orderdeck::adapters::mail {

/// What the last command was about.
enum class SmtpStep {
  Session,    // greeting, EHLO, STARTTLS, AUTH
  Sender,     // MAIL FROM
  Recipient,  // RCPT TO
  Text,       // DATA and the mail itself
};

struct SmtpReply {
  int code = 0;      // 0: none
  std::string text;  // all lines without their codes, joined by "\n"
};

struct SmtpOutcome {
  core::Result<void> done;  // Disconnected, Timeout or Unavailable (all retryable): see `reply` first
  SmtpStep step = SmtpStep::Session;
  SmtpReply reply;          // to that step's command
  bool reused = false;      // the connection was there already
  bool handedOver = false;  // the text was written: the server may have taken the mail
};

class SmtpSession {
 public:
  /// `settings` outlives it.
  explicit SmtpSession(const SmtpSettings& settings);
  ~SmtpSession();
  SmtpSession(const SmtpSession&) = delete;
  SmtpSession& operator=(const SmtpSession&) = delete;

  /// `message`: RFC 5322 text with lines that end in CRLF, in ASCII. Any failure closes the connection.
  SmtpOutcome send(const std::string& to, std::string_view message);

 private:
  /// One mail's way, as libcurl's callbacks see it.
  struct Call {
    std::string_view unread;  // of the message
    SmtpStep step = SmtpStep::Session;
    SmtpReply reply;
    bool isReplyWhole = false;
    bool handedOver = false;
    bool isLeaving = false;  // QUIT was said
    std::size_t replyBytes = 0;
    std::chrono::steady_clock::time_point lastSign;  // of life: something was sent or came

    void forgetReply() {
      reply = {};
      isReplyWhole = false;
    }
  };

  core::Result<void> logIn();
  CURLcode run();
  core::Error errorOf(CURLcode code) const;

  static int onTrace(CURL* easy, curl_infotype type, char* data, std::size_t size, void* self);
  static std::size_t onReply(char* line, std::size_t one, std::size_t size, void* self);
  static std::size_t onRead(char* to, std::size_t one, std::size_t size, void* self);
  static int onSocket(void* self, curl_socket_t socket, curlsocktype purpose);
  static int onClose(void* self, curl_socket_t socket);

  const SmtpSettings& m_settings;
  std::vector<curl_socket_t> m_sockets;                         // open ones
  const std::unique_ptr<CURLM, CURLMcode (*)(CURLM*)> m_multi;  // keeps the connection
  const std::unique_ptr<CURL, void (*)(CURL*)> m_easy;
  char m_trouble[CURL_ERROR_SIZE] = {};  // libcurl's words for the last failure
  Call m_call;
};

}  // namespace orderdeck::adapters::mail
