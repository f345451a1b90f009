// The last half hour as the backend keeps it: every group's lag, and when which fault was armed. Only joins the answers
// to one another; all points are the backend's. Owned by the Feed; GUI thread.
#pragma once

#include <QHash>
#include <QString>
#include <vector>

#include "api/series.h"

namespace orderdeck::ui {

class History {
 public:
  struct Sample {
    double at = 0;  // seconds since the epoch
    double value = 0;
  };
  struct FaultSpan {
    QString id, name;
    double from = 0, to = 0;
    bool armed = false;  // still: `to` is the newest time
  };

  /// What continues replaces nothing; what does not replaces everything: it is of another backend.
  void add(const api::Series& answer);

  /// Samples of a group's lag, oldest first.
  const std::vector<Sample>& lagOf(const QString& group) const;
  const std::vector<FaultSpan>& faults() const { return m_faults; }
  /// The time of the newest answer, in seconds since the epoch; 0 before the first.
  double newest() const { return m_newest; }

 private:
  void addFaults(const api::Series& answer);

  QHash<QString, std::vector<Sample>> m_series;
  std::vector<FaultSpan> m_faults;
  double m_newest = 0;
};

}  // namespace orderdeck::ui
