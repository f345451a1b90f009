#include "runtime/audit_runner.h"

#include <exception>

#include <fmt/format.h>

#include "ops/auditor.h"
#include "runtime/journal.h"

namespace orderdeck::runtime {

namespace {

AuditReport reportOf(const ops::AuditResult& result) {
  AuditReport report;
  report.ok = result.ok;
  report.seconds = result.seconds;
  report.balance = {.accepted = result.balance.accepted,
                    .finished = result.balance.finished,
                    .inFlight = result.balance.inFlight,
                    .deadLettered = result.balance.deadLettered,
                    .unaccounted = result.balance.unaccounted};
  for (const auto& [number, name, verdict, detail] : result.invariants) {
    report.invariants.push_back({number, name, verdict == ops::Verdict::Ok ? "ok" : "broken", detail});
  }
  return report;
}

}  // namespace

AuditRunner::AuditRunner(std::function<core::Result<OwnedStores>()> connect, std::string journalFolder)
    : m_connect(std::move(connect)), m_journalFolder(std::move(journalFolder)) {}

core::Result<AuditReport> AuditRunner::audit(core::Millis wait) {
  try {
    const auto stores = m_connect();
    if (!stores) return core::fail(core::ErrorCode::Unavailable, "audit: " + stores.error().what, true);
    ops::Auditor auditor({*stores->orders, *stores->stock, *stores->ledger},
                         [this](const auto& visit) { return readJournals(m_journalFolder, visit); });
    const auto result = auditor.run(wait);
    if (!result) return core::fail(core::ErrorCode::Unavailable, "audit: " + result.error().what, true);
    return reportOf(*result);
  } catch (const std::exception& error) {
    return core::fail(core::ErrorCode::Unavailable, fmt::format("audit: {}", error.what()), true);
  }
}

}  // namespace orderdeck::runtime
