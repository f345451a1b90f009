#include "ops/audit/key_book.h"

#include <fmt/format.h>

#include "ops/metrics/figures.h"

namespace orderdeck::ops {

namespace {
constexpr int kAccepted = 202, kMismatch = 422;
}

void KeyBook::add(const KeyedAnswer& answer) {
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

InvariantResult judgeKeys(const KeyEvidence& evidence) {
  Judgement judgement(8);
  const KeyBook& book = *evidence.book;
  judgement.complainOfOrders(book.differing(), "repeats got another order");
  judgement.complainOfOrders(book.taken(), "orders were taken under the key of another body");
  judgement.complainOfOrders(book.refused(), "repeats with the same body were refused as another");
  Offenders shared;
  if (evidence.ledger) {
    for (const auto& [key, orderIds, sameBody] : evidence.ledger->shared) {
      for (std::size_t i = 1; i < orderIds.size(); ++i)
        shared.add(orderIds[i],
                   fmt::format("key {} of order {}{}", key, orderIds[0], sameBody ? "" : ", with another body"));
    }
  }
  judgement.complainOfOrders(shared, "orders of the ledger came with the key of another");
  if (!evidence.missing.empty()) return judgement.closeUnknown(evidence.missing);
  const std::string answers =
      fmt::format("{} answers to requests with a key, as they must be", grouped(book.answers()));
  if (!evidence.ledger)
    return book.answers() == 0 ? judgement.closeUntold("no client has journaled a request with a key yet")
                               : judgement.close(answers);
  if (book.answers() == 0 && evidence.ledger->count == 0)
    return judgement.closeUnknown("no request has come with a key yet");
  return judgement.close(fmt::format("{}; {} orders of the ledger came with one, each with its own", answers,
                                     grouped(evidence.ledger->count)));
}

}  // namespace orderdeck::ops
