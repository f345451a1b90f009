// Tells apart an event that was lost from one that still waits: up to which time everything that was published has been
// consumed by every required group. An order that stands still since before that time waits for nothing any more. One
// thread.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/error.h"
#include "ports/bus/inspector.h"
#include "ports/store/outbox.h"

namespace orderdeck::services {

class ConsumedHorizon {
 public:
  /// `groups`: those that have to have consumed an event (domain::requiredGroups, ports::serviceGroups).
  ConsumedHorizon(ports::BusInspector& bus, ports::Outbox& outbox, std::vector<ports::GroupTopics> groups)
      : m_bus(bus), m_outbox(outbox), m_groups(std::move(groups)) {}

  /// Looks at the offsets of these groups and at the outbox. The time up to which all is consumed, as far as was seen
  /// by now; nothing before that was seen once, and again after the broker lost its messages.
  core::Result<std::optional<core::Timestamp>> look();

 private:
  using Ends = std::map<std::string, std::int64_t>;  // "payment:order-created/3" -> end offset

  core::Result<bool> outboxIsOlderThan(core::Timestamp time);

  ports::BusInspector& m_bus;
  ports::Outbox& m_outbox;
  const std::vector<ports::GroupTopics> m_groups;
  std::optional<core::Timestamp> m_consumedUntil;
  core::Timestamp m_markAt;
  Ends m_mark;  // the end offsets at m_markAt, which the groups have to reach
  bool m_marked = false;
};

}  // namespace orderdeck::services
