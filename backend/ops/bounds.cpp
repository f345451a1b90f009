#include "ops/bounds.h"

#include <algorithm>

#include <fmt/format.h>

#include "ops/figures.h"

namespace orderdeck::ops {

namespace {
std::string figure(double value, const std::string& unit) {
  return grouped(static_cast<std::int64_t>(value)) + (unit.empty() ? "" : " ") + unit;
}
}  // namespace

InvariantResult judgeBounds(const std::vector<Bound>& bounds) {
  Judgement judgement(11);
  const Bound* nearest = nullptr;
  for (const Bound& bound : bounds) {
    if (bound.value > bound.limit) {
      judgement.complain(fmt::format("{} is {}, over its limit of {}", bound.what, figure(bound.value, bound.unit), figure(bound.limit, bound.unit)));
    }
    if (!nearest || bound.value / bound.limit > nearest->value / nearest->limit) nearest = &bound;
  }
  if (!nearest) return judgement.closeUnknown("nothing was measured yet");
  return judgement.close(fmt::format("{} queues, lags and ages under their limits; nearest: {}, {} of {}", bounds.size(), nearest->what,
                                     figure(nearest->value, nearest->unit), figure(nearest->limit, nearest->unit)));
}

}  // namespace orderdeck::ops
