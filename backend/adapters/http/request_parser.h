// Beast's parser, filling a ports::HttpRequest directly: only the header fields that handlers see are kept. One request an object.
#pragma once

#include <boost/beast/http/basic_parser.hpp>

#include "ports/http.h"

namespace orderdeck::adapters::http {

class RequestParser final : public boost::beast::http::basic_parser<true> {
 public:
  RequestParser(std::size_t headerBytes, std::size_t bodyBytes) : m_headerLimit(headerBytes) {
    header_limit(static_cast<std::uint32_t>(headerBytes));
    body_limit(bodyBytes);
  }

  /// Takes the header, or a part of the body; returns how many bytes were used. `error` is need_more when that is too little to use: it then comes
  /// again, with what follows it.
  std::size_t read(std::string_view input, boost::beast::error_code& error);

  const std::string& target() const { return m_target; }
  bool expectsContinue() const { return m_expectsContinue; }
  bool http10() const { return m_http10; }

  /// The request, once is_done(); path and query are still to be filled from target().
  ports::HttpRequest take() { return std::move(m_request); }

 private:
  using Field = boost::beast::http::field;
  using Verb = boost::beast::http::verb;
  using Text = boost::beast::string_view;
  using Code = boost::beast::error_code;

  void on_request_impl(Verb, Text method, Text target, int version, Code&) override {
    m_request.method.assign(method.data(), method.size());
    m_target.assign(target.data(), target.size());
    m_http10 = version == 10;
  }
  void on_response_impl(int, Text, int, Code&) override {}
  void on_field_impl(Field name, Text nameText, Text value, Code&) override;
  void on_header_impl(Code&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>& length, Code&) override {
    if (length) m_request.body.reserve(static_cast<std::size_t>(*length));
  }
  std::size_t on_body_impl(Text body, Code&) override {
    m_request.body.append(body.data(), body.size());
    return body.size();
  }
  void on_chunk_header_impl(std::uint64_t, Text, Code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, Text body, Code&) override {
    m_request.body.append(body.data(), body.size());
    return body.size();
  }
  void on_finish_impl(Code&) override {}

  const std::size_t m_headerLimit;
  std::size_t m_headerBytes = 0;
  ports::HttpRequest m_request;
  std::string m_target;
  bool m_expectsContinue = false;
  bool m_http10 = false;
};

}  // namespace orderdeck::adapters::http
