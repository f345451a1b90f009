#include "runtime/node/node_api_token.h"

#include <algorithm>
#include <cstddef>

namespace orderdeck::runtime {

std::string_view bearerOf(std::string_view authorization) {
  constexpr std::string_view kScheme = "bearer";
  const auto isScheme = [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b; };
  if (!std::ranges::equal(authorization.substr(0, kScheme.size()), kScheme, isScheme)) return {};
  std::string_view given = authorization.substr(kScheme.size());
  if (!given.starts_with(' ')) return {};
  given.remove_prefix(std::min(given.find_first_not_of(' '), given.size()));
  return given;
}

bool bearerMatches(std::string_view authorization, std::string_view token) {
  if (token.empty()) return false;
  const std::string_view given = bearerOf(authorization);
  unsigned difference = given.size() == token.size() ? 0 : 1;
  for (std::size_t i = 0; i < given.size(); ++i) {
    difference |= static_cast<unsigned>(given[i] ^ token[i % token.size()]);
  }
  return difference == 0;
}

}  // namespace orderdeck::runtime
