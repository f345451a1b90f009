// Reads the HTTP/1.1 replies of one connection off the wire, strictly, and without any of the server's code: a second
// opinion on its output.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "ports/http.h"

namespace orderdeck::fuzz {

struct WireReply {
  ports::HttpReply reply;      // headers: without Date, Content-Type and Content-Length
  std::size_t length = 0;      // what Content-Length says
  bool closes = false;         // Connection: close
  std::string_view following;  // the wire after the reply's head
  bool operator==(const WireReply& other) const;

  /// Empty when the reply has no such header.
  std::string header(std::string_view name) const;
};

/// Every reply but 100 Continue. `bodyless`: whether a reply has no body in spite of its length. Whatever breaks HTTP
/// breaks a property.
std::vector<WireReply> readWire(std::string_view wire, const std::function<bool(const WireReply&)>& bodyless);

}  // namespace orderdeck::fuzz
