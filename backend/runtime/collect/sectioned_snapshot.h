// The newest snapshot as its readers get it: whole, or the sections that changed since the ones that they have. A
// section's sequence number moves when its content does, and its JSON is made once for each content, when the first
// reader asks. Owned by the collector; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>

#include "api/snapshot_sections.h"
#include "core/clock.h"

namespace orderdeck::runtime {

class SectionedSnapshot {
 public:
  /// Sequence numbers begin at `first`: by default at the time, so that no two daemons give the same.
  explicit SectionedSnapshot(std::int64_t first = core::toEpochMillis(core::now()));

  void put(api::Snapshot snapshot);

  api::Snapshot latest() const;
  /// The whole snapshot as JSON.
  std::shared_ptr<const std::string> whole();
  /// As JSON those of the sections whose sequence number is not the one given, with the number that they have now.
  std::string changed(const api::SectionSequences& sections);

 private:
  struct Part {
    std::int64_t sequence = 0;
    std::string members;  // as JSON; empty: not made yet
  };
  const Part& part(api::Section section);

  mutable std::mutex m_mutex;
  api::Snapshot m_latest;
  std::array<Part, api::kSectionNames.size()> m_parts;
  std::shared_ptr<const std::string> m_whole;  // null: not made yet
};

}  // namespace orderdeck::runtime
