#include "ops/audit/judgement.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/figures.h"

namespace orderdeck::ops {

namespace {

std::string listed(const Offenders& offenders) {
  std::string text;
  for (std::size_t i = 0; i < offenders.names.size(); ++i) {
    text += text.empty() ? "" : ", ";
    text += offenders.names[i];
    if (!offenders.notes[i].empty()) text += fmt::format(" ({})", offenders.notes[i]);
  }
  return offenders.count > static_cast<std::int64_t>(offenders.names.size()) ? text + ", ..." : text;
}

}  // namespace

Judgement::Judgement(domain::Invariant invariant) {
  m_result.number = domain::numberOf(invariant);
  m_result.name = domain::nameOf(invariant);
}

void Judgement::complain(std::string text) { m_complaints.push_back(std::move(text)); }

void Judgement::complain(const Offenders& offenders, std::string_view what, std::vector<std::string>& names) {
  if (offenders.count == 0) return;
  complain(fmt::format("{} {}: {}", core::grouped(offenders.count), what, listed(offenders)));
  m_result.offenders += offenders.count;
  names.insert(names.end(), offenders.names.begin(), offenders.names.end());
}

void Judgement::complainOfOrders(const Offenders& offenders, std::string_view what) {
  complain(offenders, what, m_result.orders);
}
void Judgement::complainOfProducts(const Offenders& offenders, std::string_view what) {
  complain(offenders, what, m_result.products);
}

InvariantResult Judgement::close(std::string good) {
  m_result.verdict = isBroken() ? Verdict::Broken : Verdict::Ok;
  m_result.detail = isBroken() ? fmt::format("{}", fmt::join(m_complaints, "; ")) : std::move(good);
  return std::move(m_result);
}

InvariantResult Judgement::closeUnknown(std::string why) {
  InvariantResult result = close(std::move(why));
  if (result.verdict == Verdict::Ok) result.verdict = Verdict::Unknown;
  return result;
}

InvariantResult Judgement::closeUntold(std::string why) {
  InvariantResult result = closeUnknown(std::move(why));
  result.wholeAuditTells = result.verdict == Verdict::Unknown;
  return result;
}

Verdict overall(const std::vector<InvariantResult>& results) {
  const auto any = [&](Verdict verdict) {
    return std::ranges::any_of(results, [verdict](const auto& result) { return result.verdict == verdict; });
  };
  return any(Verdict::Broken) ? Verdict::Broken : any(Verdict::Unknown) ? Verdict::Unknown : Verdict::Ok;
}

}  // namespace orderdeck::ops
