#include "api/described.h"

#include <fmt/format.h>

namespace orderdeck::api {

std::string Range::text() const {
  return aboveLeast ? fmt::format("above {} and at most {}", least, most) : fmt::format("from {} to {}", least, most);
}

std::string Entries::text() const { return fmt::format("of {} to {} entries", least, most); }

}  // namespace orderdeck::api
