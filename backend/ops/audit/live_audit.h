// The live audit: once a second, from one cheap look at the raw stores, what can be told of each invariant while orders
// move. Every rule is a bound that truth cannot cross. Pure but for what it remembers of the last look; one thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "domain/order/order_state.h"
#include "ops/audit/bounds.h"
#include "ops/audit/judgement.h"
#include "ops/audit/key_journal.h"
#include "ops/locks/fence_watch.h"
#include "ops/metrics/recovery_watch.h"
#include "ports/ledger/ledger_audit.h"
#include "ports/store/stock_store.h"

namespace orderdeck::ops {

/// Redis, read in this sequence.
struct LiveStore {
  std::map<std::string, std::int64_t> flowBefore;
  std::int64_t open = 0;  // orders in the index of open ones
  std::int64_t outbox = 0;
  std::string outboxFirst;        // id of its oldest entry
  std::vector<std::string> gone;  // of a share of the open ones: those whose hash is not there
  std::vector<ports::StockLevel> levels;
  std::chrono::steady_clock::time_point levelsReadAt;  // before they were read
  std::map<std::string, std::int64_t> flowAfter;
  std::string epoch;
};

/// The ledger, read after Redis; and of the orders of its newest rows a sample, then looked up in Redis once more.
struct LiveLedger {
  struct Sample {
    std::string orderId;
    domain::OrderState booked;
    std::optional<domain::OrderState> hot;  // nothing: it left Redis
  };
  std::int64_t row = 0;     // the newest
  std::int64_t closed = 0;  // orders, since the ledger was made
  bool caughtUp = false;    // they are counted to the end
  std::int64_t known = 0;   // orders, counted now or some looks ago; now, if no row came since the last look
  std::vector<Sample> sample;
  std::vector<std::string> overcharged;  // among the sample
  std::vector<ports::OffsetContradiction> misordered;
};

struct LiveFacts {
  core::Timestamp at;
  std::chrono::steady_clock::time_point now;  // the same moment by the clock that durations are measured with
  std::optional<LiveStore> store;
  std::string noStore;  // why there is none
  std::optional<LiveLedger> ledger;
  std::string noLedger;          // why there is none; empty: it cannot tell cheaply
  Measured measured;             // all but the outbox and what stands still
  std::vector<Progress> groups;  // consumer groups
  std::int64_t outboxLimit = 0;
  std::string disturbedBy;     // faults armed, processes not up; empty: nothing
  std::vector<Progress> away;  // processes that are not up
  std::vector<core::Timestamp> brokerStarts;
};

struct LiveFindings {
  core::Timestamp at;
  std::vector<InvariantResult> invariants;  // 1..12
  Recovery recovery;
  std::vector<Standstill> standing;
};

/// What the rules keep from one look to the next.
struct LiveMemory {
  FenceWatch& fences;
  KeyJournal keys{};
  std::int64_t known = 0;    // orders of the ledger, as of the last look
  std::int64_t sampled = 0;  // orders looked at so far
};

class LiveAudit {
 public:
  /// Within `recoveryLimit` everything holds again after a disturbance; for no longer than `standLimit` may anything
  /// stand still that something waits for. `fences` outlives it.
  LiveAudit(core::Millis recoveryLimit, core::Millis standLimit, FenceWatch& fences)
      : m_recovery(recoveryLimit), m_standing(standLimit), m_memory{.fences = fences} {}

  /// An answer that the load injector has journaled since the last look.
  void note(const KeyedAnswer& answer) { m_memory.keys.add(answer); }

  LiveFindings look(const LiveFacts& facts);

 private:
  RecoveryWatch m_recovery;
  StandstillWatch m_standing;
  LiveMemory m_memory;
};

}  // namespace orderdeck::ops
