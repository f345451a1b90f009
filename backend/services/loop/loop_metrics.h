// The metrics that every consumer loop keeps, labelled with its service. Used by the loop's thread only.
#pragma once

#include <map>
#include <string>
#include <utility>

#include "ports/metrics.h"
#include "services/loop/service.h"

namespace orderdeck::services {

class LoopMetrics {
 public:
  LoopMetrics(ports::Metrics& metrics, const std::string& service);

  /// Adds a service's tally to orderdeck_duplicates_total and orderdeck_transitions_total.
  void add(const Tally& tally);

  ports::Counter& eventsIn;
  ports::Counter& eventsOut;
  ports::Counter& errors;
  ports::Counter& retries;
  ports::Counter& overBudget;
  ports::Counter& duplicates;
  ports::Counter& deadLetters;
  ports::Histogram& eventSeconds;

 private:
  ports::Metrics& m_metrics;
  std::map<std::pair<domain::OrderState, domain::OrderState>, ports::Counter*> m_transitions;
};

}  // namespace orderdeck::services
