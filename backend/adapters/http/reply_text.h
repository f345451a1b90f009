// A reply as bytes on the wire, and the server's own problems (the ones no handler sees).
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

/// A problem whose status no error code has (400 for broken HTTP, 408, 413 for a header).
ports::HttpReply serverProblem(int status, std::string_view code, std::string_view detail);

}  // namespace orderdeck::adapters::http
