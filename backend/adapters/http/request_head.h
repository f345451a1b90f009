// What the server itself looks at in a request's header; handlers see ports::HttpRequest.
#pragma once

#include <optional>
#include <string>

namespace orderdeck::adapters::http {

struct RequestHead {
  std::string target;
  std::optional<std::string> host;       // field Host
  std::optional<std::string> origin;     // field Origin
  std::optional<std::string> fetchSite;  // field Sec-Fetch-Site: a browser's word on where the request comes from
  bool expectsContinue = false;
  bool expectsMore = false;                  // field Expect with anything but 100-continue
  std::optional<std::string> contentCoding;  // field Content-Encoding
  bool http10 = false;
};

}  // namespace orderdeck::adapters::http
