#include "reply_text.h"

#include <ctime>
#include <iterator>

#include <fmt/format.h>
#include <boost/beast/http/status.hpp>

namespace orderdeck::adapters::http {

void writeReply(std::string& out, const ports::HttpReply& reply, const ReplyShape& shape) {
  const auto reason =
      boost::beast::http::obsolete_reason(boost::beast::http::int_to_status(static_cast<unsigned>(reply.status)));
  fmt::format_to(std::back_inserter(out), "HTTP/1.1 {} {}\r\nDate: {}\r\n", reply.status,
                 std::string_view(reason.data(), reason.size()), shape.date);
  if (!reply.contentType.empty()) fmt::format_to(std::back_inserter(out), "Content-Type: {}\r\n", reply.contentType);
  for (const auto& [name, value] : reply.headers) fmt::format_to(std::back_inserter(out), "{}: {}\r\n", name, value);
  if (!shape.keepAlive)
    out += "Connection: close\r\n";
  else if (shape.http10)
    out += "Connection: keep-alive\r\n";
  constexpr int kNoContent = 204;  // has no length either (RFC 9110, 8.6)
  if (reply.status != kNoContent) fmt::format_to(std::back_inserter(out), "Content-Length: {}\r\n", reply.body.size());
  out += "\r\n";
  if (!shape.head) out += reply.body;
}

std::string httpDate() {
  const std::time_t seconds = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  constexpr const char* kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  return fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} GMT", kDays[parts.tm_wday], parts.tm_mday,
                     kMonths[parts.tm_mon], parts.tm_year + 1900, parts.tm_hour, parts.tm_min, parts.tm_sec);
}

}  // namespace orderdeck::adapters::http
