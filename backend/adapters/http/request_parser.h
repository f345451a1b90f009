// Beast's parser, filling a ports::HttpRequest directly: only the header fields that somebody looks at are kept. It
// refuses what Beast lets pass and should not: other transfer codings than chunked, fields that stand twice, and chunks
// that are mostly not data. Request line and fields have a limit each. One request an object.
#pragma once

#include <boost/beast/http/basic_parser.hpp>

#include "ports/http.h"
#include "request_head.h"

namespace orderdeck::adapters::http {

class RequestParser final : public boost::beast::http::basic_parser<true> {
 public:
  /// `lineBytes`: of the request line. `headerBytes`: of the fields; also of all that chunks have besides their data:
  /// extensions and trailer fields.
  RequestParser(std::size_t lineBytes, std::size_t headerBytes) : m_lineLimit(lineBytes), m_headerLimit(headerBytes) {
    header_limit(static_cast<std::uint32_t>(lineBytes + headerBytes));
    body_limit(boost::none);
  }

  /// Takes the header, or a part of the body; returns how many bytes were used. `error` is need_more when that is too
  /// little to use: it then comes again, with what follows it.
  std::size_t read(std::string_view input, boost::beast::error_code& error);

  /// Once the header is there. False when the body's length is known to be over it.
  bool limitBody(std::size_t bytes) {
    body_limit(bytes);
    return content_length().value_or(0) <= bytes;
  }
  bool hasBody() const { return chunked() || content_length().value_or(0) > 0; }
  bool saysLength() const { return chunked() || content_length().has_value(); }

  const RequestHead& head() const { return m_head; }
  /// What is wrong with a request for which read() gave an error; without a text when the error says it.
  struct Fault {
    ports::ProblemWord problem = ports::Problem::InvalidArgument;
    std::string_view text;
  };
  const Fault& fault() const { return m_fault; }
  /// Bytes that this object keeps, about.
  std::size_t bytes() const { return m_request.body.capacity() + m_headerBytes; }

  /// Path and query are for others to fill from head().target; the body grows until is_done().
  ports::HttpRequest& request() { return m_request; }

 private:
  using Field = boost::beast::http::field;
  using Verb = boost::beast::http::verb;
  using Text = boost::beast::string_view;
  using Code = boost::beast::error_code;

  void on_request_impl(Verb, Text method, Text target, int version, Code&) override {
    m_request.method.assign(method.data(), method.size());
    m_head.target.assign(target.data(), target.size());
    m_head.http10 = version == 10;
    m_lineBytes = method.size() + target.size() + kBesidesTarget;
  }
  void on_response_impl(int, Text, int, Code&) override {}
  void on_field_impl(Field name, Text nameText, Text value, Code&) override;
  void on_header_impl(Code&) override { m_isHeader = false; }
  void on_body_init_impl(const boost::optional<std::uint64_t>& length, Code&) override;
  std::size_t on_body_impl(Text body, Code&) override {
    m_request.body.append(body.data(), body.size());
    return body.size();
  }
  void on_chunk_header_impl(std::uint64_t, Text, Code&) override { ++m_chunks; }
  std::size_t on_chunk_body_impl(std::uint64_t, Text body, Code&) override {
    m_request.body.append(body.data(), body.size());
    return body.size();
  }
  void on_finish_impl(Code&) override {}
  void refuse(ports::ProblemWord problem, std::string_view fault, Code& error);
  void limitHeader(std::size_t used, std::string_view waiting, Code& error);

  static constexpr std::size_t kBesidesTarget = 12;  // of a request line, and the method: two spaces, HTTP/1.1, CR LF
  const std::size_t m_lineLimit, m_headerLimit;
  std::size_t m_lineBytes = 0;    // 0: the request line is not whole yet
  std::size_t m_headerBytes = 0;  // with the line
  std::size_t m_framing = 0;      // bytes of a chunked body that were not data
  std::size_t m_chunks = 0;
  ports::HttpRequest m_request;
  RequestHead m_head;
  Fault m_fault;
  std::string m_twice;     // the text of a fault that names a field
  unsigned m_seen = 0;     // fields that may stand once only: bits
  bool m_isHeader = true;  // afterwards fields are a trailer's
};

}  // namespace orderdeck::adapters::http
