#include "api/call.h"

#include <algorithm>

namespace orderdeck::api {

std::string filledPath(std::string_view path, std::initializer_list<std::string_view> places) {
  std::string out;
  auto place = places.begin();
  while (!path.empty()) {
    const std::size_t open = std::min(path.find('{'), path.size());
    out += path.substr(0, open);
    path.remove_prefix(open);
    if (path.empty()) break;
    if (place != places.end()) out += escaped(*place++);
    path.remove_prefix(path.find('}') + 1);
  }
  return out;
}

}  // namespace orderdeck::api
