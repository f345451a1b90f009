#include "request_parser.h"

#include <algorithm>

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
  kTransferEncoding = 64
};

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
    // Where the request line and the fields come at once, Beast grants each of them the whole limit.
    if ((m_headerBytes += used) > m_headerLimit && goesOn) error = HttpError::header_limit;
  } else if (chunked()) {
    // Beast waits for the end of a line, and of a trailer, however long.
    m_framing += used - (m_request.body.size() - bodyBefore);
    const std::size_t waiting = error == HttpError::need_more ? input.size() - used : 0;
    if (m_framing + waiting > m_headerLimit + kUsualFraming * m_chunks && goesOn) error = HttpError::header_limit;
  }
  return used;
}

void RequestParser::on_field_impl(Field name, Text nameText, Text value, Code& error) {
  if (!m_isHeader) return;  // a trailer cannot say who asks for what
  const auto once = [&](Once field) {
    if (m_seen & field) refuse("a field stands twice that may stand once", error);
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
      if (m_head.http10 || !boost::beast::iequals(value, "chunked"))
        refuse("Transfer-Encoding can only be chunked, and only in HTTP/1.1", error);
      return;
    case Field::expect: m_head.expectsContinue = boost::beast::iequals(value, "100-continue"); return;
    case Field::unknown:
      if (!boost::beast::iequals(nameText, "Idempotency-Key") || !once(kIdempotencyKey)) return;
      m_request.idempotencyKey.assign(value.data(), value.size());
      return;
    default: return;
  }
}

void RequestParser::on_body_init_impl(const boost::optional<std::uint64_t>& length, Code&) {
  if (length) m_request.body.reserve(static_cast<std::size_t>(std::min(*length, kMostReserved)));
}

void RequestParser::refuse(std::string_view fault, Code& error) {
  m_fault = fault;
  error = HttpError::bad_field;
}

}  // namespace orderdeck::adapters::http
