// Snapshots for tests of the console: a busy system with the figures of the design's picture, and small changes to it.
// Times are fixed.
#pragma once

#include <string>

#include "api/snapshot.h"

namespace orderdeck::support {

class SnapshotBuilder {
 public:
  /// 9,842 orders/s; payment is slow and lags; six scarce products of 48; one holder paused; every invariant holds.
  static SnapshotBuilder busy();
  /// A system that just came up: every process runs, no order came, nothing was measured yet.
  static SnapshotBuilder fresh();

  SnapshotBuilder& sequence(std::int64_t sequence, double secondsLater);
  SnapshotBuilder& state(domain::OrderStateWord state, std::int64_t count, double perSecond,
                         std::optional<double> dwellMillis);
  SnapshotBuilder& lag(const std::string& group, std::optional<std::int64_t> lag, domain::LagVerdictWord verdict);
  SnapshotBuilder& invariant(int number, domain::VerdictWord status, const std::string& detail = {});
  SnapshotBuilder& noFaults();
  /// Not read for so long; with what follows from that.
  SnapshotBuilder& stale(api::Source source, double seconds, const std::string& trouble = {});
  SnapshotBuilder& event(api::OpsEvent event);

  const api::Snapshot& get() const { return m_snapshot; }
  api::Snapshot& edit() { return m_snapshot; }

 private:
  api::Snapshot m_snapshot;
};

}  // namespace orderdeck::support
