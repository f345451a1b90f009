// What is asked of the system as a whole and of its nodes, and the answers: audit, rebuild, breakers, lag's history,
// health. Values; any thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "api/orders.h"
#include "api/snapshot_fields.h"

namespace orderdeck::api {

/// No query, no body.
struct Nothing {};

/// What was started, by its id.
struct Started {
  std::string id;
};

/// A command was carried out, or is being carried out.
struct Done {
  std::string status = "ok";
};

struct HealthAnswer {
  HealthStatusWord status;
  SystemStateWord state;
  std::vector<std::string> why;
};

struct SnapshotQuery {
  std::string sections;  // "overview:1795300860017,stock": of these what changed; empty: the whole
};

struct SeriesQuery {
  std::int64_t after = 0;  // the cursor of an earlier answer
  int seconds = 1'800;
};

struct LagQuery {
  int seconds = 1'800;
};

struct LagHistory {
  std::map<std::string, std::vector<std::pair<core::Timestamp, std::int64_t>>> groups;  // oldest first
};

struct ForceBreaker {
  core::BreakerForceWord force;
};

struct AuditCommand {
  double waitSeconds = 30;  // for the system to come to rest
};

struct AuditAnswer {
  bool ok = false;  // every invariant was checked and holds
  domain::VerdictWord status = domain::Verdict::Unknown;
  std::string summary;
  bool atRest = false;
  std::vector<std::string> unrest;
  double seconds = 0;
  std::vector<InvariantView> invariants;
  Balance balance;
  std::vector<OrderDetail> brokenOrders;
};

struct RebuildCommand {
  bool dryRun = false;
  bool force = false;       // also a store that is open
  double waitSeconds = 30;  // for the ledger to take in what is on the topics
};

struct RebuildLevel {
  std::int64_t available = 0, reserved = 0, sold = 0, stocked = 0, fence = 0;
};

struct RebuildProduct {
  std::string productId;
  std::optional<RebuildLevel> before;  // nothing: the store does not know the product
  RebuildLevel after;
};

struct RebuildReport {
  std::string distrust;             // why the store was closed; empty: it was not
  std::int64_t inRedis = 0;         // orders that Redis counted when the rebuild began
  std::int64_t acceptedBefore = 0;  // that were accepted, as far as anybody knows: the marks, the ledger, the journals
  std::int64_t acceptedAfter = 0;
  std::int64_t lost = 0;                                  // accepted, and in neither store
  std::vector<std::string> lostOrders;                    // those of them whose ids are known, the first 1,000
  std::vector<std::string> actions;                       // what a person must do, a sentence each
  std::map<std::string, std::int64_t> orders;             // by their fate's name
  std::map<std::string, std::vector<std::string>> named;  // by fate: the first 20, with their states; not of those that
                                                          // are the same. Of closed and disputed ones the first 1,000
  std::int64_t keys = 0, restocks = 0;   // idempotency keys of the ledger; restocks that it does not have yet
  std::vector<RebuildProduct> products;  // every one
};

struct RebuildAnswer : RebuildView {
  std::optional<RebuildReport> report = {};  // of the last one that came to its end
};

template <typename V>
void visit(V&, Nothing&) {}

template <typename V>
void visit(V& v, Started& s) {
  v("id", s.id);
}

template <typename V>
void visit(V& v, Done& d) {
  v("status", d.status);
}

template <typename V>
void visit(V& v, HealthAnswer& h) {
  v("status", h.status), v("state", h.state), v("why", h.why);
}

template <typename V>
void visit(V& v, SnapshotQuery& q) {
  v("sections", q.sections, kOptional);
}

template <typename V>
void visit(V& v, SeriesQuery& q) {
  v("after", q.after, kOptional), v("seconds", q.seconds, kOptional, from(1, 1'800));
}

template <typename V>
void visit(V& v, LagQuery& q) {
  v("seconds", q.seconds, kOptional, from(1, 1'800));
}

template <typename V>
void visit(V& v, LagHistory& h) {
  v("groups", h.groups);
}

template <typename V>
void visit(V& v, ForceBreaker& f) {
  v("force", f.force);
}

template <typename V>
void visit(V& v, AuditCommand& a) {
  v("waitSeconds", a.waitSeconds, kOptional, from(0, 600));
}

template <typename V>
void visit(V& v, AuditAnswer& a) {
  v("ok", a.ok), v("status", a.status), v("summary", a.summary), v("atRest", a.atRest), v("unrest", a.unrest);
  v("seconds", a.seconds), v("invariants", a.invariants), v("balance", a.balance), v("brokenOrders", a.brokenOrders);
}

template <typename V>
void visit(V& v, RebuildCommand& r) {
  v("dryRun", r.dryRun, kOptional), v("force", r.force, kOptional);
  v("waitSeconds", r.waitSeconds, kOptional, from(0, 600));
}

template <typename V>
void visit(V& v, RebuildLevel& l) {
  v("available", l.available), v("reserved", l.reserved), v("sold", l.sold), v("stocked", l.stocked);
  v("fence", l.fence);
}

template <typename V>
void visit(V& v, RebuildProduct& p) {
  v("productId", p.productId), v("before", p.before), v("after", p.after);
}

template <typename V>
void visit(V& v, RebuildReport& r) {
  v("distrust", r.distrust), v("inRedis", r.inRedis), v("acceptedBefore", r.acceptedBefore);
  v("acceptedAfter", r.acceptedAfter), v("lost", r.lost), v("lostOrders", r.lostOrders), v("actions", r.actions);
  v("orders", r.orders), v("named", r.named), v("idempotencyKeys", r.keys), v("restocks", r.restocks);
  v("products", r.products);
}

template <typename V>
void visit(V& v, RebuildAnswer& r) {
  visit(v, static_cast<RebuildView&>(r));
  v("report", r.report);
}

}  // namespace orderdeck::api
