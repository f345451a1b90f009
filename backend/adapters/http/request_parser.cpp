#include "request_parser.h"

#include <algorithm>

#include <fmt/format.h>
#include <boost/asio/buffer.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/error.hpp>

namespace orderdeck::adapters::http {

namespace {

using HttpError = boost::beast::http::error;

// Wherever a chunked body is, this much is still to come: 0 CR LF CR LF. Beast relies on getting it in one piece (an
// assertion of Boost 1.81).
constexpr std::size_t kLeastChunks = 5;
constexpr std::size_t kUsualFraming = 16;             // bytes of a chunk's size and line ends
constexpr std::uint64_t kMostReserved = 1024 * 1024;  // a length is only a claim

enum Once : unsigned {
  kHost = 1,
  kOrigin = 2,
  kFetchSite = 4,
  kAuthorization = 8,
  kContentType = 16,
  kIdempotencyKey = 32,
  kTransferEncoding = 64,
  kContentEncoding = 128,
  kOperator = 256,
  kReason = 512,
};

/// Whether it is a version of HTTP at all: then 505 and not 400.
bool namesVersion(std::string_view line) {
  const std::size_t at = line.rfind(" HTTP/");
  if (at == line.npos) return false;
  const std::string_view version = line.substr(at + 6, 4);
  const auto isDigit = [](char c) { return c >= '0' && c <= '9'; };
  return version.size() == 4 && isDigit(version[0]) && version[1] == '.' && isDigit(version[2]) && version[3] == '\r';
}

}  // namespace

std::size_t RequestParser::read(std::string_view input, boost::beast::error_code& error) {
  if (!m_isHeader && chunked() && input.size() < kLeastChunks) {
    error = HttpError::need_more;
    return 0;
  }
  const bool isHeader = m_isHeader;
  const std::size_t bodyBefore = m_request.body.size();
  const std::size_t used = put(boost::asio::buffer(input.data(), input.size()), error);
  const bool goesOn = !error || error == HttpError::need_more;
  if (isHeader) {
    if (goesOn || error == HttpError::header_limit) limitHeader(used, input.substr(used), error);
    if (error == HttpError::bad_version && m_lineBytes == 0 && namesVersion(input.substr(0, input.find('\n'))))
      refuse("version_not_supported", "this server speaks HTTP/1.1 and HTTP/1.0", error);
  } else if (chunked()) {
    // Beast waits for the end of a line, and of a trailer, however long.
    m_framing += used - (m_request.body.size() - bodyBefore);
    const std::size_t waiting = error == HttpError::need_more ? input.size() - used : 0;
    if (m_framing + waiting > m_headerLimit + kUsualFraming * m_chunks && goesOn)
      refuse("too_large", "what a chunked body has besides its data is too large", error);
  }
  return used;
}

/// `waiting`: what came and could not be used yet. Beast knows one limit only, for line and fields together, and may
/// wait for all of the fields before it looks at the line.
void RequestParser::limitHeader(std::size_t used, std::string_view waiting, boost::beast::error_code& error) {
  m_headerBytes += used;
  std::size_t line = m_lineBytes, fields = 0;
  if (line == 0) {
    line = std::min(waiting.find('\n'), waiting.size() - 1) + 1;
    fields = waiting.size() - line;
  } else {
    fields = m_headerBytes - m_lineBytes + (m_isHeader ? waiting.size() : 0);  // else what waits is the body's
  }
  if (line > m_lineLimit)
    refuse("target_too_long", "the request line is too long", error);
  else if (fields > m_headerLimit || error == HttpError::header_limit)
    refuse("header_too_large", "the header fields are too large", error);
}

void RequestParser::on_field_impl(Field name, Text nameText, Text value, Code& error) {
  if (!m_isHeader) return;  // a trailer cannot say who asks for what
  const auto once = [&](Once field) {
    if (m_seen & field) {
      m_twice = fmt::format("the field {} stands twice", std::string_view(nameText.data(), nameText.size()));
      refuse("invalid_argument", m_twice, error);
    }
    m_seen |= field;
    return !error;
  };
  switch (name) {
    case Field::host:
      if (once(kHost)) m_head.host.emplace(value);
      return;
    case Field::origin:
      if (once(kOrigin)) m_head.origin.emplace(value);
      return;
    case Field::sec_fetch_site:
      if (once(kFetchSite)) m_head.fetchSite.emplace(value);
      return;
    case Field::authorization:
      if (once(kAuthorization)) m_request.authorization.assign(value.data(), value.size());
      return;
    case Field::content_type:
      if (once(kContentType)) m_request.contentType.assign(value.data(), value.size());
      return;
    case Field::transfer_encoding:
      // Beast takes the body of any other coding for none, and its bytes for the next request.
      if (!once(kTransferEncoding)) return;
      if (m_head.http10)
        refuse("invalid_argument", "Transfer-Encoding is not of HTTP/1.0", error);
      else if (!boost::beast::iequals(value, "chunked")) {
        // RFC 9112, 6.1 and 6.3: without chunks at the end nobody knows where the body ends.
        constexpr std::string_view kEnd = "chunked";
        const std::string_view text(value.data(), value.size());
        const std::size_t before = text.size() > kEnd.size() ? text.size() - kEnd.size() : 0;
        const bool endsInChunks = before > 0 && (text[before - 1] == ' ' || text[before - 1] == ',') &&
                                  boost::beast::iequals(text.substr(before), kEnd);
        refuse(endsInChunks ? ports::ProblemWord("not_implemented") : ports::ProblemWord("invalid_argument"),
               "Transfer-Encoding can only be chunked", error);
      }
      return;
    case Field::expect:
      (boost::beast::iequals(value, "100-continue") ? m_head.expectsContinue : m_head.expectsMore) = true;
      return;
    case Field::content_encoding:
      if (once(kContentEncoding)) m_head.contentCoding.emplace(value);
      return;
    case Field::user_agent: m_request.userAgent.assign(value.data(), value.size()); return;
    case Field::unknown:
      if (boost::beast::iequals(nameText, "Idempotency-Key") && once(kIdempotencyKey))
        m_request.idempotencyKey.emplace(value.data(), value.size());
      else if (boost::beast::iequals(nameText, "X-Operator") && once(kOperator))
        m_request.operatorName.assign(value.data(), value.size());
      else if (boost::beast::iequals(nameText, "X-Reason") && once(kReason))
        m_request.reason.assign(value.data(), value.size());
      return;
    default: return;
  }
}

void RequestParser::on_body_init_impl(const boost::optional<std::uint64_t>& length, Code&) {
  if (length) m_request.body.reserve(static_cast<std::size_t>(std::min(*length, kMostReserved)));
}

void RequestParser::refuse(ports::ProblemWord problem, std::string_view fault, Code& error) {
  m_fault = {problem, fault};
  error = HttpError::bad_field;
}

}  // namespace orderdeck::adapters::http
