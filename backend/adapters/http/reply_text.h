// A reply as bytes on the wire.
#pragma once

#include <string>
#include <string_view>

#include "ports/http.h"

namespace orderdeck::adapters::http {

struct ReplyShape {
  bool keepAlive = true;
  bool http10 = false;         // asked in HTTP/1.0: keep-alive must be said
  bool head = false;           // Content-Length as it would be, but no body
  std::string_view date = {};  // IMF-fixdate
};

/// Appends the whole reply to `out`.
void writeReply(std::string& out, const ports::HttpReply& reply, const ReplyShape& shape);

/// Now, as a Date field has it: Sat, 21 Nov 2026 22:41:07 GMT.
std::string httpDate();

}  // namespace orderdeck::adapters::http
