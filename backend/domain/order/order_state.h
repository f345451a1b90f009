// The order's state machine: the one table of legal moves. Redis' scripts get theirs generated from it.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/words.h"

namespace orderdeck::domain {

enum class OrderState { Created, Paying, Paid, Reserved, Shipped, Completed, Rejected, Cancelled, Refunding, Refunded };

inline constexpr std::array kOrderStates = {
    OrderState::Created,   OrderState::Paying,   OrderState::Paid,      OrderState::Reserved,  OrderState::Shipped,
    OrderState::Completed, OrderState::Rejected, OrderState::Cancelled, OrderState::Refunding, OrderState::Refunded};

/// The words that stand in JSON, Redis and SQL.
constexpr auto wordsOf(OrderState) {
  return std::to_array<core::Word<OrderState>>({{OrderState::Created, "created"},
                                                {OrderState::Paying, "paying"},
                                                {OrderState::Paid, "paid"},
                                                {OrderState::Reserved, "reserved"},
                                                {OrderState::Shipped, "shipped"},
                                                {OrderState::Completed, "completed"},
                                                {OrderState::Rejected, "rejected"},
                                                {OrderState::Cancelled, "cancelled"},
                                                {OrderState::Refunding, "refunding"},
                                                {OrderState::Refunded, "refunded"}});
}
using OrderStateWord = core::ClosedWord<OrderState>;

constexpr std::string_view stateName(OrderState state) { return core::nameOf(state); }
constexpr std::optional<OrderState> parseState(std::string_view name) { return core::named<OrderState>(name); }

/// The states that `from` may move to directly; empty for terminal states.
std::span<const OrderState> transitionsFrom(OrderState from);

bool isTransition(OrderState from, OrderState to);

/// No move leads out: Completed, Rejected, Cancelled, Refunded.
bool isTerminal(OrderState state);

/// How far along a state is, for readers that see an order's events in any sequence: a state only ever moves to a
/// higher rank. Every legal move raises the rank.
int stateRank(OrderState state);

/// The same table as a Lua table constructor: {created={paying=true,...},...,completed={}}.
std::string transitionsAsLua();

}  // namespace orderdeck::domain
