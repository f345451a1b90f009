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
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "core/error.h"

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
inline constexpr auto kWords = wordsOf(Enum{});

template <ClosedWords Enum>
constexpr std::string_view nameOf(Enum value) {
  for (const auto& word : kWords<Enum>) {
    if (word.value == value) return word.name;
  }
  return {};
}

/// Nothing for a name that is not in the table.
template <ClosedWords Enum>
constexpr std::optional<Enum> named(std::string_view name) {
  for (const auto& word : kWords<Enum>) {
    if (word.name == name) return word.value;
  }
  return std::nullopt;
}

/// A value of closed words. A literal may stand for it; one that is not in the table does not compile.
template <ClosedWords Enum>
class ClosedWord {
 public:
  constexpr ClosedWord() = default;  // the table's first word
  constexpr ClosedWord(Enum value) : m_value(value) {}
  consteval ClosedWord(const char* name) : m_value(named<Enum>(name).value()) {}
  /// What a newer program says, and this one has no word for: no value of the table.
  static constexpr ClosedWord unknown() { return static_cast<Enum>(-1); }

  constexpr Enum value() const { return m_value; }
  constexpr bool isKnown() const { return *this != unknown(); }
  constexpr std::string_view text() const { return isKnown() ? nameOf(m_value) : "?"; }
  constexpr bool empty() const { return text().empty(); }
  friend constexpr bool operator==(ClosedWord, ClosedWord) = default;

 private:
  Enum m_value = kWords<Enum>.front().value;
};

/// "open, closed or auto"
std::string listed(std::span<const std::string_view> words);

/// The table's words; one without a name is left out.
template <ClosedWords Enum>
std::vector<std::string_view> wordsIn() {
  std::vector<std::string_view> names;
  for (const auto& word : kWords<Enum>) {
    if (!word.name.empty()) names.push_back(word.name);
  }
  return names;
}

/// What a store holds. Corrupt: "WHAT must be open, closed or auto, not 'ajar'".
template <ClosedWords Enum>
Result<Enum> readWord(std::string_view name, std::string_view what) {
  if (const auto value = named<Enum>(name)) return *value;
  return fail(ErrorCode::Corrupt,
              std::string(what) + " must be " + listed(wordsIn<Enum>()) + ", not '" + std::string(name) + "'");
}

}  // namespace orderdeck::core
