// A mail as RFC 5322 text. Pure functions, any thread. Values cannot add headers: control characters in them become
// spaces.
#pragma once

#include <string>
#include <string_view>

#include "ports/mailer.h"

namespace orderdeck::adapters::mail {

struct MessageStyle {
  std::string_view lineEnd = "\n";  // "\n" in a Maildir, "\r\n" on the wire
  bool allow8bit = true;            // false: a body that is not ASCII goes out in base64
};

/// From (a name that is no plain ASCII as RFC 2047 says), To, Date, Message-ID (of `from`'s domain), Subject (RFC 2047
/// when it is not plain ASCII), MIME headers and the body as text/plain in UTF-8. The body stands as it is (8bit)
/// unless a line is over 998 bytes or it has a NUL: then base64. No line is longer than 998.
std::string formatMessage(const ports::Mail& mail, const ports::Mailbox& from, const MessageStyle& style = {});

/// RFC 5322's date in UTC: Sat, 21 Nov 2026 22:41:07 +0000.
std::string mailDate(core::Timestamp t);

}  // namespace orderdeck::adapters::mail
