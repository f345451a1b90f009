#include "services/loop/loop_metrics.h"

namespace orderdeck::services {

LoopMetrics::LoopMetrics(ports::Metrics& metrics, const std::string& service)
    : eventsIn(metrics.counter("orderdeck_events_in_total", "Events handled", {{"service", service}})),
      eventsOut(
          metrics.counter("orderdeck_events_out_total", "Events published and acknowledged", {{"service", service}})),
      errors(metrics.counter("orderdeck_errors_total", "Errors that a port returned", {{"service", service}})),
      retries(
          metrics.counter("orderdeck_retries_total", "Steps of a batch that were tried again", {{"service", service}})),
      overBudget(metrics.counter("orderdeck_retry_budget_empty_total",
                                 "Retries that waited the longest back-off, since the budget was empty",
                                 {{"service", service}})),
      duplicates(metrics.counter("orderdeck_duplicates_total", "Events whose effect was there already",
                                 {{"service", service}})),
      deadLetters(
          metrics.counter("orderdeck_dlq_total", "Messages put into a dead-letter topic", {{"service", service}})),
      eventSeconds(
          metrics.histogram("orderdeck_event_seconds", "A batch's event from poll to commit", {{"service", service}})),
      m_metrics(metrics) {}

void LoopMetrics::add(const Tally& tally) {
  if (tally.duplicates > 0) duplicates.add(tally.duplicates);
  for (const auto& [move, count] : tally.moves) {
    ports::Counter*& counter = m_transitions[move];
    if (!counter)
      counter = &m_metrics.counter(
          "orderdeck_transitions_total", "Moves of orders from one state to another",
          {{"from", std::string(domain::stateName(move.first))}, {"to", std::string(domain::stateName(move.second))}});
    counter->add(count);
  }
}

}  // namespace orderdeck::services
