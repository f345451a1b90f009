#include "runtime/audit/audit_runner.h"

#include <algorithm>
#include <exception>

#include <fmt/format.h>

#include "ops/audit/auditor.h"
#include "runtime/load/journal.h"

namespace orderdeck::runtime {

namespace {

constexpr std::size_t kMostTimelines = 20;

AuditReport reportOf(const ops::AuditResult& result) {
  AuditReport report;
  report.ok = result.verdict == ops::Verdict::Ok;
  report.atRest = result.atRest;
  report.unrest = result.unrest;
  report.seconds = result.seconds;
  report.balance = {.accepted = result.balance.accepted,
                    .finished = result.balance.finished,
                    .inFlight = result.balance.inFlight,
                    .deadLettered = result.balance.deadLettered,
                    .unaccounted = result.balance.unaccounted};
  for (const auto& invariant : result.invariants) report.invariants.push_back(viewOf(invariant));
  return report;
}

/// What the ledger knows of the orders that break something; what it cannot tell is left out, since the verdict stands
/// without.
std::vector<ports::LedgerOrder> brokenOrders(const ops::AuditResult& result, ports::LedgerReader& ledger) {
  std::vector<std::string> ids;
  for (const auto& invariant : result.invariants) {
    for (const auto& id : invariant.orders) {
      if (ids.size() < kMostTimelines && std::ranges::find(ids, id) == ids.end()) ids.push_back(id);
    }
  }
  std::vector<ports::LedgerOrder> orders;
  for (const auto& id : ids) {
    auto order = ledger.find(id);
    if (order && *order) orders.push_back(std::move(**order));
  }
  return orders;
}

}  // namespace

api::InvariantView viewOf(const ops::InvariantResult& result) {
  return {.number = result.number,
          .name = result.name,
          .status = result.verdict,
          .detail = result.detail,
          .since = {},
          .offenders = result.offenders,
          .orders = result.orders,
          .products = result.products};
}

AuditRunner::AuditRunner(std::function<core::Result<AuditConnections>()> connect, const std::string& journalFolder,
                         ops::AuditWitnesses witnesses, core::Millis settle)
    : m_connect(std::move(connect)), m_witnesses(std::move(witnesses)), m_settle(settle) {
  m_witnesses.accepted = [journalFolder](const auto& visit) { return readJournals(journalFolder, visit); };
  m_witnesses.keyed = [journalFolder](const auto& visit) { return readKeyedAnswers(journalFolder, visit); };
}

core::Result<AuditReport> AuditRunner::audit(core::Millis wait, std::stop_token stop) {
  try {
    const auto connections = m_connect();
    if (!connections) return core::fail(core::ErrorCode::Unavailable, "audit: " + connections.error().what, true);
    ops::Auditor auditor(connections->stores(), m_witnesses, m_settle);
    const ops::AuditResult result = auditor.run(wait, std::move(stop));
    AuditReport report = reportOf(result);
    report.broken = brokenOrders(result, *connections->ledger);
    return report;
  } catch (const std::exception& error) {
    return core::fail(core::ErrorCode::Unavailable, fmt::format("audit: {}", error.what()), true);
  }
}

}  // namespace orderdeck::runtime
