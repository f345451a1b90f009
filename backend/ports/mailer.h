// Sends e-mail. Idempotent by message id as far as the means allows. One thread an object.
#pragma once

#include <span>
#include <string>

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
  /// Hands all mails over. On an error any part may have been sent: call again with all of it.
  virtual core::Result<void> send(std::span<const Mail> mails) = 0;
};

}  // namespace orderdeck::ports
