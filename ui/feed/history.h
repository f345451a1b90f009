// The last half hour as charts show it: every group's lag once a second, and when which fault was armed. Fed with every
// snapshot, whatever page is open; the time before the console came is fetched from the backend once. Owned by the
// Feed; GUI thread.
#pragma once

#include <QHash>
#include <QString>
#include <string_view>
#include <vector>

#include "api/snapshot.h"

namespace orderdeck::ui {

class History {
 public:
  static constexpr double kSeconds = 1800;

  struct Sample {
    double at = 0;  // seconds since the epoch
    double lag = 0;
  };
  struct FaultSpan {
    QString id, name;
    double from = 0, to = 0;
    bool armed = false;  // still
  };

  void add(const api::Snapshot& snapshot);
  /// The answer to GET /api/lag/history; goes before what is there already. False when it cannot be read.
  bool addPast(std::string_view json);

  /// Samples of a group, oldest first.
  const std::vector<Sample>& lagOf(const QString& group) const;
  const std::vector<FaultSpan>& faults() const { return m_faults; }
  /// The time of the newest snapshot, in seconds since the epoch; 0 before the first.
  double newest() const { return m_newest; }

 private:
  void addFaults(const api::Snapshot& snapshot);

  QHash<QString, std::vector<Sample>> m_lag;
  std::vector<FaultSpan> m_faults;
  double m_newest = 0;
};

}  // namespace orderdeck::ui
