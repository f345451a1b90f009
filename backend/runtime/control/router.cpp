#include "runtime/control/router.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/ids.h"

namespace orderdeck::runtime {

using api::SchemaJson;
using ports::HttpRequest;
using ports::HttpRespond;

namespace {

/// The parts of a path: /orders/1/cancel is orders, 1, cancel. A trailing slash gives an empty last one.
std::vector<std::string> split(std::string_view path) {
  std::vector<std::string> parts;
  while (path.starts_with('/')) {
    path.remove_prefix(1);
    const std::size_t end = std::min(path.find('/'), path.size());
    parts.emplace_back(path.substr(0, end));
    path.remove_prefix(end);
  }
  return parts;
}

/// What stands in the places; nothing when the pattern is another path's.
std::optional<Router::Places> placesIn(const std::vector<std::string>& pattern, const std::vector<std::string>& path) {
  if (pattern.size() != path.size()) return std::nullopt;
  Router::Places places;
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (pattern[i].empty() ? !core::isLegalId(path[i]) : pattern[i] != path[i]) return std::nullopt;
    if (pattern[i].empty()) places.push_back(path[i]);
  }
  return places;
}

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
  std::vector<std::string> parts = split(path);
  for (std::string& part : parts) {
    if (part.starts_with('{')) part.clear();
  }
  m_routes.push_back(
      {std::string(method), std::string(path), std::move(parts), std::move(operation), std::move(handler)});
}

void Router::route(HttpRequest request, HttpRespond respond) const {
  const std::vector<std::string> path = split(request.path);
  std::string nearest;  // the pattern with the fewest places that is this path's: words come before places
  std::size_t fewest = path.size() + 1;
  for (const Route& route : m_routes) {
    const auto places = placesIn(route.parts, path);
    if (places && places->size() < fewest) fewest = places->size(), nearest = route.path;
  }
  std::vector<std::string> allowed;
  for (const Route& route : m_routes) {
    if (route.path != nearest) continue;
    if (route.method == request.method)
      return route.handler(std::move(request), *placesIn(route.parts, path), std::move(respond));
    allowed.push_back(route.method);
  }
  if (!allowed.empty()) return respond(ports::methodNotAllowed(fmt::format("{}", fmt::join(allowed, ", "))));
  respond(
      ports::problem({core::ErrorCode::NotFound, fmt::format("no {} {} here", request.method, request.path), false}));
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
