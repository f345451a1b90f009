// HTTP as handlers see it: a whole request in, one reply out, whenever it is ready and from any thread.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/error.h"

namespace orderdeck::ports {

struct HttpRequest {
  std::string method;                        // GET, POST, ...
  std::string path;                          // decoded, without the query: /orders/01J...
  std::map<std::string, std::string> query;  // decoded
  std::string body;
  std::string idempotencyKey;  // header Idempotency-Key
  std::string authorization;   // header Authorization
  std::string contentType;
};

struct HttpReply {
  int status = 200;
  std::string body;
  std::string contentType = "application/json";
  std::vector<std::pair<std::string, std::string>> headers;  // more headers (Retry-After)
};

using HttpRespond = std::move_only_function<void(HttpReply)>;  // called exactly once, from any thread

/// What a handler says to a request's header, before its body is read.
struct HttpScreening {
  std::optional<HttpReply> refusal = {};      // instead of reading the body; the connection ends after it
  std::optional<std::size_t> bodyLimit = {};  // bytes; nothing: the server's own limit
  bool authenticated = false;                 // the connection is not closed to make room for others
};

class HttpHandler {
 public:
  virtual ~HttpHandler() = default;
  /// Called on the server's io thread with a request whose body is still empty: must not block.
  virtual HttpScreening screen(const HttpRequest&) const { return {}; }
  /// Called on the server's io thread: must not block. `respond` may be kept and called later.
  virtual void handle(HttpRequest request, HttpRespond respond) = 0;
};

/// An RFC 9457 problem with the stable `code` of the error; status from the code (400, 401, 404, 409, 413, 422, 503).
HttpReply problem(const core::Error& error);

/// A problem whose status no error code has (400 for broken HTTP, 408, 413 for a header).
HttpReply problem(int status, std::string_view code, std::string_view detail);

/// 405 with the methods that are allowed ("GET, POST").
HttpReply methodNotAllowed(const std::string& allowed);

/// The status that goes with an error's code.
int httpStatus(core::ErrorCode code);

}  // namespace orderdeck::ports
