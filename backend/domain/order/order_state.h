// The order's state machine: the one table of legal moves. Redis' scripts get theirs generated from it.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace orderdeck::domain {

enum class OrderState { Created, Paying, Paid, Reserved, Shipped, Completed, Rejected, Cancelled, Refunding, Refunded };

inline constexpr std::array kOrderStates = {
    OrderState::Created,   OrderState::Paying,   OrderState::Paid,      OrderState::Reserved,  OrderState::Shipped,
    OrderState::Completed, OrderState::Rejected, OrderState::Cancelled, OrderState::Refunding, OrderState::Refunded};

/// The word that stands in JSON, Redis and SQL: lower case ("created").
std::string_view stateName(OrderState state);

/// The inverse of stateName; nothing for any other word.
std::optional<OrderState> parseState(std::string_view name);

/// The states that `from` may move to directly; empty for terminal states.
std::span<const OrderState> movesFrom(OrderState from);

bool canMove(OrderState from, OrderState to);

/// No move leads out: Completed, Rejected, Cancelled, Refunded.
bool isTerminal(OrderState state);

/// How far along a state is, for readers that see an order's events in any sequence: a state only ever moves to a
/// higher rank. Every legal move raises the rank.
int stateRank(OrderState state);

/// The same table as a Lua table constructor: {created={paying=true,...},...,completed={}}.
std::string movesAsLua();

}  // namespace orderdeck::domain
