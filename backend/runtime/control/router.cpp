#include "runtime/control/router.h"

#include <algorithm>

#include <fmt/format.h>

#include "api/caller.h"
#include "core/ids.h"

namespace orderdeck::runtime {

using api::SchemaJson;
using ports::HttpRequest;
using ports::HttpRespond;

namespace {

const SchemaJson& problemSchema() {
  static const SchemaJson kProblem = {{"type", "object"},
                                      {"required", {"type", "title", "status", "code", "detail"}},
                                      {"properties",
                                       {{"type", {{"type", "string"}, {"format", "uri-reference"}}},
                                        {"title", {{"type", "string"}}},
                                        {"status", {{"type", "integer"}}},
                                        {"code", api::schemaOf<ports::ProblemWord>()},
                                        {"detail", {{"type", "string"}, {"description", "a sentence, for people"}}}}}};
  return kProblem;
}

SchemaJson keyParameter() {
  return {{"name", "Idempotency-Key"},
          {"in", "header"},
          {"required", false},
          {"schema", {{"type", "string"}, {"pattern", R"(^([A-Za-z0-9_.-]{1,64}|"[A-Za-z0-9_.-]{1,64}")$)"}}},
          {"description",
           "The same key with the same request gets the same answer, and is done once; with another request 422"}};
}

/// ASCII, or the %XX of well-formed UTF-8; no control characters.
constexpr std::string_view kEscapedUtf8 =
    "^([ -$&-~]|%[2-6][0-9A-Fa-f]|%7[0-9A-Ea-e]"
    "|(%[Cc][2-9A-Fa-f]|%[Dd][0-9A-Fa-f]|%[Ee]0%[AaBb][0-9A-Fa-f]|%[Ee][1-9A-CEFa-cef]%[89ABab][0-9A-Fa-f]"
    "|%[Ee][Dd]%[89][0-9A-Fa-f]|%[Ff]0%[9ABab][0-9A-Fa-f]%[89ABab][0-9A-Fa-f]"
    "|%[Ff][1-3]%[89ABab][0-9A-Fa-f]%[89ABab][0-9A-Fa-f]|%[Ff]4%8[0-9A-Fa-f]%[89ABab][0-9A-Fa-f])"
    "%[89ABab][0-9A-Fa-f])*$";

SchemaJson callerParameter(const char* header, std::string_view what, std::size_t most) {
  return {{"name", header},
          {"in", "header"},
          {"required", false},
          {"schema", {{"type", "string"}, {"pattern", kEscapedUtf8}}},
          {"description",
           fmt::format("{}, for the log of acts: percent-encoded UTF-8, at most {} bytes of it", what, most)}};
}

/// With the scope that the token must have (a role, as OpenAPI calls it). None: it asks for no token.
SchemaJson securityOf(const api::Access& access) {
  if (!access.scope) return SchemaJson::array();
  return SchemaJson::array({{{"token", SchemaJson::array({core::nameOf(*access.scope)})}}});
}

}  // namespace

void Router::addRaw(std::string_view method, std::string_view path, const api::Access& access, SchemaJson operation,
                    ControlApiWorker* worker, Raw work) {
  add(method, path, access, std::move(operation),
      [worker, work = std::move(work)](HttpRequest request, Places at, HttpRespond respond) {
        if (!worker) return respond(work(request, at));
        worker->run([work, request = std::move(request), at = std::move(at)] { return work(request, at); },
                    std::move(respond));
      });
}

void Router::add(std::string_view method, std::string_view path, const api::Access& access, SchemaJson operation,
                 Handler handler) {
  m_table.add(method, path);
  m_routes.push_back({std::string(method), std::string(path), access, std::move(operation), std::move(handler)});
}

void Router::route(HttpRequest request, HttpRespond respond) const {
  core::RouteTable::Match match = m_table.find(request.method, request.path);
  if (!match.allowed.empty())
    return respond(match.asksForOptions ? ports::optionsReply(match.allowed) : ports::methodNotAllowed(match.allowed));
  if (match.route == core::RouteTable::kNone ||
      !std::ranges::all_of(match.at, [](const std::string& id) { return core::isLegalId(id); }))
    return respond(
        ports::problem({core::ErrorCode::NotFound, fmt::format("no {} {} here", request.method, request.path), false}));
  const Route& route = m_routes[match.route];
  if (!m_gate) return carryOut(route, std::move(request), std::move(match.at), std::move(respond));
  m_gate->enter(std::move(request), std::move(match.at), route.access, std::move(respond),
                [this, &route](HttpRequest asked, Places at, HttpRespond answered) {
                  carryOut(route, std::move(asked), std::move(at), std::move(answered));
                });
}

void Router::carryOut(const Route& route, HttpRequest request, Places at, HttpRespond respond) const {
  if (ports::isSafe(request.method)) return route.handler(std::move(request), std::move(at), std::move(respond));
  const auto key = ports::readIdempotencyKey(request);
  if (!key) return respond(ports::problem(key.error()));
  if (key->empty() || !route.keepsReplies) return route.handler(std::move(request), std::move(at), std::move(respond));
  std::string asked = fmt::format("{} {}\n", request.method, request.path);
  for (const auto& [name, value] : request.query) asked += fmt::format("{}={}\n", name, value);
  const std::uint64_t hash = core::stableHash(asked + request.body);  // before the request is moved
  m_kept.answer(*key, hash, std::move(respond),
                [&route, request = std::move(request), at = std::move(at)](HttpRespond answered) mutable {
                  route.handler(std::move(request), std::move(at), std::move(answered));
                });
}

std::string Router::openApi(std::string_view title, std::string_view description) const {
  SchemaJson paths = SchemaJson::object();
  for (const Route& route : m_routes) {
    if (route.operation.is_null()) continue;
    std::string method = route.method;
    std::ranges::transform(method, method.begin(), [](char c) { return static_cast<char>(c | 0x20); });
    SchemaJson& operation = paths[route.path][method] = route.operation;
    operation["security"] = securityOf(route.access);
    if (!ports::isSafe(route.method)) operation["parameters"].push_back(keyParameter());
    if (!route.access.act) continue;
    operation["parameters"].push_back(callerParameter(api::kOperatorHeader, "Who acts", api::kMostOperator));
    operation["parameters"].push_back(callerParameter(api::kReasonHeader, "Why", api::kMostReason));
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
