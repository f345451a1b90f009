// One call of the control API as a value: method, path, and the described structs of its query, its body and its
// answer. The client makes requests from it, the daemon's router serves it, and the OpenAPI description is made from
// it.
#pragma once

#include <initializer_list>
#include <map>
#include <string>
#include <string_view>

#include "api/acts.h"
#include "api/described.h"
#include "api/json_encoder.h"
#include "api/query.h"

namespace orderdeck::api {

template <typename QueryT, typename BodyT, typename AnswerT>
struct Call {
  using Query = QueryT;
  using Body = BodyT;
  using Answer = AnswerT;
  std::string_view name;    // cancelOrder
  std::string_view method;  // GET, POST, PATCH, DELETE
  std::string_view path;    // /api/orders/{orderId}/cancel
  std::string_view summary;
  Access access;     // whether it is an act, and what its token must be
  int status = 200;  // of the answer
};

/// One call of the control API, ready to be sent.
struct ControlCall {
  std::string method;          // GET, POST, PATCH, DELETE
  std::string target;          // /api/nodes/payment-1/kill
  std::string body;            // JSON, or empty
  std::string idempotencyKey;  // header Idempotency-Key, or empty
  bool onlyReads = false;      // changes nothing: it may overtake others, and be overtaken
  Scope scope = Scope::View;   // that its token must have
  std::string reason = {};     // why, for the log of acts
};

/// The path with `places` instead of its {names}, escaped.
std::string filledPath(std::string_view path, std::initializer_list<std::string_view> places);

template <typename Query, typename Body, typename Answer>
ControlCall request(const Call<Query, Body, Answer>& call, std::initializer_list<std::string_view> places = {},
                    const Query& query = {}, const Body& body = {}) {
  return {.method = std::string(call.method),
          .target = filledPath(call.path, places) + encodeQuery(query),
          .body = std::is_empty_v<Body> ? std::string() : encodeJson(body),
          .idempotencyKey = {},
          .onlyReads = !call.access.act,
          .scope = call.access.scope.value_or(Scope::View)};
}

}  // namespace orderdeck::api
