#include "runtime/control/router.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/ids.h"

namespace orderdeck::runtime {

using api::SchemaJson;
using ports::HttpRequest;
using ports::HttpRespond;

namespace {

const SchemaJson& problemSchema() {
  static const SchemaJson kProblem = {
      {"type", "object"},
      {"required", {"type", "title", "status", "code", "detail"}},
      {"properties",
       {{"type", {{"type", "string"}}},
        {"title", {{"type", "string"}}},
        {"status", {{"type", "integer"}}},
        {"code", {{"type", "string"}, {"description", "stable, for programs: not_found, conflict, ..."}}},
        {"detail", {{"type", "string"}, {"description", "a sentence, for people"}}}}}};
  return kProblem;
}

}  // namespace

void Router::addRaw(std::string_view method, std::string_view path, SchemaJson operation, ControlApiWorker* worker,
                    Raw work) {
  add(method, path, std::move(operation),
      [worker, work = std::move(work)](HttpRequest request, Places at, HttpRespond respond) {
        if (!worker) return respond(work(request, at));
        worker->run([work, request = std::move(request), at = std::move(at)] { return work(request, at); },
                    std::move(respond));
      });
}

void Router::add(std::string_view method, std::string_view path, SchemaJson operation, Handler handler) {
  m_table.add(method, path);
  m_routes.push_back({std::string(method), std::string(path), std::move(operation), std::move(handler)});
}

void Router::route(HttpRequest request, HttpRespond respond) const {
  core::RouteTable::Match match = m_table.find(request.method, request.path);
  if (!match.allowed.empty()) return respond(ports::methodNotAllowed(match.allowed));
  if (match.route == core::RouteTable::kNone ||
      !std::ranges::all_of(match.at, [](const std::string& id) { return core::isLegalId(id); }))
    return respond(
        ports::problem({core::ErrorCode::NotFound, fmt::format("no {} {} here", request.method, request.path), false}));
  m_routes[match.route].handler(std::move(request), std::move(match.at), std::move(respond));
}

std::string Router::openApi(std::string_view title, std::string_view description) const {
  SchemaJson paths = SchemaJson::object();
  for (const Route& route : m_routes) {
    if (route.operation.is_null()) continue;
    std::string method = route.method;
    std::ranges::transform(method, method.begin(), [](char c) { return static_cast<char>(c | 0x20); });
    paths[route.path][method] = route.operation;
  }
  const SchemaJson document = {{"openapi", "3.1.0"},
                               {"info",
                                {{"title", title},
                                 {"version", "1"},
                                 {"license", {{"name", "GPL-3.0-or-later"}, {"identifier", "GPL-3.0-or-later"}}},
                                 {"description", description}}},
                               {"security", SchemaJson::array({{{"token", SchemaJson::array()}}})},
                               {"paths", std::move(paths)},
                               {"components",
                                {{"securitySchemes", {{"token", {{"type", "http"}, {"scheme", "bearer"}}}}},
                                 {"schemas", {{"Problem", problemSchema()}}}}}};
  return document.dump(2);
}

}  // namespace orderdeck::runtime
