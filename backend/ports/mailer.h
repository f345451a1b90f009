// Sends e-mail. Idempotent by message id as far as the means allows. One thread an object.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/address.h"
#include "core/clock.h"
#include "core/error.h"

namespace orderdeck::ports {

struct Mail {
  std::string messageId;  // unique and stable for what the mail says; [A-Za-z0-9_.-]
  std::string to;
  std::string subject;
  std::string body;  // plain text, UTF-8, lines end in \n
  core::Timestamp date;
};

class Mailer {
 public:
  virtual ~Mailer() = default;
  /// Hands all mails over; says of each what became of it, in their order. An error is one of three kinds:
  ///   not retryable                       this mail is refused for good
  ///   retryable, Busy                     this mail is refused now, and may be taken later; it says nothing of the
  ///   others retryable, speaks of the dependency the means does not work: the mail may have been sent, those after it
  ///   were not tried
  virtual std::vector<core::Result<void>> send(std::span<const Mail> mails) = 0;
};

/// An address that can stand between < and > in a command of SMTP, and add none.
bool isMailAddress(std::string_view address);

/// Who sends: for a person to read, and for a mail server.
struct Mailbox {
  std::string name = {};  // UTF-8; empty: none
  std::string address;    // local-part@domain, in ASCII
};

/// Of `address`, `<address>` or `Name <address>`, where the name may stand in double quotes (RFC 5322, 3.4), on one
/// line. InvalidArgument for anything else, and for an address that is no ASCII or needs quotes.
core::Result<Mailbox> parseMailbox(std::string_view text);

struct MailServer {
  core::HostPort address;
  bool tlsAtOnce = false;  // TLS from the first byte, before any command (RFC 8314)
};

/// Of host, host:port or [IPv6]:port, or one of these after smtp:// or smtps://. Port 25, or 465 of smtps, where none
/// is named. InvalidArgument for anything else.
core::Result<MailServer> parseMailServer(std::string_view text);

/// Whether mails go to the server over TLS.
enum class MailTls {
  Off,
  Optional,  // where the server offers STARTTLS, whatever certificate it shows: keeps out who only listens
  Required,  // or not at all; the server must show a certificate of its name by a trusted authority
};
inline constexpr std::array<std::string_view, 3> kMailTlsNames = {"off", "optional", "required"};

/// Nothing for another word than those.
std::optional<MailTls> mailTlsOf(std::string_view name);

}  // namespace orderdeck::ports
