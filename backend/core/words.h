// Closed words: an enum of which each value has a name, as it stands in JSON, SQL, Redis and on command lines. Its
// table stands beside it, as a function that is found by the enum:
//
//   enum class Verdict { Holds, Broken };
//   constexpr auto wordsOf(Verdict) {
//     return std::to_array<core::Word<Verdict>>({{Verdict::Holds, "holds"}, {Verdict::Broken, "broken"}});
//   }
//
// Pure; any thread.
#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <type_traits>

// Marks a text that the console shows in the user's language, for lupdate to find (ui/CMakeLists.txt).
#define ORDERDECK_TEXT(context, text) text

namespace orderdeck::core {

template <typename Enum>
struct Word {
  Enum value;
  std::string_view name;
};

template <typename Enum>
concept ClosedWords = std::is_enum_v<Enum> && requires(Enum value) { wordsOf(value).size(); };

template <ClosedWords Enum>
constexpr std::string_view nameOf(Enum value) {
  for (const auto& word : wordsOf(value)) {
    if (word.value == value) return word.name;
  }
  return {};
}

/// Nothing for a name that is not in the table.
template <ClosedWords Enum>
constexpr std::optional<Enum> named(std::string_view name) {
  for (const auto& word : wordsOf(Enum{})) {
    if (word.name == name) return word.value;
  }
  return std::nullopt;
}

}  // namespace orderdeck::core
