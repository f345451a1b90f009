// What an audit reads from the raw stores before it judges. Everything is read in an order that makes a comparison
// sound while orders are still moving: what an order leaves (Redis) before what it arrives in (the ledger). Memory is
// bounded: what is many goes through in batches.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "core/error.h"
#include "ops/audit/bounds.h"
#include "ops/audit/judgement.h"
#include "ops/audit/key_journal.h"
#include "ops/locks/fence_watch.h"
#include "ops/metrics/recovery_watch.h"
#include "ports/ledger/dead_letter_store.h"
#include "ports/ledger/ledger_audit.h"
#include "ports/ledger/ledger_reader.h"
#include "ports/lock/fence_probe.h"
#include "ports/store/hot_store.h"
#include "ports/store/stock_store.h"

namespace orderdeck::ops {

/// Connections of the auditor's own; they belong to the thread that audits.
struct AuditStores {
  ports::HotStore& hot;
  ports::StockStore& stock;
  ports::LedgerReader& ledger;
  ports::LedgerAudit& audit;
  ports::FenceProbe& fences;
  ports::DeadLetterStore& letters;
};

/// Calls its visitor with every order id that a client was told is accepted, in batches; stops at the visitor's error.
using AcceptedIds =
    std::function<core::Result<void>(const std::function<core::Result<void>(std::span<const std::string>)>&)>;
/// Calls its visitor with every journaled answer to a request with a key, in the sequence of each load.
using KeyedAnswers = std::function<core::Result<void>(const std::function<void(const KeyedAnswer&)>&)>;

/// Who saw what the stores do not keep. The functions may be empty (then there is nothing to tell) and are called on
/// the auditing thread.
struct AuditWitnesses {
  AcceptedIds accepted;
  KeyedAnswers keyed = {};
  std::function<Measured()> measured = {};  // all but the outbox, which is counted in the store
  std::optional<std::int64_t> outboxLimit = {};
  std::function<std::optional<Recovery>()> recovery = {};  // nothing: nobody looked lately
  std::function<std::vector<core::Timestamp>()> brokerStarts =
      {};                                                 // of a broker that begins its offsets anew, oldest first
  std::function<core::Result<std::string>()> epoch = {};  // of the hot store; changes when it is rebuilt
  FenceWatch* fences = nullptr;
};

struct AuditFacts {
  // Why a source could not be read; empty: it was. What depends on one that could not be read is not judged.
  std::string noStore, noLedger, noJournal;

  bool still = false;               // no order moved from the first read to the last
  bool atRest = false;              // still, no order in flight, nothing in the outbox
  std::vector<std::string> unrest;  // what is not at rest, in words

  std::vector<ports::StockLevel> levels;
  std::map<std::string, ports::MovementSums> movements;
  std::map<std::string, std::int64_t>
      held;  // product -> units reserved by the orders of Redis, and of those gone from it as the ledger knows them

  std::map<std::string, std::int64_t> flowBefore, flowAfter;  // transition counters, first and last read
  std::int64_t redisOnly = 0;                                 // orders of Redis that the ledger did not know
  std::int64_t ledgerOrders = 0, ledgerFinished = 0;
  std::int64_t deadLettered = 0;       // orders that are not finished, with a waiting letter
  Offenders waiting;                   // open orders with a waiting letter: accounted for, and not waited for
  bool ledgerLacks = false;            // it could not take some events: they are dead letters
  std::set<std::string> partlyBooked;  // products of the orders of such events
  std::int64_t journaled = 0;
  std::int64_t outbox = 0;
  ports::MoneySums money;

  Offenders finishedButHolding;     // terminal orders that hold reserved stock
  Offenders strayed;                // at rest: orders that are not terminal, but not among the open ones either
  Offenders lost;                   // journaled, and in no store
  Offenders gone;                   // not finished, and their hash is not in Redis
  std::int64_t goneFromLedger = 0;  // of these: how many the ledger knows
  Offenders unplaced;               // at rest: in the ledger without OrderPlaced
  Offenders misbooked;              // at rest: orders whose money is not what their state calls for
  Offenders illegal;                // histories that contradict the state machine
  Offenders reopened;               // terminal in the ledger, not terminal in Redis
  Offenders misordered;             // an effect before its cause
  Offenders differing;              // at rest: orders whose state in Redis is not the ledger's
  Offenders miscounted;  // at rest: states in which Redis counted another number of orders to end than the ledger has
  Offenders fencesBack;  // products
  bool oldTokenRefused = true;
  std::int64_t compared = 0;  // order hashes that the ledger knows too

  KeyJournal keys{};
  ports::KeyedOrders keyed;
  Measured measured;
  std::optional<Recovery> recovery;
  std::chrono::steady_clock::time_point readAt = std::chrono::steady_clock::now();
};

/// Reads everything once; what cannot be read is named in the facts.
AuditFacts gatherFacts(const AuditStores& stores, const AuditWitnesses& witnesses);

/// Whether the cause may have been published anew because a broker's death lost it: then its offset proves nothing.
bool spansBrokerStart(const ports::OffsetContradiction& pair, std::span<const core::Timestamp> starts);

}  // namespace orderdeck::ops
