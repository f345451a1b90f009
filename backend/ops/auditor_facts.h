// What an audit reads from the raw stores before it judges. Everything is read in an order that makes a comparison sound while orders
// are still moving: what an order leaves (Redis) before what it arrives in (the ledger).
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "core/error.h"
#include "ports/ledger.h"
#include "ports/order_store.h"
#include "ports/stock_store.h"

namespace orderdeck::ops {

/// Connections of the auditor's own; they belong to the thread that audits.
struct AuditStores {
  ports::OrderStore& orders;
  ports::StockStore& stock;
  ports::Ledger& ledger;
};

/// Calls its visitor with every order id that a client was told is accepted, in batches; stops at the visitor's error.
using AcceptedIds = std::function<core::Result<void>(const std::function<core::Result<void>(std::span<const std::string>)>&)>;

/// Names of what offends: the first ten, and how many in all.
struct Offenders {
  std::int64_t count = 0;
  std::vector<std::string> names;
  void add(const std::string& name) {
    if (++count <= 10) names.push_back(name);
  }
};

struct AuditFacts {
  bool still = false;   // no order moved from the first read to the last
  bool atRest = false;  // still, no order in flight, nothing in the outbox

  std::vector<ports::StockLevel> levels;
  std::map<std::string, ports::MovementSums> movements;
  std::map<std::string, std::int64_t> held;  // product -> units reserved by the orders of Redis

  std::map<std::string, std::int64_t> flowBefore, flowAfter;  // transition counters, first and last read
  std::int64_t redisOnly = 0;       // orders of Redis that the ledger did not know
  std::int64_t ledgerOrders = 0, ledgerFinished = 0;
  std::int64_t journaled = 0;
  ports::MoneySums money;

  Offenders finishedButHolding;     // terminal orders that hold reserved stock
  Offenders strayed;                // at rest: orders that are not terminal, but not among the open ones either
  Offenders lost;                   // journaled, and in no store
  Offenders unplaced;               // at rest: in the ledger without OrderPlaced
  Offenders illegal;                // histories that contradict the state machine
  Offenders reopened;               // terminal in the ledger, not terminal in Redis
};

/// Reads everything once. An error when a store cannot be read.
core::Result<AuditFacts> gatherFacts(const AuditStores& stores, const AcceptedIds& journal);

}  // namespace orderdeck::ops
