#include "request_parser.h"

#include <boost/beast/core/string.hpp>

namespace orderdeck::adapters::http {

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
