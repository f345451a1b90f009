// Figures as people read them: 1,234,567.
#pragma once

#include <cstdint>
#include <string>

namespace orderdeck::core {

inline std::string grouped(std::int64_t value) {
  std::string text = std::to_string(value);
  const std::size_t digits = text.starts_with('-') ? 1 : 0;
  for (std::size_t at = text.size(); at > digits + 3;) text.insert(at -= 3, 1, ',');
  return text;
}

}  // namespace orderdeck::core
