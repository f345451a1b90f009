// `orderdeckctl fault list | catalogue | arm NAME [key=value ...] | clear [ID]`.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "app/ctl/context.h"
#include "app/ctl/table.h"

namespace orderdeck::ctl {

namespace {

using Json = nlohmann::ordered_json;

std::string paramsOf(const Json& fault) {
  std::vector<std::string> texts;
  for (const auto& [name, value] : fault.at("params").items())
    texts.push_back(fmt::format("{}={}", name, value.get<double>()));
  for (const auto& [name, value] : fault.at("choices").items())
    texts.push_back(fmt::format("{}={}", name, value.get<std::string>()));
  return fmt::format("{}", fmt::join(texts, ", "));
}

// What can be given to `arm`: share=0.3 (0..1), kind=any|huge.
std::string settingsOf(const Json& kind) {
  std::vector<std::string> texts;
  for (const Json& p : kind.at("params")) {
    texts.push_back(fmt::format("{}={} ({}..{})", p.value("name", ""), p.value("standard", 0.0), p.value("least", 0.0),
                                p.value("most", 0.0)));
  }
  for (const Json& c : kind.at("choices")) {
    texts.push_back(
        fmt::format("{}={}", c.value("name", ""), fmt::join(c.at("options").get<std::vector<std::string>>(), "|")));
  }
  return fmt::format("{}", fmt::join(texts, ", "));
}

void printCatalogue(const Json& kinds) {
  Table table{"FAULT", "STRIKES", "PARAMETERS", "WHAT"};
  for (const Json& kind : kinds) {
    const auto services = kind.at("services").get<std::vector<std::string>>();
    table.add({kind.value("name", ""), fmt::format("{}", fmt::join(services, " ")), settingsOf(kind),
               kind.value("summary", "")});
  }
  fmt::print("{}", table.text());
}

void catalogue(Context& context) {
  const auto kinds = context.call(api::faultCatalogue());
  if (!kinds) return;
  if (context.json) return fmt::print("{}\n", *kinds);
  printCatalogue(Json::parse(*kinds));
}

void printArmed(const Json& armed) {
  if (armed.empty()) return fmt::print("no fault is armed (fault catalogue: what there is)\n");
  Table table{"ARMED", "ID", "TARGET", "PARAMETERS", ">PROBABILITY", ">SEED", "BY", ">LEFT", ">HITS"};
  for (const Json& fault : armed) {
    const std::string target = fault.value("target", "");
    const auto hits = fault.value("hits", std::int64_t{0});
    table.add({fault.value("name", ""), fault.value("id", ""), target.empty() ? "all" : target, paramsOf(fault),
               percent(fault.value("probability", 1.0)), fmt::format("{}", fault.value("seed", std::int64_t{1})),
               fault.value("by", ""), seconds(fault.value("secondsLeft", 0.0)),
               hits == 0 ? "never hit" : grouped(hits)});
  }
  fmt::print("{}", table.text());
}

void list(Context& context) {
  const auto kinds = context.call(api::faultCatalogue());
  if (!kinds) return;
  const auto faults = context.call({"GET", "/api/faults", {}, {}});  // now, not as of the last snapshot
  if (!faults) return;
  const Json armed = Json::parse(*faults);
  if (context.json) return fmt::print("{}\n", Json{{"armed", armed}, {"catalogue", Json::parse(*kinds)}}.dump());
  printArmed(armed);
}

void arm(Context& context, const std::string& name, const std::vector<std::string>& settings) {
  std::string target;
  double probability = 1, lasts = 60;
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
    if (key == "probability")
      probability = value;
    else if (key == "seconds")
      lasts = value;
    else if (key == "seed")
      seed = static_cast<std::uint64_t>(std::max(0.0, value));
    else
      params[key] = value;
  }
  const auto body = context.call(api::armFault(name, target, params, probability, lasts, choices, seed));
  if (!body) return;
  if (context.json) return fmt::print("{}\n", *body);
  fmt::print("{} armed for {}: {}\n", name, seconds(lasts), Json::parse(*body, nullptr, false).value("id", ""));
}

}  // namespace

void addFault(CLI::App& app, Context& context) {
  auto* fault = app.add_subcommand("fault", "faults that can be armed");
  fault->require_subcommand(1);
  fault->add_subcommand("list", "what is armed now, and how often it was hit")->callback([&context] { list(context); });
  fault->add_subcommand("catalogue", "what can be armed")->callback([&context] { catalogue(context); });

  auto name = std::make_shared<std::string>();
  auto settings = std::make_shared<std::vector<std::string>>();
  auto* arming = fault->add_subcommand(
      "arm", "arms a fault: its parameters, and target=NODE|SERVICE probability=0..1 seconds=N (60) seed=N (1)");
  arming->add_option("NAME", *name)->required();
  arming->add_option("SETTINGS", *settings, "key=value ...");
  arming->callback([&context, name, settings] { arm(context, *name, *settings); });

  auto id = std::make_shared<std::string>();
  auto* clear = fault->add_subcommand("clear", "ends one fault, or every one; then paused processes go on, too");
  clear->add_option("ID", *id);
  clear->callback([&context, id] {
    const auto body = context.call(api::clearFaults(*id));
    if (!body) return;
    if (context.json) return fmt::print("{}\n", body->empty() ? "{}" : *body);
    fmt::print("{}\n", id->empty() ? "every fault is cleared, and what was paused goes on" : *id + " is cleared");
  });
}

}  // namespace orderdeck::ctl
