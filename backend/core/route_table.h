// The routes of an HTTP API: methods and paths with places, and which of them a request means. HEAD is answered
// wherever GET is, and OPTIONS everywhere. Knows nothing of what a route does. Filled once; then any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace orderdeck::core {

class RouteTable {
 public:
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  struct Match {
    std::size_t route = kNone;         // which, in the order in which they were added; HEAD means that of GET
    std::vector<std::string> at = {};  // what stands in the places of its path: any text
    std::string allowed = {};     // without a route: the methods of the path, as Allow lists them; "": no such path
    bool asksForOptions = false;  // and that is what OPTIONS wants to know
  };

  /// Of a path like /orders/{id}/cancel.
  void add(std::string_view method, std::string_view path);

  /// Where several paths fit, words come before places. A trailing slash is an empty last part. The path * is the whole
  /// server.
  Match find(std::string_view method, std::string_view path) const;

 private:
  struct Route {
    std::string method;
    std::vector<std::string> parts;  // of the path; empty: a place
  };

  std::string methodsOf(const Route* like) const;  // null: of any

  std::vector<Route> m_routes;
};

}  // namespace orderdeck::core
