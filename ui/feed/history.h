// The last half hour as the backend keeps it: its series, when which fault was armed, and what else happened. Only
// joins the answers to one another; all points are the backend's. Owned by the Feed; GUI thread.
#pragma once

#include <QHash>
#include <QStringList>
#include <string_view>
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

  /// Samples of a series (api::series), oldest first.
  const std::vector<Sample>& samplesOf(const QString& name) const;
  /// What stands behind `prefix` in the names of the series that begin with it, sorted: the nodes of "cpu.".
  QStringList namesAfter(std::string_view prefix) const;
  const std::vector<api::OpsEvent>& events() const { return m_events; }  // oldest first
  const std::vector<FaultSpan>& faults() const { return m_faults; }
  /// The time of the newest answer, in seconds since the epoch; 0 before the first.
  double newest() const { return m_newest; }

 private:
  void addFaults(const api::Series& answer);

  QHash<QString, std::vector<Sample>> m_series;
  std::vector<FaultSpan> m_faults;
  std::vector<api::OpsEvent> m_events;
  double m_newest = 0;
};

}  // namespace orderdeck::ui
