#include "ops/audit/invariants/rules.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/figures.h"

namespace orderdeck::ops {

using domain::Invariant;

namespace {

std::string figure(double value, const std::string& unit) {
  return core::grouped(static_cast<std::int64_t>(value)) + (unit.empty() ? "" : " ") + unit;
}

}  // namespace

InvariantResult judgeBounds(const Measured& measured) {
  Judgement judgement(Invariant::Bounded);
  const auto& bounds = measured.bounds;
  const Bound* nearest = nullptr;
  for (const Bound& bound : bounds) {
    if (bound.value > bound.limit) {
      judgement.complain(fmt::format("{} is {}, over its limit of {}", bound.what, figure(bound.value, bound.unit),
                                     figure(bound.limit, bound.unit)));
    }
    if (!nearest || bound.value / bound.limit > nearest->value / nearest->limit) nearest = &bound;
  }
  // A limit is no excuse: what does not move while something waits for it grows without end, however small it is now.
  std::string stands;
  for (const Standstill& one : measured.standing) {
    const std::string text = fmt::format("{} has not moved for {:.0f} s: {} (limit {:g} s)", one.what, one.seconds,
                                         one.how, core::inSeconds(measured.standLimit));
    if (one.isOver)
      judgement.complain(text);
    else
      stands += (stands.empty() ? "" : "; ") + text;
  }
  if (!measured.missing.empty()) return judgement.closeUnknown(measured.missing);
  if (!stands.empty()) return judgement.closeUnknown(stands);
  if (!nearest) return judgement.closeUnknown("nothing was measured yet");
  return judgement.close(fmt::format("{} queues, lags and ages under their limits; nearest: {}, {} of {}",
                                     bounds.size(), nearest->what, figure(nearest->value, nearest->unit),
                                     figure(nearest->limit, nearest->unit)));
}

InvariantResult bounded(const AuditFacts& facts) { return judgeBounds(facts.measured); }

InvariantResult boundedLive(const LiveLook& look) {
  const LiveFacts& facts = look.facts;
  Measured measured = facts.measured;
  measured.standing = look.standing;
  measured.standLimit = look.standLimit;
  if (facts.store)
    measured.bounds.push_back(
        {"outbox", static_cast<double>(facts.store->outbox), static_cast<double>(facts.outboxLimit), ""});
  else if (measured.missing.empty())
    measured.missing = noStore(facts);
  return judgeBounds(measured);
}

}  // namespace orderdeck::ops
