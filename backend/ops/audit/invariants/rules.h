// The rule of each invariant, a file each in this folder: for the whole audit, and for the live one. Pure, but for what
// the live look remembers.
#pragma once

#include <array>
#include <span>
#include <string>
#include <vector>

#include "domain/invariants.h"
#include "ops/audit/auditor_facts.h"
#include "ops/audit/judgement.h"
#include "ops/audit/live_audit.h"

namespace orderdeck::ops {

/// What the live rules look at.
struct LiveLook {
  const LiveFacts& facts;
  LiveMemory& memory;
  const std::vector<Standstill>& standing;
  core::Millis standLimit;
  Recovery recovery;  // made when all but the last rule were judged
};

/// What shows that one key is one order.
struct KeyEvidence {
  const KeyJournal* journal = nullptr;         // of the clients; never null
  const ports::KeyedOrders* ledger = nullptr;  // null: it was not asked
  std::string missing = {};                    // what could not be read, and why
};

/// What both audits ask of the idempotency keys, the measured limits and the newest recovery.
InvariantResult judgeKeys(const KeyEvidence& evidence);
InvariantResult judgeBounds(const Measured& measured);
InvariantResult judgeRecovery(const Recovery& recovery, std::chrono::steady_clock::time_point now);

/// Why something was not judged.
std::string noStore(const AuditFacts& facts);
std::string noLedger(const AuditFacts& facts);
std::string noJournal(const AuditFacts& facts);  // "": it was read
std::string noStore(const LiveFacts& facts);
InvariantResult withoutLedger(Judgement& judgement, const LiveFacts& facts);

InvariantResult noOversell(const AuditFacts& facts);
InvariantResult noOversellLive(const LiveLook& look);
InvariantResult noUndersell(const AuditFacts& facts);
InvariantResult noUndersellLive(const LiveLook& look);
InvariantResult stockConserved(const AuditFacts& facts);
InvariantResult stockConservedLive(const LiveLook& look);
InvariantResult noLostOrder(const AuditFacts& facts);
InvariantResult noLostOrderLive(const LiveLook& look);
InvariantResult oneCharge(const AuditFacts& facts);
InvariantResult oneChargeLive(const LiveLook& look);
InvariantResult legalTransitions(const AuditFacts& facts);
InvariantResult legalTransitionsLive(const LiveLook& look);
InvariantResult eventOrder(const AuditFacts& facts);
InvariantResult eventOrderLive(const LiveLook& look);
InvariantResult idempotentOrders(const AuditFacts& facts);
InvariantResult idempotentOrdersLive(const LiveLook& look);
InvariantResult fencingTokens(const AuditFacts& facts);
InvariantResult fencingTokensLive(const LiveLook& look);
InvariantResult storesAgree(const AuditFacts& facts);
InvariantResult storesAgreeLive(const LiveLook& look);
InvariantResult bounded(const AuditFacts& facts);
InvariantResult boundedLive(const LiveLook& look);
InvariantResult recoveryInTime(const AuditFacts& facts);
InvariantResult recoveryInTimeLive(const LiveLook& look);

struct InvariantRule {
  domain::Invariant id;
  InvariantResult (*whole)(const AuditFacts& facts);
  InvariantResult (*live)(const LiveLook& look);
  bool isMomentary = false;  // one look at a single store that is wrong is wrong, whatever a later look shows
};

inline constexpr std::array<InvariantRule, domain::kInvariants.size()> kRules = {{
    {domain::Invariant::NoOversell, noOversell, noOversellLive, true},
    {domain::Invariant::NoUndersell, noUndersell, noUndersellLive},
    {domain::Invariant::StockConserved, stockConserved, stockConservedLive},
    {domain::Invariant::NoLostOrder, noLostOrder, noLostOrderLive},
    {domain::Invariant::OneCharge, oneCharge, oneChargeLive},
    {domain::Invariant::LegalTransitions, legalTransitions, legalTransitionsLive},
    {domain::Invariant::EventOrder, eventOrder, eventOrderLive},
    {domain::Invariant::IdempotentOrders, idempotentOrders, idempotentOrdersLive},
    {domain::Invariant::FencingTokens, fencingTokens, fencingTokensLive, true},
    {domain::Invariant::StoresAgree, storesAgree, storesAgreeLive},
    {domain::Invariant::Bounded, bounded, boundedLive},
    {domain::Invariant::RecoveryInTime, recoveryInTime, recoveryInTimeLive},
}};

}  // namespace orderdeck::ops
