#include "ops/audit/standstill.h"

namespace orderdeck::ops {

std::vector<Standstill> StandstillWatch::look(std::chrono::steady_clock::time_point now,
                                              std::span<const Progress> all) {
  std::vector<Standstill> standing;
  std::map<std::string, Seen> waiting;
  for (const Progress& one : all) {
    if (!one.waits) continue;
    const auto known = m_waiting.find(one.what);
    const bool stands = known != m_waiting.end() && known->second.mark == one.mark;
    const auto since = stands ? known->second.since : now;
    waiting.insert_or_assign(one.what, Seen{one.mark, since});
    if (stands) standing.push_back({one.what, one.how, core::inSeconds(now - since), now - since > m_limit});
  }
  m_waiting = std::move(waiting);
  return standing;
}

}  // namespace orderdeck::ops
