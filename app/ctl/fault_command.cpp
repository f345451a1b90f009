// `orderdeckctl fault list | catalogue | arm NAME [key=value ...] | clear [ID]`.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "api/faults.h"
#include "app/ctl/context.h"
#include "app/ctl/table.h"
#include "domain/faults/faults.h"

namespace orderdeck::ctl {

namespace {

struct Faults {
  std::vector<api::FaultView> armed;
  std::vector<api::FaultKindView> catalogue;
};

template <typename V>
void visit(V& v, Faults& f) {
  v("armed", f.armed), v("catalogue", f.catalogue);
}

std::string paramsOf(const api::FaultView& fault) {
  std::vector<std::string> texts;
  for (const auto& [name, value] : fault.params) texts.push_back(fmt::format("{}={}", name, value));
  for (const auto& [name, value] : fault.choices) texts.push_back(fmt::format("{}={}", name, value));
  return fmt::format("{}", fmt::join(texts, ", "));
}

// What can be given to `arm`: share=0.3 (0..1), kind=any|huge.
std::string settingsOf(const api::FaultKindView& kind) {
  std::vector<std::string> texts;
  for (const auto& p : kind.params) texts.push_back(fmt::format("{}={} ({}..{})", p.name, p.standard, p.least, p.most));
  for (const auto& c : kind.choices) texts.push_back(fmt::format("{}={}", c.name, fmt::join(c.options, "|")));
  return fmt::format("{}", fmt::join(texts, ", "));
}

void printCatalogue(const std::vector<api::FaultKindView>& kinds) {
  Table table{"FAULT", "STRIKES", "PARAMETERS", "WHAT"};
  for (const auto& kind : kinds)
    table.add({kind.name, fmt::format("{}", fmt::join(kind.services, " ")), settingsOf(kind), kind.summary});
  fmt::print("{}", table.text());
}

void catalogue(Context& context) {
  const auto body = context.call(api::faultCatalogue());
  if (!body) return;
  if (context.json) return context.print(*body);
  if (const auto kinds = context.decoded<std::vector<api::FaultKindView>>(*body)) printCatalogue(*kinds);
}

// "2,920 charges"
std::string struckText(const api::FaultView& fault) {
  const domain::FaultKind* const kind = domain::findFault(fault.name);
  if (fault.hits == 0) return "nothing yet";
  return kind == nullptr ? grouped(fault.hits) : fmt::format("{} {}", grouped(fault.hits), core::nameOf(kind->unit));
}

// "2,920 cancelled, 3 dead letters": what happened meanwhile, whether or not of it.
std::string sinceText(const api::FaultEffects& since) {
  std::vector<std::string> texts;
  for (const auto& [count, what] : {std::pair(since.cancelled, "cancelled"),
                                    {since.rejected, "rejected"},
                                    {since.refunded, "refunded"},
                                    {since.deadLetters, "dead letters"},
                                    {since.duplicates, "duplicates suppressed"},
                                    {since.errors, "errors"},
                                    {since.restarts, "restarts"}}) {
    if (count > 0) texts.push_back(fmt::format("{} {}", grouped(count), what));
  }
  return texts.empty() ? "nothing" : fmt::format("{}", fmt::join(texts, ", "));
}

void printArmed(const std::vector<api::FaultView>& armed) {
  if (armed.empty()) return fmt::print("no fault is armed (fault catalogue: what there is)\n");
  Table table{"ARMED", "ID",         "TARGET", "PARAMETERS", ">SEED",
              "BY",    ">STARTS IN", ">LEFT",  ">STRUCK",    "SINCE IT WAS ARMED"};
  for (const auto& fault : armed) {
    table.add({fault.name, fault.id, fault.target.empty() ? "all" : fault.target, paramsOf(fault),
               std::to_string(fault.seed), fault.by, fault.startsIn > 0 ? seconds(fault.startsIn) : "begun",
               seconds(fault.secondsLeft), struckText(fault), sinceText(fault.since)});
  }
  fmt::print("{}", table.text());
}

void list(Context& context) {
  const auto kinds = context.call(api::faultCatalogue());
  if (!kinds) return;
  const auto faults = context.call(api::listFaults());  // now, not as of the last snapshot
  if (!faults) return;
  const auto armed = context.decoded<std::vector<api::FaultView>>(*faults);
  const auto known = context.decoded<std::vector<api::FaultKindView>>(*kinds);
  if (!armed || !known) return;
  if (context.json) return context.print(api::encodeJson(Faults{*armed, *known}));
  printArmed(*armed);
}

void arm(Context& context, const std::string& name, const std::vector<std::string>& settings) {
  std::string target;
  double startAfter = 0, lasts = 60;
  std::uint64_t seed = 1;
  std::map<std::string, double> params;
  std::map<std::string, std::string> choices;
  for (const std::string& setting : settings) {
    const std::size_t equals = setting.find('=');
    const std::string key = setting.substr(0, equals),
                      text = equals == std::string::npos ? "" : setting.substr(equals + 1);
    if (key == "target") {
      target = text;
      continue;
    }
    char* end = nullptr;
    const double value = std::strtod(text.c_str(), &end);
    if (text.empty())
      return context.fail(
          {core::ErrorCode::InvalidArgument, fmt::format("'{}' is not of the form key=value", setting), false});
    if (*end != '\0' || !std::isfinite(value)) {
      choices[key] = text;  // the backend knows which words there are
      continue;
    }
    if (key == "startAfter")
      startAfter = value;
    else if (key == "seconds")
      lasts = value;
    else if (key == "seed")
      seed = static_cast<std::uint64_t>(std::max(0.0, value));
    else
      params[key] = value;
  }
  const auto body = context.call(api::armFault(name, target, params, lasts, choices, seed, startAfter));
  if (!body) return;
  if (context.json) return context.print(*body);
  if (const auto armed = context.decoded<api::Started>(*body))
    fmt::print("{} armed for {}: {}\n", name, seconds(lasts), armed->id);
}

std::string catalogueHelp() {
  std::string help = "Faults (`fault catalogue` says on which processes, and with which parameters):\n";
  for (const domain::FaultKind& kind : domain::kFaults) help += fmt::format("  {:<22}  {}\n", kind.name, kind.summary);
  return help;
}

}  // namespace

void addFault(CLI::App& app, Context& context) {
  auto* fault = app.add_subcommand("fault", "faults that can be armed");
  fault->require_subcommand(1);
  fault->add_subcommand("list", "what is armed now, what it struck, and what happened since")->callback([&context] {
    list(context);
  });
  fault->add_subcommand("catalogue", "what can be armed")->callback([&context] { catalogue(context); });

  auto name = std::make_shared<std::string>();
  auto settings = std::make_shared<std::vector<std::string>>();
  auto* arming = fault->add_subcommand(
      "arm", "arms a fault: its parameters, and target=NODE|SERVICE startAfter=N (0 s) seconds=N (60) seed=N (1)");
  arming->add_option("NAME", *name)->required();
  arming->add_option("SETTINGS", *settings, "key=value ...");
  arming->footer(catalogueHelp());
  arming->callback([&context, name, settings] { arm(context, *name, *settings); });

  auto id = std::make_shared<std::string>();
  auto* clear = fault->add_subcommand("clear", "ends one fault, or every one; then paused processes go on, too");
  clear->add_option("ID", *id);
  clear->callback([&context, id] {
    const auto body = context.call(api::clearFaults(*id));
    if (!body) return;
    if (context.json) return context.print(body->empty() ? "{}" : *body);
    fmt::print("{}\n", id->empty() ? "every fault is cleared, and what was paused goes on" : *id + " is cleared");
  });
}

}  // namespace orderdeck::ctl
