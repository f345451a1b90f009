// The state machine against the contract's table, written down here a second time on purpose.
#include <QtTest>

#include <algorithm>
#include <map>
#include <set>

#include "domain/order/order_paths.h"
#include "domain/order/order_state.h"
#include "tests/harness/test_registry.h"

using namespace orderdeck::domain;

class OrderStateTest : public QObject {
  Q_OBJECT

 private slots:
  void everyPairIsAsTheContractSays() {
    using enum OrderState;
    const std::map<OrderState, std::set<OrderState>> contract = {{Created, {Paying, Rejected, Cancelled}},
                                                                 {Paying, {Paid, Rejected, Cancelled}},
                                                                 {Paid, {Reserved, Refunding}},
                                                                 {Reserved, {Shipped, Refunding}},
                                                                 {Shipped, {Completed}},
                                                                 {Refunding, {Refunded}},
                                                                 {Completed, {}},
                                                                 {Rejected, {}},
                                                                 {Cancelled, {}},
                                                                 {Refunded, {}}};
    int legal = 0;
    for (const OrderState from : kOrderStates)
      for (const OrderState to : kOrderStates) {
        const bool expected = contract.at(from).contains(to);
        QVERIFY2(isTransition(from, to) == expected,
                 qPrintable(QString::fromStdString(std::string(stateName(from)) + ">" + std::string(stateName(to)))));
        legal += expected;
      }
    QCOMPARE(legal, 12);
  }

  void terminalStatesHaveNoWayOut() {
    for (const OrderState state : kOrderStates) QCOMPARE(isTerminal(state), transitionsFrom(state).empty());
    QVERIFY(isTerminal(OrderState::Completed) && isTerminal(OrderState::Refunded) && isTerminal(OrderState::Rejected) &&
            isTerminal(OrderState::Cancelled));
    QVERIFY(!isTerminal(OrderState::Refunding));
  }

  void whereAWalkOfMovesLeads() {
    using enum OrderState;
    const std::map<OrderState, std::set<OrderState>> contract = {
        {Created, {Paying, Paid, Reserved, Shipped, Completed, Rejected, Cancelled, Refunding, Refunded}},
        {Paying, {Paid, Reserved, Shipped, Completed, Rejected, Cancelled, Refunding, Refunded}},
        {Paid, {Reserved, Shipped, Completed, Refunding, Refunded}},
        {Reserved, {Shipped, Completed, Refunding, Refunded}},
        {Shipped, {Completed}},
        {Refunding, {Refunded}},
        {Completed, {}},
        {Rejected, {}},
        {Cancelled, {}},
        {Refunded, {}}};
    for (const OrderState from : kOrderStates)
      for (const OrderState to : kOrderStates) QCOMPARE(leadsTo(from, to), contract.at(from).contains(to));
  }

  void everyMoveRaisesTheRank() {
    for (const OrderState from : kOrderStates)
      for (const OrderState to : transitionsFrom(from)) QVERIFY(stateRank(to) > stateRank(from));
  }

  void namesAreLowerCaseUniqueAndReadBack() {
    std::set<std::string_view> names;
    for (const OrderState state : kOrderStates) {
      const std::string_view name = stateName(state);
      QVERIFY(names.insert(name).second);
      QVERIFY(std::ranges::all_of(name, [](char c) { return c >= 'a' && c <= 'z'; }));
      QVERIFY(parseState(name) == state);
    }
    for (const char* other : {"", "Created", "CREATED", "created ", "new"}) QVERIFY(!parseState(other));
  }

  void theLuaTableHoldsTheSameMoves() {
    const std::string lua = transitionsAsLua();
    QVERIFY(lua.find("paid={reserved=true,refunding=true,}") != std::string::npos);
    QVERIFY(lua.find("completed={}") != std::string::npos);
    std::size_t moves = 0;
    for (std::size_t at = lua.find("=true"); at != std::string::npos; at = lua.find("=true", at + 1)) ++moves;
    QCOMPARE(moves, std::size_t{12});
  }
};

ORDERDECK_TEST(OrderStateTest)
#include "order_state_test.moc"
