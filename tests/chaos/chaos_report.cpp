#include "tests/chaos/chaos_report.h"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace orderdeck::chaos {

std::string toText(const Report& report) {
  std::string text =
      fmt::format("seed {}: {}\n  {:.0f} s of failures, {} orders sent, {} accepted; {} duplicates absorbed\n",
                  report.seed, report.ok ? "every invariant holds" : "NOT RIGHT", report.seconds, report.sent,
                  report.accepted, report.duplicates);
  text += fmt::format(
      "  everything up after {:.1f} s, an order placed then at its end after {:.1f} s more, all at rest after {:.1f} "
      "s\n",
      report.healthySeconds, report.probeSeconds, report.recoverySeconds);
  text += fmt::format(
      "  {} mails taken, {} of them more than once; {} times refused, {} put off; {} rebuilds; {} bytes of torn "
      "writes\n  ",
      report.mails, report.repeatedMails, report.refusedMails, report.deferredMails, report.rebuilds, report.tornBytes);
  for (const auto& [act, times] : report.acts) text += fmt::format("{} {}  ", act, times);
  text += "\n";
  for (const auto& [fault, hits] : report.faultHits) text += fmt::format("  {:24} {} hits\n", fault, hits);
  if (report.ok) return text;
  const auto audit = nlohmann::json::parse(report.audit, nullptr, false);
  if (!audit.is_object()) return text + report.audit + "\n";
  for (const auto& invariant : audit.value("invariants", nlohmann::json::array())) {
    if (invariant.value("status", "") == "ok") continue;
    text += fmt::format("  {} {} is {}: {}\n", invariant.value("number", 0), invariant.value("name", ""),
                        invariant.value("status", ""), invariant.value("detail", ""));
  }
  return text + fmt::format("  balance {}\n", audit.value("balance", nlohmann::json::object()).dump());
}

std::string summaryOf(const std::vector<Report>& reports) {
  const auto line = [&](const char* what, double Report::* seconds) {
    std::vector<double> all;
    for (const Report& report : reports) all.push_back(report.*seconds);
    std::ranges::sort(all);
    return fmt::format("  {:26} median {:6.1f} s, longest {:6.1f} s\n", what, all[all.size() / 2], all.back());
  };
  return fmt::format("{} runs, {} of them right\n", reports.size(), std::ranges::count(reports, true, &Report::ok)) +
         line("until everything is up", &Report::healthySeconds) +
         line("a new order from then on", &Report::probeSeconds) +
         line("until all is at rest", &Report::recoverySeconds);
}

}  // namespace orderdeck::chaos
