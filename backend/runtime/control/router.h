// The table of an API's routes: method, path, who works on it, what is done. Finds the route of a request, decodes what
// is asked, encodes what is answered, and writes the OpenAPI description. Made once; then any thread.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/call.h"
#include "api/json_decoder.h"
#include "api/query.h"
#include "api/schema.h"
#include "core/route_table.h"
#include "ports/http.h"
#include "runtime/control/control_api_worker.h"
#include "runtime/control/gate.h"
#include "runtime/control/kept_replies.h"

namespace orderdeck::runtime {

class Router {
 public:
  using Places = Gate::Places;

  /// `gate` stands before every route, and outlives this; null: nothing does.
  explicit Router(Gate* gate = nullptr) : m_gate(gate) {}

  /// What a call is asked.
  template <typename Query, typename Body>
  struct Asked {
    Places at;
    Query query;
    Body body;
  };

  using Raw = std::function<ports::HttpReply(const ports::HttpRequest& request, const Places& at)>;
  using Handler = std::function<void(ports::HttpRequest request, Places at, ports::HttpRespond respond)>;

  /// `work` answers the call, on the worker's thread, or on the caller's when there is none: a Result of the answer.
  template <typename Query, typename Body, typename Answer, typename Work>
  void on(const api::Call<Query, Body, Answer>& call, ControlApiWorker* worker, Work work) {
    addKept(call.method, call.path, call.access, api::operationOf(call),
            [worker, work = std::move(work), status = call.status](ports::HttpRequest request, Places at,
                                                                   ports::HttpRespond respond) {
              auto query = api::decodeQuery<Query>(request.query);
              if (!query) return respond(ports::problem(query.error()));
              auto body = bodyOf<Body>(request.body);
              if (!body) return respond(ports::problem(body.error()));
              auto job = [work, status,
                          asked = Asked<Query, Body>{std::move(at), *std::move(query), *std::move(body)}] {
                const core::Result<Answer> answer = work(asked);
                if (!answer) return ports::problem(answer.error());
                return ports::HttpReply{.status = status, .body = api::encodeJson(*answer), .headers = {}};
              };
              if (worker)
                worker->run(std::move(job), std::move(respond));
              else
                respond(job());
            });
  }

  /// As above; `work` is given the request as it came and makes the whole reply.
  template <typename Query, typename Body, typename Answer>
  void onRaw(const api::Call<Query, Body, Answer>& call, ControlApiWorker* worker, Raw work) {
    addRaw(call.method, call.path, call.access, api::operationOf(call), worker, std::move(work));
  }
  /// `operation`: null leaves it out of the description.
  void addRaw(std::string_view method, std::string_view path, const api::Access& access, api::SchemaJson operation,
              ControlApiWorker* worker, Raw work);
  void add(std::string_view method, std::string_view path, const api::Access& access, api::SchemaJson operation,
           Handler handler);

  /// A change that comes with an idempotency key is done once, where the route takes what it is asked decoded; else the
  /// route looks at the key itself. 400 for a key that is not legal, 404 where nothing is, 405 with Allow where it is,
  /// but not with this method; OPTIONS is answered with Allow, HEAD as GET (the server leaves the body out).
  void route(ports::HttpRequest request, ports::HttpRespond respond) const;

  /// The description of every route: OpenAPI 3.1.
  std::string openApi(std::string_view title, std::string_view description) const;

 private:
  struct Route {
    std::string method, path;
    api::Access access;
    api::SchemaJson operation;
    Handler handler;
    bool keepsReplies = false;  // to calls with an idempotency key
  };

  void carryOut(const Route& route, ports::HttpRequest request, Places at, ports::HttpRespond respond) const;
  void addKept(std::string_view method, std::string_view path, const api::Access& access, api::SchemaJson operation,
               Handler handler) {
    add(method, path, access, std::move(operation), std::move(handler));
    m_routes.back().keepsReplies = !ports::isSafe(method);
  }

  /// Some call has no body, and then any is passed over.
  template <typename Body>
  static core::Result<Body> bodyOf(const std::string& text) {
    if constexpr (std::is_empty_v<Body>)
      return Body{};
    else
      return api::decodeBody<Body>(text);
  }

  Gate* const m_gate;
  core::RouteTable m_table;
  std::vector<Route> m_routes;  // in the table's order
  mutable KeptReplies m_kept;   // has a lock of its own
};

}  // namespace orderdeck::runtime
