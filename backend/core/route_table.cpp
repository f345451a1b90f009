#include "core/route_table.h"

#include <algorithm>

namespace orderdeck::core {

namespace {

template <typename Part>
std::vector<Part> split(std::string_view path) {
  std::vector<Part> parts;
  while (path.starts_with('/')) {
    path.remove_prefix(1);
    const std::size_t end = std::min(path.find('/'), path.size());
    parts.emplace_back(path.substr(0, end));
    path.remove_prefix(end);
  }
  return parts;
}

bool fits(const std::vector<std::string>& pattern, const std::vector<std::string_view>& path) {
  return std::ranges::equal(
      pattern, path, [](const std::string& part, std::string_view given) { return part.empty() || part == given; });
}

}  // namespace

void RouteTable::add(std::string_view method, std::string_view path) {
  std::vector<std::string> parts = split<std::string>(path);
  for (std::string& part : parts) {
    if (part.starts_with('{')) part.clear();
  }
  m_routes.push_back({std::string(method), std::move(parts)});
}

std::string RouteTable::methodsOf(const Route* like) const {
  std::vector<std::string_view> methods;
  const auto note = [&](std::string_view method) {
    if (std::ranges::find(methods, method) == methods.end()) methods.push_back(method);
  };
  for (const Route& route : m_routes) {
    if (like && route.parts != like->parts) continue;
    note(route.method);
    if (route.method == "GET") note("HEAD");
  }
  note("OPTIONS");
  std::string list;
  for (const std::string_view method : methods) list.append(list.empty() ? "" : ", ").append(method);
  return list;
}

RouteTable::Match RouteTable::find(std::string_view method, std::string_view path) const {
  Match match;
  match.asksForOptions = method == "OPTIONS";
  if (path == "*") {
    match.allowed = methodsOf(nullptr);
    return match;
  }
  const auto places = [](const Route& route) { return std::ranges::count(route.parts, std::string_view()); };
  const std::vector<std::string_view> parts = split<std::string_view>(path);
  const Route* nearest = nullptr;
  for (const Route& route : m_routes) {
    if (fits(route.parts, parts) && (nearest == nullptr || places(route) < places(*nearest))) nearest = &route;
  }
  if (nearest == nullptr) return match;
  const std::string_view served = method == "HEAD" ? "GET" : method;
  const auto found = std::ranges::find_if(
      m_routes, [&](const Route& route) { return route.parts == nearest->parts && route.method == served; });
  if (found == m_routes.end()) {
    match.allowed = methodsOf(nearest);
    return match;
  }
  match.route = static_cast<std::size_t>(found - m_routes.begin());
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (nearest->parts[i].empty()) match.at.emplace_back(parts[i]);
  }
  return match;
}

}  // namespace orderdeck::core
