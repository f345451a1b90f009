#include "api/described.h"

#include <algorithm>

#include <fmt/format.h>

namespace orderdeck::api {

std::string Range::text() const {
  return aboveLeast ? fmt::format("above {} and at most {}", least, most) : fmt::format("from {} to {}", least, most);
}

bool Words::holds(std::string_view text) const { return std::ranges::find(words, text) != words.end(); }

std::string Words::text() const {
  std::string out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) out += i + 1 == words.size() ? " or " : ", ";
    out += words[i];
  }
  return out;
}

}  // namespace orderdeck::api
