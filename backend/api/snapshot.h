// What the console and orderdeckctl see of a running system: a value of sections, made by the daemon several times a
// second, sent as JSON, whole or in part. It holds facts only: no colour, no translated text. An absent optional is
// "not known", which is shown as a dash, never as 0.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/ops_event.h"
#include "api/process_exit.h"
#include "api/states.h"
#include "core/circuit_breaker.h"
#include "core/clock.h"
#include "core/error.h"
#include "domain/invariants.h"
#include "domain/lag_verdict.h"
#include "domain/order/order_state.h"

namespace orderdeck::api {

/// One of the places that the figures come from: when it was last read whole, and what is wrong with it. The daemon
/// judges it; api/freshness.h says what follows from it.
struct SourceView {
  SourceWord name;
  std::optional<core::Timestamp> readAt;  // absent: never yet
  std::optional<double> ageSeconds;       // since then
  SourceStateWord state = SourceState::None;
  std::string trouble;  // why it cannot be read; empty: nothing is known of that
  bool operator==(const SourceView&) const = default;
};

struct Health {
  bool ok = false;
  std::optional<double> redisMillis;  // round trip of a PING
  int brokersUp = 0, brokers = 0;
  int nodesUp = 0, nodes = 0;
  std::optional<double> ledgerDelaySeconds;  // age of the oldest event the ledger has not taken
  std::string ledgerTrouble;     // why the ledger cannot be used, and how to go on; empty: it can, as far as is known
  std::vector<std::string> why;  // what is not as it should be, each a sentence
  bool operator==(const Health&) const = default;
};

/// A rate is absent while its source is stale: what it was is not what it is.
struct Figures {
  std::optional<double> acceptedPerSecond = {}, completedPerSecond = {};  // over the last 2 s
  std::optional<double> refusedPerSecond = {};  // orders that clients sent and the gateway did not take, last 2 s
  std::optional<double> orderP50Millis, orderP99Millis;    // accept to terminal and in the ledger, last 10 s
  std::optional<double> acceptP50Millis, acceptP99Millis;  // HTTP accept, last 10 s
  std::int64_t inFlight = 0;
  std::int64_t outbox = 0;
  std::int64_t admissionQueue = 0;
  bool operator==(const Figures&) const = default;
};

struct StateView {
  domain::OrderStateWord state;
  std::int64_t count = 0;                // orders in it now; for terminal states: ever
  std::optional<double> perSecond = {};  // orders that entered it, over the last 2 s
  std::optional<double>
      dwellMillis;  // mean time in the state (Little's law); absent for terminal states and when nothing flows
  bool operator==(const StateView&) const = default;
};

struct EdgeView {
  std::string from, to;
  std::int64_t total = 0;
  std::optional<double> perSecond = {};
  bool operator==(const EdgeView&) const = default;
};

struct Balance {  // accepted = finished + inFlight + deadLettered + unaccounted
  std::int64_t accepted = 0, finished = 0, inFlight = 0, deadLettered = 0, unaccounted = 0;
  bool operator==(const Balance&) const = default;
};

struct ProductView {
  std::string productId, name;
  std::int64_t priceMinor = 0;
  std::int64_t available = 0, reserved = 0, sold = 0, stocked = 0, fence = 0;
  std::optional<double> soldPerSecond = {};  // over the last 10 s
  std::optional<double> sellsOutSeconds;     // available / (rate at which it falls)
  bool operator==(const ProductView&) const = default;
};

struct PartitionView {
  std::string topic;
  int partition = 0;
  std::optional<std::int64_t> committed;
  std::int64_t end = 0;
  std::optional<std::int64_t> lag;
  bool operator==(const PartitionView&) const = default;
};

struct GroupView {
  std::string group;
  std::optional<std::int64_t> lag;      // sum over its partitions
  std::optional<double> oldestSeconds;  // age of the oldest message not consumed
  std::optional<double> drainSeconds;   // until its slowest partition has caught up; absent unless all of them recover
  std::optional<double> producedPerSecond = {}, consumedPerSecond = {};
  domain::LagVerdictWord verdict;
  std::vector<PartitionView> partitions;
  bool required = true;  // false: of an optional service, which no order waits for
  bool operator==(const GroupView&) const = default;
};

struct LockHolderView {
  std::string productId;
  std::string holder;  // empty: free
  std::int64_t fence = 0;
  double ttlSeconds = 0, heldSeconds = 0;
  std::vector<std::string> waiters;
  bool holderPaused = false;
  double leaseSeconds = 0;  // for how long it was taken; 0: free
  bool operator==(const LockHolderView&) const = default;
};

struct LockStats {
  std::optional<double> waitP50Millis, waitP99Millis, holdP50Millis, holdP99Millis;
  std::vector<std::pair<double, std::int64_t>> waitBuckets,
      holdBuckets;                                     // upper bound in seconds, observations since start
  std::map<std::string, std::int64_t> fenceByProduct;  // locks taken so far: a measure of contention
  std::int64_t staleFences = 0;                        // writes refused for an old token
  std::map<std::string, double> takenPerSecond;        // locks by product, over the last 2 s
  bool operator==(const LockStats&) const = default;
};

/// The circuit breaker between a node and one of its dependencies.
struct BreakerView {
  std::string dependency;  // redis, kafka, ledger, payment, mail
  core::BreakerStateWord state;
  HeldBreakerWord forced;              // by an operator; empty: it decides by itself
  double failureShare = 0;             // 0..1, of the calls of the last 10 s
  std::int64_t opened = 0;             // how often it opened by itself since the process started
  std::optional<double> probeSeconds;  // until the next probe is let through; absent unless it is open by itself
  std::string why;                     // the last failure's words while it is not closed: "database or disk is full"
  bool operator==(const BreakerView&) const = default;
};

struct NodeView {
  std::string name;     // payment-1
  std::string service;  // payment; also redis, kafka, daemon
  std::int64_t pid = 0;
  NodeStateWord state;
  double cpuPercent = 0;                                      // of one core, over the last second
  double cpuSeconds = 0;                                      // user + system since it started
  std::int64_t memoryBytes = 0;                               // resident, less shared file pages
  std::optional<double> inPerSecond = {}, outPerSecond = {};  // absent while they were not read lately
  std::int64_t errors = 0, duplicates = 0;
  int restarts = 0;
  double uptimeSeconds = 0;
  std::string endpoint;                        // http://127.0.0.1:PORT of its /metrics; empty for none
  std::optional<ProcessExit> lastExit;         // nothing: it never ended
  std::vector<std::string> partitions;         // "order-created/3"
  std::vector<BreakerView> breakers;           // by dependency; none while it does not run
  std::string trouble = {};                    // why it cannot do its work; empty: it can
  bool required = true;                        // false: of an optional service
  std::optional<core::Timestamp> readAt = {};  // when its metrics were read; absent: it has none, or not yet
  bool operator==(const NodeView&) const = default;
};

/// What happened in the system since a fault was armed, by the counters that there are. Not all of it need be the
/// fault's doing.
struct FaultEffects {
  std::int64_t cancelled = 0, rejected = 0, refunded = 0;  // orders
  std::int64_t deadLetters = 0;                            // that came to wait
  std::int64_t duplicates = 0, errors = 0;                 // as the processes count them
  std::int64_t restarts = 0;                               // of processes
  bool operator==(const FaultEffects&) const = default;
};

struct FaultView {
  std::string id, name, target, by;
  std::map<std::string, double> params;
  double startsIn = 0;     // seconds; 0: it has begun
  double secondsLeft = 0;  // until it ends
  std::int64_t hits = 0;   // what was struck, in the kind's unit
  FaultEffects since = {};
  std::map<std::string, std::string> choices = {};  // parameters that are words
  std::int64_t seed = 1;
  bool operator==(const FaultView&) const = default;
};

struct InvariantView {
  int number = 0;
  std::string name;  // "no oversell"
  domain::VerdictWord status = domain::Verdict::Unknown;
  std::string detail;                         // figures, or what is broken and where
  std::optional<core::Timestamp> since = {};  // of the status
  std::int64_t offenders = 0;                 // how many orders and products break it; named are the first ten of each
  std::vector<std::string> orders = {}, products = {};
  bool operator==(const InvariantView&) const = default;
};

struct LoadView {
  std::string id;
  JobStateWord state;
  ShownShapeWord shape;
  double targetRate = 0;
  std::optional<double> sentPerSecond = {};
  std::int64_t planned = 0;  // 0: until stopped
  std::int64_t sent = 0, accepted = 0, refused = 0, failed = 0;
  std::optional<double> p50Millis, p99Millis, p999Millis;  // from the intended send time to the answer
  double secondsElapsed = 0;
  std::map<std::string, std::int64_t> answers;  // "202", "409 out_of_stock", "connect" -> n
  std::optional<double> checkedShare;  // 0..1: so much of the file was read through; no order goes before all was
  std::string problem;                 // why it failed: "line 3: userId is missing"; empty: it did not
  bool operator==(const LoadView&) const = default;
};

struct DeadLettersView {
  std::int64_t waiting = 0;                     // in the store, neither redriven nor discarded
  std::map<std::string, std::int64_t> byTopic;  // of the waiting: by the topic that they came from
  bool operator==(const DeadLettersView&) const = default;
};

struct RedriveView {
  std::string id;
  JobStateWord state;
  std::string what;  // "order-paid, payment": which letters
  double rate = 0;   // letters a second, at most
  std::int64_t planned = 0, redriven = 0;
  std::int64_t skipped = 0;  // no longer waiting when their turn came, or cut
  double secondsElapsed = 0;
  std::string error;  // what it waits for or failed of; empty: nothing
  bool operator==(const RedriveView&) const = default;
};

/// Whether the hot store still holds what the ledger knows that it held.
struct StoreView {
  std::string epoch;     // changes when the store is made or rebuilt; empty: not known
  std::string distrust;  // why nothing is taken in or moved; empty: it is trusted, as far as is known
  bool operator==(const StoreView&) const = default;
};

struct RebuildView {
  std::string id;
  JobStateWord state;
  bool dryRun = false;
  std::string step;                    // what it does or did last: "waiting for the ledger", "orders", ...
  std::int64_t done = 0, planned = 0;  // of this step; planned 0: not known
  double secondsElapsed = 0;
  std::string error;  // of one that failed
  bool operator==(const RebuildView&) const = default;
};

// The sections: what is shown together, and read together. api/snapshot_sections.h says how a reader asks for some.

struct SystemSection {
  std::string profile;
  ProfileKindWord profileKind;
  SystemStateWord state;
  core::Timestamp startedAt;
  std::string gatewayUrl;
  std::string durability;  // "always", or what may be lost
  StoreView store;
  bool operator==(const SystemSection&) const = default;
};

struct OverviewSection {
  Health health;
  Figures figures;
  bool operator==(const OverviewSection&) const = default;
};

struct FlowSection {
  std::vector<StateView> states;
  std::vector<EdgeView> edges;
  Balance balance;
  bool operator==(const FlowSection&) const = default;
};

struct StockSection {
  std::vector<ProductView> products;
  bool operator==(const StockSection&) const = default;
};

struct StreamsSection {
  std::vector<GroupView> groups;
  DeadLettersView deadLetters;
  bool operator==(const StreamsSection&) const = default;
};

struct LocksSection {
  std::vector<LockHolderView> locks;  // held or waited for now
  LockStats lockStats;
  bool operator==(const LocksSection&) const = default;
};

struct NodesSection {
  std::vector<NodeView> nodes;
  bool operator==(const NodesSection&) const = default;
};

struct FaultsSection {
  std::vector<FaultView> faults;
  bool operator==(const FaultsSection&) const = default;
};

struct InvariantsSection {
  std::vector<InvariantView> invariants;
  std::optional<core::Timestamp> invariantsAt;
  bool operator==(const InvariantsSection&) const = default;
};

struct JobsSection {  // each the current or the last one
  std::optional<LoadView> load;
  std::optional<RedriveView> redrive;
  std::optional<RebuildView> rebuild;
  bool operator==(const JobsSection&) const = default;
};

struct EventsSection {
  std::vector<OpsEvent> events;  // the newest 50, oldest first
  bool operator==(const EventsSection&) const = default;
};

/// The sum of its sections, all of one moment.
struct Snapshot : SystemSection,
                  OverviewSection,
                  FlowSection,
                  StockSection,
                  StreamsSection,
                  LocksSection,
                  NodesSection,
                  FaultsSection,
                  InvariantsSection,
                  JobsSection,
                  EventsSection {
  std::int64_t sequence = 0;  // grows with every snapshot
  core::Timestamp at;
  std::vector<SourceView> sources;  // comes with every answer, whatever sections were asked for
};

std::string encodeSnapshot(const Snapshot& snapshot);
core::Result<Snapshot> decodeSnapshot(std::string_view json);  // Corrupt, naming the member

}  // namespace orderdeck::api
