// The requests and answers of the control API as values and JSON. Pure functions.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "api/command.h"
#include "core/error.h"
#include "ports/ledger/ledger.h"
#include "runtime/control/audit_control.h"

namespace orderdeck::runtime {

/// POST /api/load, as startLoad() writes it. Ranges are the injector's business.
core::Result<api::LoadSpec> decodeLoadSpec(const std::string& body);

/// GET /api/orders?states=a,b&q=text&before=ID&limit=200. InvalidArgument names the parameter.
core::Result<ports::OrderQuery> decodeOrderQuery(const std::map<std::string, std::string>& query);

/// A whole number in a query, `standard` when absent; InvalidArgument when it is none or out of range.
core::Result<int> decodeCount(const std::map<std::string, std::string>& query, const std::string& name, int standard,
                              int most);

std::string encodeOrderList(const std::vector<ports::LedgerOrder>& orders);
/// One order with its timeline: every event with node, topic, partition and offset.
std::string encodeOrderDetail(const ports::LedgerOrder& order);
std::string encodeMovements(const std::vector<ports::StockMovement>& movements);
std::string encodeAudit(const AuditReport& report);

}  // namespace orderdeck::runtime
