#include "ops/audit/invariants/rules.h"

#include <fmt/format.h>

#include "core/figures.h"

namespace orderdeck::ops {

using domain::Invariant;

InvariantResult judgeKeys(const KeyEvidence& evidence) {
  Judgement judgement(Invariant::IdempotentOrders);
  const KeyJournal& journal = *evidence.journal;
  judgement.complainOfOrders(journal.differing(), "repeats got another order");
  judgement.complainOfOrders(journal.taken(), "orders were taken under the key of another body");
  judgement.complainOfOrders(journal.refused(), "repeats with the same body were refused as another");
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
      fmt::format("{} answers to requests with a key, as they must be", core::grouped(journal.answers()));
  if (!evidence.ledger)
    return journal.answers() == 0 ? judgement.closeUntold("no client has journaled a request with a key yet")
                                  : judgement.close(answers);
  if (journal.answers() == 0 && evidence.ledger->count == 0)
    return judgement.closeUnknown("no request has come with a key yet");
  return judgement.close(fmt::format("{}; {} orders of the ledger came with one, each with its own", answers,
                                     core::grouped(evidence.ledger->count)));
}

InvariantResult idempotentOrders(const AuditFacts& facts) {
  const bool hasLedger = facts.noLedger.empty();
  return judgeKeys({.journal = &facts.keys,
                    .ledger = hasLedger ? &facts.keyed : nullptr,
                    .missing = hasLedger ? noJournal(facts) : noLedger(facts)});
}

InvariantResult idempotentOrdersLive(const LiveLook& look) { return judgeKeys({.journal = &look.memory.keys}); }

}  // namespace orderdeck::ops
