// What the ledger, the catalogue of faults and an audit have, as the control API shows it; and a call's choice of
// orders as it is asked of the ledger. Pure functions.
#pragma once

#include <vector>

#include "api/faults.h"
#include "api/operations.h"
#include "api/orders.h"
#include "api/snapshot.h"
#include "core/error.h"
#include "faults/armed/armed_fault.h"
#include "ports/ledger/ledger_reader.h"
#include "runtime/control/audit_control.h"

namespace orderdeck::runtime {

api::OrderView viewOf(const ports::LedgerOrder& order);
/// With its timeline: every event with node, topic, partition and offset.
api::OrderDetail detailOf(const ports::LedgerOrder& order);
api::StockMovementView viewOf(const ports::StockMovement& movement);
api::FaultKindView viewOf(const domain::FaultKind& kind);
api::AuditAnswer viewOf(const AuditReport& report);

/// One view of each.
template <typename List>
auto viewsOf(const List& list) {
  std::vector<decltype(viewOf(*list.begin()))> views;
  views.reserve(list.size());
  for (const auto& one : list) views.push_back(viewOf(one));
  return views;
}

/// Says what an open order waits for, among the processes as they are now.
void addWait(api::OrderView& order, const std::vector<api::NodeView>& nodes, core::Timestamp now);

faults::ArmedFault faultOf(const api::ArmFault& order);
/// InvalidArgument names what is no state, or what no id can have.
core::Result<ports::OrderQuery> ledgerQuery(const api::OrdersQuery& query);

}  // namespace orderdeck::runtime
