// The members of the snapshot and its parts, each listed once: the encoder and the decoder both walk these lists.
// Private to the api library.
#pragma once

#include <type_traits>

#include "api/node_status.h"
#include "api/series.h"
#include "api/snapshot_sections.h"

namespace orderdeck::api {

template <typename V>
void visit(V& v, SourceView& s) {
  v("name", s.name), v("readAt", s.readAt), v("ageSeconds", s.ageSeconds), v("state", s.state), v("trouble", s.trouble);
}

template <typename V>
void visit(V& v, Health& h) {
  v("ok", h.ok), v("redisMillis", h.redisMillis), v("brokersUp", h.brokersUp), v("brokers", h.brokers);
  v("nodesUp", h.nodesUp), v("nodes", h.nodes), v("ledgerDelaySeconds", h.ledgerDelaySeconds),
      v("ledgerTrouble", h.ledgerTrouble), v("why", h.why);
}

template <typename V>
void visit(V& v, Figures& f) {
  v("acceptedPerSecond", f.acceptedPerSecond), v("completedPerSecond", f.completedPerSecond),
      v("refusedPerSecond", f.refusedPerSecond);
  v("orderP50Millis", f.orderP50Millis), v("orderP99Millis", f.orderP99Millis);
  v("acceptP50Millis", f.acceptP50Millis), v("acceptP99Millis", f.acceptP99Millis);
  v("inFlight", f.inFlight), v("outbox", f.outbox), v("admissionQueue", f.admissionQueue);
}

template <typename V>
void visit(V& v, StateView& s) {
  v("state", s.state), v("count", s.count), v("perSecond", s.perSecond), v("dwellMillis", s.dwellMillis);
}

template <typename V>
void visit(V& v, EdgeView& e) {
  v("from", e.from), v("to", e.to), v("total", e.total), v("perSecond", e.perSecond);
}

template <typename V>
void visit(V& v, Balance& b) {
  v("accepted", b.accepted), v("finished", b.finished), v("inFlight", b.inFlight), v("deadLettered", b.deadLettered),
      v("unaccounted", b.unaccounted);
}

template <typename V>
void visit(V& v, ProductView& p) {
  v("productId", p.productId), v("name", p.name), v("priceMinor", p.priceMinor), v("available", p.available),
      v("reserved", p.reserved);
  v("sold", p.sold), v("stocked", p.stocked), v("fence", p.fence), v("soldPerSecond", p.soldPerSecond),
      v("sellsOutSeconds", p.sellsOutSeconds);
}

template <typename V>
void visit(V& v, PartitionView& p) {
  v("topic", p.topic), v("partition", p.partition), v("committed", p.committed), v("end", p.end), v("lag", p.lag);
}

template <typename V>
void visit(V& v, GroupView& g) {
  v("group", g.group), v("lag", g.lag), v("oldestSeconds", g.oldestSeconds), v("drainSeconds", g.drainSeconds);
  v("producedPerSecond", g.producedPerSecond), v("consumedPerSecond", g.consumedPerSecond), v("verdict", g.verdict),
      v("partitions", g.partitions), v("required", g.required);
}

template <typename V>
void visit(V& v, LockHolderView& l) {
  v("productId", l.productId), v("holder", l.holder), v("fence", l.fence), v("ttlSeconds", l.ttlSeconds),
      v("heldSeconds", l.heldSeconds);
  v("waiters", l.waiters), v("holderPaused", l.holderPaused), v("leaseSeconds", l.leaseSeconds);
}

template <typename V>
void visit(V& v, LockStats& l) {
  v("waitP50Millis", l.waitP50Millis), v("waitP99Millis", l.waitP99Millis), v("holdP50Millis", l.holdP50Millis),
      v("holdP99Millis", l.holdP99Millis);
  v("waitBuckets", l.waitBuckets), v("holdBuckets", l.holdBuckets), v("fenceByProduct", l.fenceByProduct),
      v("staleFences", l.staleFences), v("takenPerSecond", l.takenPerSecond);
}

template <typename V>
void visit(V& v, BreakerView& b) {
  v("dependency", b.dependency), v("state", b.state), v("forced", b.forced), v("failureShare", b.failureShare),
      v("opened", b.opened);
  v("probeSeconds", b.probeSeconds), v("why", b.why);
}

template <typename V>
void visit(V& v, NodeStatus& s) {
  v("node", s.node), v("partitions", s.partitions), v("breakers", s.breakers), v("trouble", s.trouble);
}

template <typename V>
void visit(V& v, NodeView& n) {
  v("name", n.name), v("service", n.service), v("pid", n.pid), v("state", n.state), v("cpuPercent", n.cpuPercent),
      v("cpuSeconds", n.cpuSeconds);
  v("memoryBytes", n.memoryBytes), v("inPerSecond", n.inPerSecond), v("outPerSecond", n.outPerSecond),
      v("errors", n.errors);
  v("duplicates", n.duplicates), v("restarts", n.restarts), v("uptimeSeconds", n.uptimeSeconds),
      v("endpoint", n.endpoint);
  v("lastExit", n.lastExit), v("partitions", n.partitions), v("breakers", n.breakers), v("trouble", n.trouble);
  v("required", n.required), v("readAt", n.readAt);
}

template <typename V>
void visit(V& v, FaultEffects& e) {
  v("cancelled", e.cancelled), v("rejected", e.rejected), v("refunded", e.refunded), v("deadLetters", e.deadLetters);
  v("duplicates", e.duplicates), v("errors", e.errors), v("restarts", e.restarts);
}

template <typename V>
void visit(V& v, FaultView& f) {
  v("id", f.id), v("name", f.name), v("target", f.target), v("by", f.by), v("params", f.params);
  v("startsIn", f.startsIn), v("secondsLeft", f.secondsLeft), v("hits", f.hits), v("since", f.since),
      v("choices", f.choices), v("seed", f.seed);
}

template <typename V>
void visit(V& v, InvariantView& i) {
  v("number", i.number), v("name", i.name), v("status", i.status), v("detail", i.detail), v("since", i.since);
  v("offenders", i.offenders), v("orders", i.orders), v("products", i.products);
}

template <typename V>
void visit(V& v, LoadView& l) {
  v("id", l.id), v("state", l.state), v("shape", l.shape), v("targetRate", l.targetRate),
      v("sentPerSecond", l.sentPerSecond);
  v("planned", l.planned), v("sent", l.sent), v("accepted", l.accepted), v("refused", l.refused), v("failed", l.failed);
  v("p50Millis", l.p50Millis), v("p99Millis", l.p99Millis), v("p999Millis", l.p999Millis),
      v("secondsElapsed", l.secondsElapsed), v("answers", l.answers);
  v("checkedShare", l.checkedShare), v("problem", l.problem);
}

template <typename V>
void visit(V& v, DeadLettersView& d) {
  v("waiting", d.waiting), v("byTopic", d.byTopic);
}

template <typename V>
void visit(V& v, RedriveView& r) {
  v("id", r.id), v("state", r.state), v("what", r.what), v("rate", r.rate), v("planned", r.planned),
      v("redriven", r.redriven);
  v("skipped", r.skipped), v("secondsElapsed", r.secondsElapsed), v("error", r.error);
}

template <typename V>
void visit(V& v, StoreView& s) {
  v("epoch", s.epoch), v("distrust", s.distrust);
}

template <typename V>
void visit(V& v, RebuildView& r) {
  v("id", r.id), v("state", r.state), v("dryRun", r.dryRun), v("step", r.step), v("done", r.done),
      v("planned", r.planned);
  v("secondsElapsed", r.secondsElapsed), v("error", r.error);
}

template <typename V>
void visit(V& v, OpsEvent& e) {
  v("sequence", e.sequence), v("at", e.at), v("code", e.code), v("kind", e.kind), v("arguments", e.arguments),
      v("text", e.text);
}

template <typename V>
void visit(V& v, SystemSection& s) {
  v("profile", s.profile), v("profileKind", s.profileKind), v("state", s.state), v("startedAt", s.startedAt),
      v("gatewayUrl", s.gatewayUrl), v("durability", s.durability), v("store", s.store);
}

template <typename V>
void visit(V& v, OverviewSection& s) {
  v("health", s.health), v("figures", s.figures);
}

template <typename V>
void visit(V& v, FlowSection& s) {
  v("states", s.states), v("edges", s.edges), v("balance", s.balance);
}

template <typename V>
void visit(V& v, StockSection& s) {
  v("products", s.products);
}

template <typename V>
void visit(V& v, StreamsSection& s) {
  v("groups", s.groups), v("deadLetters", s.deadLetters);
}

template <typename V>
void visit(V& v, LocksSection& s) {
  v("locks", s.locks), v("lockStats", s.lockStats);
}

template <typename V>
void visit(V& v, NodesSection& s) {
  v("nodes", s.nodes);
}

template <typename V>
void visit(V& v, FaultsSection& s) {
  v("faults", s.faults);
}

template <typename V>
void visit(V& v, InvariantsSection& s) {
  v("invariants", s.invariants), v("invariantsAt", s.invariantsAt);
}

template <typename V>
void visit(V& v, JobsSection& s) {
  v("load", s.load), v("redrive", s.redrive), v("rebuild", s.rebuild);
}

template <typename V>
void visit(V& v, EventsSection& s) {
  v("events", s.events);
}

/// What every answer with a snapshot begins with.
template <typename V>
void visitHead(V& v, Snapshot& s) {
  v("sequence", s.sequence), v("at", s.at), v("sources", s.sources, kOptional);
}

/// Calls `f(section, part)` for every section, with the snapshot as its struct. The one list of them.
template <typename S, typename F>
void eachSection(S& s, F f) {
  const auto part = [&]<typename Part>(Section section, std::type_identity<Part>) {
    f(section, static_cast<std::conditional_t<std::is_const_v<S>, const Part, Part>&>(s));
  };
  part(Section::System, std::type_identity<SystemSection>());
  part(Section::Overview, std::type_identity<OverviewSection>());
  part(Section::Flow, std::type_identity<FlowSection>());
  part(Section::Stock, std::type_identity<StockSection>());
  part(Section::Streams, std::type_identity<StreamsSection>());
  part(Section::Locks, std::type_identity<LocksSection>());
  part(Section::Nodes, std::type_identity<NodesSection>());
  part(Section::Faults, std::type_identity<FaultsSection>());
  part(Section::Invariants, std::type_identity<InvariantsSection>());
  part(Section::Jobs, std::type_identity<JobsSection>());
  part(Section::Events, std::type_identity<EventsSection>());
}

template <typename V>
void visit(V& v, Snapshot& s) {
  visitHead(v, s);
  eachSection(s, [&](Section, auto& part) { visit(v, part); });
}

/// Of the sections those that it tells of.
template <typename V>
void visit(V& v, SnapshotUpdate& u) {
  visitHead(v, u.content);
  std::map<std::string, std::int64_t> sequences;
  v("sections", sequences);
  for (const auto& [name, sequence] : sequences) {
    if (const auto section = sectionNamed(name)) u.sections[*section] = sequence;
  }
  eachSection(u.content, [&](Section section, auto& part) {
    if (u.sections.contains(section)) visit(v, part);
  });
}

template <typename V>
void visit(V& v, FaultSpan& f) {
  v("id", f.id), v("name", f.name), v("target", f.target), v("from", f.from), v("to", f.to);
}

template <typename V>
void visit(V& v, Series& s) {
  v("cursor", s.cursor), v("continued", s.continued), v("at", s.at), v("series", s.series), v("faults", s.faults),
      v("events", s.events, kOptional);
}

}  // namespace orderdeck::api
