// Sends e-mail. Idempotent by message id as far as the means allows. One thread an object.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

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

inline constexpr int kSmtpPort = 25;  // where a mail server names none

/// An address that can stand between < and > in a command of SMTP, and add none.
bool isMailAddress(std::string_view address);

}  // namespace orderdeck::ports
