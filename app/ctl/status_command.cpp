// `orderdeckctl status`: endpoints, health and processes.
#include <fstream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/ctl/context.h"
#include "app/ctl/table.h"

namespace orderdeck::ctl {

namespace {

using Json = nlohmann::ordered_json;

// run.json without the token; empty for a backend elsewhere.
Json endpointsOf(const Context& context) {
  const auto folder = context.folder();
  if (!folder || !context.connect.empty()) return Json::object();
  std::ifstream file(*folder + "/run.json");
  Json json = Json::parse(file, nullptr, false);
  if (!json.is_object()) return Json::object();
  json.erase("token");
  json.erase("pidStart");
  return json;
}

void printJson(const Context& context, const std::string& body) {
  const Json snapshot = Json::parse(body);
  Json out = {
      {"state", snapshot.at("state")}, {"profile", snapshot.at("profile")}, {"endpoints", endpointsOf(context)}};
  for (const char* member : {"profileKind", "startedAt", "gatewayUrl", "durability", "sources", "health", "figures",
                             "balance", "invariants", "store", "nodes"}) {
    if (snapshot.contains(member)) out[member] = snapshot[member];
  }
  context.print(out.dump());
}

void print(const Context& context, const api::Snapshot& s) {
  fmt::print("{} ({}), {}\n", s.profile, s.profileKind.text(), s.state.text());
  Table endpoints{"", ""};
  const Json known = endpointsOf(context);
  for (const auto& [name, value] : known.items())
    endpoints.add({"  " + name, value.is_string() ? value.get<std::string>() : value.dump()});
  if (endpoints.empty()) endpoints.add({"  gateway", s.gatewayUrl});
  fmt::print("{}\n", endpoints.text().substr(1));
  fmt::print("health      {}, redis {}, brokers {}/{}, nodes {}/{}, ledger behind by {}\n",
             s.health.ok                            ? "ok"
             : s.state == api::SystemState::Unknown ? "UNKNOWN"
                                                    : "not ok",
             millis(s.health.redisMillis), s.health.brokersUp, s.health.brokers, s.health.nodesUp, s.health.nodes,
             seconds(s.health.ledgerDelaySeconds));
  for (const std::string& why : s.health.why) fmt::print("            - {}\n", why);
  fmt::print("durability  {}\n", s.durability);
  if (!s.store.distrust.empty())
    fmt::print("store       CLOSED: {}; see `orderdeckctl rebuild --dry-run`\n", s.store.distrust);
  fmt::print("orders      {}/s accepted, {}/s refused, {}/s completed, p50 {}, p99 {}, {} in flight, outbox {}\n",
             rate(s.figures.acceptedPerSecond), rate(s.figures.refusedPerSecond), rate(s.figures.completedPerSecond),
             millis(s.figures.orderP50Millis), millis(s.figures.orderP99Millis), grouped(s.figures.inFlight),
             grouped(s.figures.outbox));
  fmt::print("balance     {} accepted = {} finished + {} in flight + {} dead-lettered + {} unaccounted\n\n",
             grouped(s.balance.accepted), grouped(s.balance.finished), grouped(s.balance.inFlight),
             grouped(s.balance.deadLettered), grouped(s.balance.unaccounted));
  Table sources{"SOURCE", "STATE", ">READ BEFORE", "TROUBLE"};
  for (const auto& source : s.sources)
    sources.add({std::string(source.name.text()), std::string(source.state.text()), seconds(source.ageSeconds),
                 source.trouble});
  fmt::print("{}\n", sources.text());
  Table nodes{"PROCESS", "STATE", ">PID", ">RESTARTS", ">UPTIME", "LAST EXIT"};
  for (const auto& node : s.nodes) {
    nodes.add({node.name, std::string(node.state.text()), node.pid > 0 ? std::to_string(node.pid) : kUnknown,
               grouped(node.restarts), seconds(node.uptimeSeconds),
               node.lastExit ? api::inEnglish(*node.lastExit) : ""});
  }
  fmt::print("{}", nodes.text());
}

}  // namespace

void addStatus(CLI::App& app, Context& context) {
  auto* status = app.add_subcommand("status", "endpoints, processes, health");
  status->callback([&context] {
    const auto body = context.call(api::getSnapshot());
    if (!body) return;
    if (context.json) return printJson(context, *body);
    const auto snapshot = api::decodeSnapshot(*body);
    if (!snapshot) return context.fail(snapshot.error());
    print(context, *snapshot);
  });
}

}  // namespace orderdeck::ctl
