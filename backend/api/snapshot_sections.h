// The snapshot in parts: a reader names the sections that it shows, each with the sequence number that it has, and gets
// those whose content is another by now. Sequence numbers of one daemon begin where its clock stood when it started, so
// that those of another daemon are others. Pure functions and values.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/snapshot.h"
#include "core/error.h"

namespace orderdeck::api {

enum class Section { System, Overview, Flow, Stock, Streams, Locks, Nodes, Faults, Invariants, Jobs, Events };
inline constexpr std::array<std::string_view, 11> kSectionNames = {
    "system", "overview", "flow", "stock", "streams", "locks", "nodes", "faults", "invariants", "jobs", "events"};
constexpr std::string_view nameOf(Section section) { return kSectionNames[static_cast<std::size_t>(section)]; }
std::optional<Section> sectionNamed(std::string_view name);

class SectionSet {
 public:
  constexpr SectionSet() = default;
  constexpr SectionSet(std::initializer_list<Section> sections) {
    for (const Section section : sections) m_bits |= bit(section);
  }
  constexpr bool contains(Section section) const { return (m_bits & bit(section)) != 0; }
  constexpr bool contains(SectionSet others) const { return (m_bits & others.m_bits) == others.m_bits; }
  constexpr SectionSet& operator|=(SectionSet others) {
    m_bits |= others.m_bits;
    return *this;
  }
  friend constexpr SectionSet operator|(SectionSet a, SectionSet b) { return a |= b; }
  constexpr bool operator==(const SectionSet&) const = default;

 private:
  static constexpr std::uint32_t bit(Section section) { return 1U << static_cast<unsigned>(section); }
  std::uint32_t m_bits = 0;
};

/// Sections with the sequence number of each; 0: none yet.
using SectionSequences = std::map<Section, std::int64_t>;

/// "overview:1795300860017,stock", as in a query: a section without a number is wanted in any case.
std::string sectionsText(const SectionSequences& sections);
/// InvalidArgument names what is wrong; of an unknown section also those that there are.
core::Result<SectionSequences> parseSections(std::string_view text);

/// Which of the sections differ.
SectionSet differing(const Snapshot& a, const Snapshot& b);

/// The members of a section as they stand in a snapshot's JSON: `"health":{...},"figures":{...}`.
std::string encodeSection(Section section, const Snapshot& snapshot);
/// A snapshot of members that encodeSection() made; with `sequences`, which are told as `sections`.
std::string joinSections(const Snapshot& head, const std::vector<std::string_view>& members,
                         const std::optional<SectionSequences>& sequences = {});

/// Some sections of a snapshot, all of one moment.
struct SnapshotUpdate {
  SectionSequences sections;  // those that came, with their new sequence numbers
  Snapshot content;           // of which only these are told

  /// As if `later` had come at once: what came in both is taken from it.
  void add(SnapshotUpdate later);
  void moveInto(Snapshot& picture) &&;
};

core::Result<SnapshotUpdate> decodeUpdate(std::string_view json);  // Corrupt, naming the member

}  // namespace orderdeck::api
