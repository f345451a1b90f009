// How many orders the last filter finds. A console asks for its page twice a second, so a count is kept for twenty
// times as long as counting took: it never takes more than a twentieth of the reader's time. One thread's.
#pragma once

#include <chrono>
#include <optional>

#include "ports/ledger/ledger_reader.h"

namespace orderdeck::runtime {

class KeptCount {
 public:
  core::Result<ports::OrderCount> count(ports::LedgerReader& reader, const ports::OrderQuery& query) {
    const auto begun = Clock::now();
    if (m_kept && begun < m_until && m_states == query.states && m_text == query.text) return *m_kept;
    const auto counted = reader.count(query);
    if (!counted) return counted;
    m_until = Clock::now() + kKept * (Clock::now() - begun);
    m_states = query.states, m_text = query.text, m_kept = *counted;
    return counted;
  }

 private:
  using Clock = std::chrono::steady_clock;
  static constexpr int kKept = 20;

  std::optional<ports::OrderCount> m_kept;
  std::vector<domain::OrderState> m_states;
  std::string m_text;
  Clock::time_point m_until;
};

}  // namespace orderdeck::runtime
