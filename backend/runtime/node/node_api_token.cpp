#include "runtime/node/node_api_token.h"

#include <cstddef>

namespace orderdeck::runtime {

bool bearerMatches(std::string_view authorization, std::string_view token) {
  constexpr std::string_view kScheme = "Bearer ";
  if (token.empty() || !authorization.starts_with(kScheme)) return false;
  const std::string_view given = authorization.substr(kScheme.size());
  unsigned difference = given.size() == token.size() ? 0 : 1;
  for (std::size_t i = 0; i < given.size(); ++i) {
    difference |= static_cast<unsigned>(given[i] ^ token[i % token.size()]);
  }
  return difference == 0;
}

}  // namespace orderdeck::runtime
