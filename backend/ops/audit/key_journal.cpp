#include "ops/audit/key_journal.h"

#include <fmt/format.h>

#include "core/figures.h"

namespace orderdeck::ops {

namespace {
constexpr int kAccepted = 202, kMismatch = 422;
}

void KeyJournal::add(const KeyedAnswer& answer) {
  ++m_answers;
  const auto known = m_firsts.find(answer.key);
  if (known == m_firsts.end()) {
    if (answer.status != kAccepted) return;  // nothing was promised
    m_firsts.emplace(answer.key, First{answer.bodyHash, answer.orderId});
    m_sequence.push_back(answer.key);
    if (m_sequence.size() <= m_kept) return;
    m_firsts.erase(m_sequence.front());
    m_sequence.pop_front();
    return;
  }
  const First& first = known->second;
  const bool sameBody = first.bodyHash == answer.bodyHash;
  if (answer.status == kAccepted && !sameBody)
    m_taken.add(answer.orderId, fmt::format("key {} of order {}", answer.key, first.orderId));
  if (answer.status == kAccepted && sameBody && answer.orderId != first.orderId) {
    m_differing.add(answer.orderId, fmt::format("key {} of order {}", answer.key, first.orderId));
  }
  if (answer.status == kMismatch && sameBody) m_refused.add(first.orderId, "key " + answer.key);
}

}  // namespace orderdeck::ops
