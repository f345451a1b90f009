// What an audit reads from the raw stores before it judges. Everything is read in an order that makes a comparison sound while orders
// are still moving: what an order leaves (Redis) before what it arrives in (the ledger). Memory is bounded: what is many goes through in batches.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/error.h"
#include "ops/bounds.h"
#include "ops/fence_watch.h"
#include "ops/invariants.h"
#include "ops/key_book.h"
#include "ops/recovery_watch.h"
#include "ports/audit_book.h"
#include "ports/dead_letter_book.h"
#include "ports/fence_probe.h"
#include "ports/ledger.h"
#include "ports/order_store.h"
#include "ports/stock_store.h"

namespace orderdeck::ops {

/// Connections of the auditor's own; they belong to the thread that audits.
struct AuditStores {
  ports::OrderStore& orders;
  ports::StockStore& stock;
  ports::Ledger& ledger;
  ports::AuditBook& book;
  ports::FenceProbe& fences;
  ports::DeadLetterBook& letters;
};

/// Calls its visitor with every order id that a client was told is accepted, in batches; stops at the visitor's error.
using AcceptedIds = std::function<core::Result<void>(const std::function<core::Result<void>(std::span<const std::string>)>&)>;
/// Calls its visitor with every journaled answer to a request with a key, in the sequence of each load.
using KeyedAnswers = std::function<core::Result<void>(const std::function<void(const KeyedAnswer&)>&)>;

/// Who saw what the stores do not keep. The functions may be empty (then there is nothing to tell) and are called on the auditing thread.
struct AuditWitnesses {
  AcceptedIds accepted;
  KeyedAnswers keyed = {};
  std::function<std::vector<Bound>()> bounds = {};                // all but the outbox, which is counted in the store
  std::optional<std::int64_t> outboxLimit = {};
  std::function<Recovery()> recovery = {};
  std::function<std::vector<core::Timestamp>()> brokerStarts = {};  // of a broker that begins its offsets anew, oldest first
  std::function<core::Result<std::string>()> epoch = {};           // of the hot store; changes when it is rebuilt
  FenceWatch* fences = nullptr;
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
  std::int64_t deadLettered = 0;    // open orders with a waiting letter
  std::int64_t journaled = 0;
  std::int64_t outbox = 0;
  ports::MoneySums money;

  Offenders finishedButHolding;     // terminal orders that hold reserved stock
  Offenders strayed;                // at rest: orders that are not terminal, but not among the open ones either
  Offenders lost;                   // journaled, and in no store
  Offenders unplaced;               // at rest: in the ledger without OrderPlaced
  Offenders misbooked;              // at rest: orders whose money is not what their state calls for
  Offenders illegal;                // histories that contradict the state machine
  Offenders reopened;               // terminal in the ledger, not terminal in Redis
  Offenders misordered;             // an effect before its cause
  Offenders differing;              // at rest: orders whose state in Redis is not the ledger's
  Offenders fencesBack;             // products
  bool oldTokenRefused = true;
  std::int64_t compared = 0;        // order hashes that the ledger knows too

  KeyBook keys{};
  std::vector<Bound> bounds;
  std::optional<Recovery> recovery;
};

/// Reads everything once. An error when a store cannot be read.
core::Result<AuditFacts> gatherFacts(const AuditStores& stores, const AuditWitnesses& witnesses);

/// Whether the cause may have been published anew because a broker's death lost it: then its offset proves nothing.
bool spansBrokerStart(const ports::OffsetContradiction& pair, std::span<const core::Timestamp> starts);

}  // namespace orderdeck::ops
