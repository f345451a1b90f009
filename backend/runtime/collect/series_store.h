// What the charts show: the values of the last half hour, when which fault was armed, and what else happened. Every
// addition has a number; a reader continues from the last one that it has seen. Bounded by time and by count. Owned by
// the collector; any thread.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/series.h"
#include "api/snapshot.h"
#include "core/clock.h"

namespace orderdeck::runtime {

class SeriesStore {
 public:
  static constexpr std::size_t kMostPoints = 3'600, kMostFaults = 1'000, kMostEvents = 1'000;

  /// Numbers begin at `first`: by default at the time, so that a cursor of another daemon is known as such.
  explicit SeriesStore(std::int64_t first = core::toEpochMillis(core::now())) : m_first(first), m_number(first) {}

  /// One value of each series, of one moment.
  void add(core::Timestamp at, const std::map<std::string, double>& values);
  /// Which faults are armed now.
  void noteFaults(core::Timestamp at, std::span<const api::FaultView> armed);

  /// What happened after what was noted before.
  void noteEvents(core::Timestamp at, std::vector<api::OpsEvent> events);

  /// What came after `cursor`, of the last `span`; everything, if the cursor is none of this store's.
  api::Series after(std::int64_t cursor, core::Millis span = api::kSeriesKept, core::Timestamp now = core::now()) const;

 private:
  struct Point {
    std::int64_t number = 0;
    core::Timestamp at;
    double value = 0;
  };
  struct Span {
    std::int64_t number = 0;  // of its last change
    api::FaultSpan span;
  };

  const std::int64_t m_first;
  mutable std::mutex m_mutex;
  std::int64_t m_number;
  std::map<std::string, std::deque<Point>> m_series;
  std::deque<Span> m_faults;                                    // by when they began
  std::deque<std::pair<std::int64_t, api::OpsEvent>> m_events;  // with their numbers
};

}  // namespace orderdeck::runtime
