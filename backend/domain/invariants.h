// The invariants: what must hold of the system whatever breaks. The number is an invariant's place in the table, and
// part of the contract: a new one comes last.
#pragma once

#include <array>
#include <string_view>

#include "core/words.h"

namespace orderdeck::domain {

enum class Invariant {
  NoOversell = 1,
  NoUndersell,
  StockConserved,
  NoLostOrder,
  OneCharge,
  LegalTransitions,
  EventOrder,
  IdempotentOrders,
  FencingTokens,
  StoresAgree,
  Bounded,
  RecoveryInTime
};

/// What an audit says of one, and of all of them.
enum class Verdict { Ok, Broken, Unknown };
constexpr auto wordsOf(Verdict) {
  return std::to_array<core::Word<Verdict>>(
      {{Verdict::Ok, "ok"}, {Verdict::Broken, "broken"}, {Verdict::Unknown, "unknown"}});
}
using VerdictWord = core::ClosedWord<Verdict>;

struct InvariantInfo {
  Invariant id;
  const char* name;  // in answers and logs; the console translates it
};

inline constexpr auto kInvariants = std::to_array<InvariantInfo>({
    {Invariant::NoOversell, ORDERDECK_TEXT("Invariant", "no oversell")},
    {Invariant::NoUndersell, ORDERDECK_TEXT("Invariant", "no undersell")},
    {Invariant::StockConserved, ORDERDECK_TEXT("Invariant", "stock conserved")},
    {Invariant::NoLostOrder, ORDERDECK_TEXT("Invariant", "no lost order")},
    {Invariant::OneCharge, ORDERDECK_TEXT("Invariant", "one charge per order")},
    {Invariant::LegalTransitions, ORDERDECK_TEXT("Invariant", "legal transitions")},
    {Invariant::EventOrder, ORDERDECK_TEXT("Invariant", "order of events")},
    {Invariant::IdempotentOrders, ORDERDECK_TEXT("Invariant", "idempotent orders")},
    {Invariant::FencingTokens, ORDERDECK_TEXT("Invariant", "fencing tokens grow")},
    {Invariant::StoresAgree, ORDERDECK_TEXT("Invariant", "Redis = ledger")},
    {Invariant::Bounded, ORDERDECK_TEXT("Invariant", "everything bounded")},
    {Invariant::RecoveryInTime, ORDERDECK_TEXT("Invariant", "recovery in time")},
});

constexpr int numberOf(Invariant invariant) { return static_cast<int>(invariant); }
constexpr std::string_view nameOf(Invariant invariant) {
  return kInvariants[static_cast<std::size_t>(invariant) - 1].name;
}

}  // namespace orderdeck::domain
