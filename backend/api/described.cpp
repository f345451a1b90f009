#include "api/described.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/words.h"

namespace orderdeck::api {

std::string Range::text() const {
  return aboveLeast ? fmt::format("above {} and at most {}", least, most) : fmt::format("from {} to {}", least, most);
}

bool Words::holds(std::string_view text) const { return std::ranges::find(words, text) != words.end(); }

std::string Words::text() const { return core::listed(words); }

}  // namespace orderdeck::api
