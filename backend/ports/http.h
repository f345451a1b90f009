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
#include "ports/http_problem.h"

namespace orderdeck::ports {

struct HttpRequest {
  std::string method;                        // GET, POST, ...
  std::string path;                          // decoded, without the query: /orders/01J...; "*" of OPTIONS *
  std::map<std::string, std::string> query;  // decoded
  std::string body;
  std::optional<std::string> idempotencyKey;  // header Idempotency-Key as it came: see readIdempotencyKey
  std::string authorization;                  // header Authorization
  std::string contentType;
  std::string userAgent = {};     // header User-Agent
  std::string operatorName = {};  // header X-Operator as it came, and X-Reason: see api/caller.h
  std::string reason = {};
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
  bool needsBody = false;                     // a request that does not say how long its body is gets 411
};

class HttpHandler {
 public:
  virtual ~HttpHandler() = default;
  /// Called on the server's io thread with a request whose body is still empty: must not block.
  virtual HttpScreening screen(const HttpRequest&) const { return {}; }
  /// Called on the server's io thread: must not block. `respond` may be kept and called later.
  virtual void handle(HttpRequest request, HttpRespond respond) = 0;
};

/// GET, HEAD, OPTIONS and TRACE change nothing (RFC 9110, 9.2.1); what is not known might.
bool isSafe(std::string_view method);

/// The key that a request came with; empty when it has none. A bare word or a quoted one (a string of RFC 8941, as the
/// IETF draft has it) are the same key. InvalidArgument for an empty one, and for what does not match
/// [A-Za-z0-9_.-]{1,64}.
core::Result<std::string> readIdempotencyKey(const HttpRequest& request);

/// An RFC 9457 problem. 401 comes with WWW-Authenticate, 503 with Retry-After.
HttpReply problem(ProblemWord problem, std::string_view detail);
HttpReply problem(const core::Error& error);

/// 405 with the methods that are allowed ("GET, HEAD, OPTIONS").
HttpReply methodNotAllowed(const std::string& allowed);

/// The answer to OPTIONS: 204 with Allow; where POST is allowed, with the type of body that it takes.
HttpReply optionsReply(const std::string& allowed);

/// The page that the `type` of a problem names.
HttpReply problemsPage();

}  // namespace orderdeck::ports
