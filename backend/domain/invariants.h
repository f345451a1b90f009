// The twelve invariants: what must hold of the system whatever breaks. The number is an invariant's place in the table.
#pragma once

#include <array>
#include <string_view>

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

struct InvariantInfo {
  Invariant id;
  std::string_view name;  // in answers and logs
};

inline constexpr std::array<InvariantInfo, 12> kInvariants = {{
    {Invariant::NoOversell, "no oversell"},
    {Invariant::NoUndersell, "no undersell"},
    {Invariant::StockConserved, "stock conserved"},
    {Invariant::NoLostOrder, "no lost order"},
    {Invariant::OneCharge, "one charge per order"},
    {Invariant::LegalTransitions, "legal transitions"},
    {Invariant::EventOrder, "order of events"},
    {Invariant::IdempotentOrders, "idempotent orders"},
    {Invariant::FencingTokens, "fencing tokens grow"},
    {Invariant::StoresAgree, "Redis = ledger"},
    {Invariant::Bounded, "everything bounded"},
    {Invariant::RecoveryInTime, "recovery in time"},
}};

constexpr int numberOf(Invariant invariant) { return static_cast<int>(invariant); }
constexpr std::string_view nameOf(Invariant invariant) {
  return kInvariants[static_cast<std::size_t>(invariant) - 1].name;
}

}  // namespace orderdeck::domain
