// `orderdeckctl audit [--wait S]`: every invariant and the balance; bad news when one is broken, and not good news
// either when one was not checked.
#include <fmt/format.h>

#include "app/ctl/audit_report.h"
#include "app/ctl/table.h"

namespace orderdeck::ctl {

namespace {

/// A broken order's events as the ledger has them, and where each was on the topics.
std::string timelineOf(const api::OrderDetail& order) {
  Table table{"EVENT", "AT", "NODE", "TOPIC", ">OFFSET"};
  for (const auto& e : order.timeline.value_or(std::vector<api::TimelineEntry>{})) {
    table.add({e.event, core::toRfc3339(e.occurredAt), e.node, fmt::format("{}/{}", e.topic, e.partition),
               std::to_string(e.offset)});
  }
  return fmt::format("order {} ({})\n{}\n", order.orderId, order.state.text(), table.text());
}

}  // namespace

std::string invariantTable(const std::vector<api::InvariantView>& invariants) {
  Table table{"", "INVARIANT", "STATUS", "DETAIL"};
  for (const auto& i : invariants)
    table.add({std::to_string(i.number), i.name,
               i.status == domain::Verdict::Broken    ? "BROKEN"
               : i.status == domain::Verdict::Unknown ? "not checked"
                                                      : std::string(i.status.text()),
               i.detail});
  return table.text();
}

std::string balanceSheet(const api::Balance& balance) {
  Table table{"BALANCE", ">ORDERS"};
  table.add({"accepted", grouped(balance.accepted)});
  table.add({"= finished", grouped(balance.finished)});
  table.add({"+ in flight", grouped(balance.inFlight)});
  table.add({"+ dead-lettered", grouped(balance.deadLettered)});
  table.add({"+ unaccounted", grouped(balance.unaccounted)});
  return table.text();
}

void runAudit(Context& context, double waitSeconds) {
  const auto body =
      context.call(api::audit(waitSeconds), core::Millis{static_cast<std::int64_t>(waitSeconds * 1000) + 120'000});
  if (!body && context.exitCode == kBadNews)
    context.exitCode = kNotChecked;  // the backend is there, and could not make it
  if (!body) return;
  const auto audit = context.decoded<api::AuditAnswer>(*body);
  if (!audit) return;
  context.exitCode = audit->status == domain::Verdict::Ok       ? kDone
                     : audit->status == domain::Verdict::Broken ? kBadNews
                                                                : kNotChecked;
  if (context.json) return context.print(*body);
  std::string timelines, unrest;
  for (const auto& order : audit->brokenOrders) timelines += timelineOf(order);
  for (const auto& what : audit->unrest) unrest += fmt::format("not at rest: {}\n", what);
  fmt::print("{}\n{}{}\n{}{}\n", invariantTable(audit->invariants), timelines, balanceSheet(audit->balance), unrest,
             audit->summary);
}

void addAudit(CLI::App& app, Context& context) {
  auto* audit = app.add_subcommand("audit", "checks the invariants from the raw stores and prints the balance");
  auto wait = std::make_shared<double>(0);
  audit->add_option("--wait", *wait, "seconds to wait for the system to come to rest first")
      ->check(CLI::Range(0.0, 600.0));
  audit->callback([&context, wait] { runAudit(context, *wait); });
}

}  // namespace orderdeck::ctl
