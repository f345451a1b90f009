// The names of the resources that are locked.
#pragma once

#include <string>
#include <string_view>

namespace orderdeck::domain {

inline constexpr std::string_view kProductLock = "product:";

inline std::string productLock(std::string_view productId) { return std::string(kProductLock).append(productId); }
/// The product of a lock's name; the name itself for a lock of anything else.
inline std::string productOfLock(std::string_view resource) {
  return std::string(resource.starts_with(kProductLock) ? resource.substr(kProductLock.size()) : resource);
}

}  // namespace orderdeck::domain
