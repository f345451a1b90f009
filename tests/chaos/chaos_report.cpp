#include "tests/chaos/chaos_report.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace orderdeck::chaos {

std::string toText(const Report& report) {
  std::string text = fmt::format("seed {}: {}\n  {:.0f} s of failures, {} orders sent, {} accepted; at rest after {:.1f} s; {} duplicates absorbed\n  ",
                                 report.seed, report.ok ? "every invariant holds" : "NOT RIGHT", report.seconds, report.sent, report.accepted,
                                 report.recoverySeconds, report.duplicates);
  for (const auto& [act, times] : report.acts) text += fmt::format("{} {}  ", act, times);
  text += "\n";
  for (const auto& [fault, hits] : report.faultHits) text += fmt::format("  {:24} {} hits\n", fault, hits);
  if (report.ok) return text;
  const auto audit = nlohmann::json::parse(report.audit, nullptr, false);
  if (!audit.is_object()) return text + report.audit + "\n";
  for (const auto& invariant : audit.value("invariants", nlohmann::json::array())) {
    if (invariant.value("status", "") == "ok") continue;
    text += fmt::format("  {} {} is {}: {}\n", invariant.value("number", 0), invariant.value("name", ""), invariant.value("status", ""),
                        invariant.value("detail", ""));
  }
  return text + fmt::format("  balance {}\n", audit.value("balance", nlohmann::json::object()).dump());
}

}  // namespace orderdeck::chaos
