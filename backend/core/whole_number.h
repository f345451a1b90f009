// Whole numbers of JSON, as JSON Schema counts them: 12, 12.0 and 1.2e1, but not 12.5. Pure; any thread.
#pragma once

#include <cmath>
#include <concepts>
#include <cstdint>
#include <optional>
#include <utility>

#include <nlohmann/json.hpp>

namespace orderdeck::core {

/// Nothing when the value is no whole number, is one that T does not hold, or stands as a floating point number of
/// which a double does not hold every digit (2^53 and above).
template <std::integral T>
std::optional<T> wholeNumber(const nlohmann::json& value) {
  constexpr double kExact = 9'007'199'254'740'992.0;
  const auto held = [](auto number) {
    return std::in_range<T>(number) ? std::optional(static_cast<T>(number)) : std::nullopt;
  };
  if (value.is_number_unsigned()) return held(value.get<std::uint64_t>());
  if (value.is_number_integer()) return held(value.get<std::int64_t>());
  if (!value.is_number_float()) return std::nullopt;
  const double number = value.get<double>();
  if (!(std::abs(number) < kExact) || number != std::trunc(number)) return std::nullopt;
  return held(static_cast<std::int64_t>(number));
}

}  // namespace orderdeck::core
