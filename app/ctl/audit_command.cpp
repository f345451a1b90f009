// `orderdeckctl audit [--wait S]`: every invariant and the balance; bad news when one is broken, and not good news
// either when one was not checked.
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/ctl/audit_report.h"
#include "app/ctl/table.h"

namespace orderdeck::ctl {

namespace {

/// A broken order's events as the ledger has them, and where each was on the topics.
std::string timelineOf(const nlohmann::json& order) {
  Table table{"EVENT", "AT", "NODE", "TOPIC", ">OFFSET"};
  for (const auto& e : order.at("timeline")) {
    table.add({e.value("event", ""), e.value("occurredAt", ""), e.value("node", ""),
               fmt::format("{}/{}", e.value("topic", ""), e.value("partition", 0)),
               std::to_string(e.value("offset", std::int64_t{0}))});
  }
  return fmt::format("order {} ({})\n{}\n", order.value("orderId", ""), order.value("status", order.value("state", "")),
                     table.text());
}

}  // namespace

std::string invariantTable(const std::vector<api::InvariantView>& invariants) {
  Table table{"", "INVARIANT", "STATUS", "DETAIL"};
  for (const auto& i : invariants)
    table.add({std::to_string(i.number), i.name,
               i.status == "broken"    ? "BROKEN"
               : i.status == "unknown" ? "not checked"
                                       : i.status,
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
  const auto json = nlohmann::json::parse(*body);
  const std::string status = json.value("status", "");
  context.exitCode = status == "ok" ? kDone : status == "broken" ? kBadNews : kNotChecked;
  if (context.json) return fmt::print("{}\n", *body);
  std::vector<api::InvariantView> invariants;
  for (const auto& i : json.at("invariants"))
    invariants.push_back({i.value("number", 0), i.value("name", ""), i.value("status", ""), i.value("detail", "")});
  std::string timelines;
  for (const auto& order : json.at("brokenOrders")) timelines += timelineOf(order);
  std::string unrest;
  for (const auto& what : json.value("unrest", nlohmann::json::array()))
    unrest += fmt::format("not at rest: {}\n", what.get<std::string>());
  const auto& b = json.at("balance");
  const auto figure = [&b](const char* name) { return b.value(name, std::int64_t{0}); };
  fmt::print("{}\n{}{}\n{}{}\n", invariantTable(invariants), timelines,
             balanceSheet({figure("accepted"), figure("finished"), figure("inFlight"), figure("deadLettered"),
                           figure("unaccounted")}),
             unrest, json.value("summary", ""));
}

void addAudit(CLI::App& app, Context& context) {
  auto* audit = app.add_subcommand("audit", "checks the invariants from the raw stores and prints the balance");
  auto wait = std::make_shared<double>(0);
  audit->add_option("--wait", *wait, "seconds to wait for the system to come to rest first")
      ->check(CLI::Range(0.0, 600.0));
  audit->callback([&context, wait] { runAudit(context, *wait); });
}

}  // namespace orderdeck::ctl
