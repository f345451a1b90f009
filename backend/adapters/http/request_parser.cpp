#include "request_parser.h"

#include <boost/asio/buffer.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/error.hpp>

namespace orderdeck::adapters::http {

namespace {

// Wherever a chunked body is, this much is still to come: 0 CR LF CR LF. Beast relies on getting it in one piece (an assertion of Boost 1.81).
constexpr std::size_t kLeastChunks = 5;

}  // namespace

std::size_t RequestParser::read(std::string_view input, boost::beast::error_code& error) {
  using HttpError = boost::beast::http::error;
  const bool isHeader = !is_header_done();
  if (!isHeader && chunked() && input.size() < kLeastChunks) {
    error = HttpError::need_more;
    return 0;
  }
  const std::size_t used = put(boost::asio::buffer(input.data(), input.size()), error);
  // Where the request line and the fields come at once, Beast grants each of them the whole limit.
  if (isHeader && (m_headerBytes += used) > m_headerLimit && (!error || error == HttpError::need_more)) error = HttpError::header_limit;
  return used;
}

void RequestParser::on_field_impl(Field name, Text nameText, Text value, Code&) {
  if (name == Field::authorization) {
    m_request.authorization.assign(value.data(), value.size());
  } else if (name == Field::content_type) {
    m_request.contentType.assign(value.data(), value.size());
  } else if (name == Field::expect) {
    m_expectsContinue = boost::beast::iequals(value, "100-continue");
  } else if (name == Field::unknown && boost::beast::iequals(nameText, "Idempotency-Key")) {
    m_request.idempotencyKey.assign(value.data(), value.size());
  }
}

}  // namespace orderdeck::adapters::http
