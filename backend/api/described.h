// Described structs: every answer and command of an API names its members once, in a visit() beside the struct. JSON is
// written, read and specified by walking that list: json_encoder.h, json_decoder.h, query.h, schema.h.
//
//   struct Restock { std::int64_t quantity = 0; std::string why; };
//   template <typename V>
//   void visit(V& v, Restock& r) { v("quantity", r.quantity, from(1, 1e9)), v("why", r.why, kOptional); }
//
// A member is a truth, a number, a text, a closed word (core/words.h), a time, a described struct, or an optional,
// list, map by name or pair of those. An optional that holds nothing is null. What is written after a member is checked
// wherever it is read. A word that is not in its table is refused in a command; an answer may come from a newer
// program, so there it is read as ClosedWord::unknown(), and shown as what is not known.
#pragma once

#include <string>
#include <string_view>
#include <type_traits>

namespace orderdeck::api {

/// May be absent, or null, where it is read: then it keeps its default. It is left out when it is written empty: no
/// text, an empty list or map, an optional with nothing in it, a time that was never set, false. Numbers are always
/// written.
struct Optional {};
inline constexpr Optional kOptional;

/// A time written as RFC 3339, and not as milliseconds since the epoch.
struct Rfc3339 {};
inline constexpr Rfc3339 kRfc3339;

/// Where a number may be.
struct Range {
  double least = 0, most = 0;
  bool aboveLeast = false;  // `least` itself is too little
  bool holds(double value) const { return (aboveLeast ? value > least : value >= least) && value <= most; }
  std::string text() const;  // "from 1 to 1024", "above 0 and at most 10000"
};
constexpr Range from(double least, double most) { return {least, most, false}; }
constexpr Range above(double least, double most) { return {least, most, true}; }

/// What a text must match (ECMA 262): said in the description alone. Whoever takes the text checks it, in his own
/// words.
struct Matching {
  std::string_view pattern;
};
constexpr Matching matching(std::string_view pattern) { return {pattern}; }

/// An id or a name that programs give. Where a sum or a list of such names is meant, that is said beside it.
inline constexpr Matching kName{"^[A-Za-z0-9_.-]{1,64}$"};

/// How long a list may be.
struct Entries {
  std::size_t least = 0, most = 0;
  bool holds(std::size_t count) const { return count >= least && count <= most; }
  std::string text() const;  // "of 1 to 100 entries"
};
constexpr Entries entries(std::size_t least, std::size_t most) { return {least, most}; }

template <typename Option, typename... Options>
inline constexpr bool kHas = (std::is_same_v<Option, Options> || ...);

/// A struct whose members are named by visit().
template <typename T>
concept Described = std::is_aggregate_v<T> && !std::is_array_v<T>;

}  // namespace orderdeck::api
