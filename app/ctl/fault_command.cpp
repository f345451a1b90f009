// `orderdeckctl fault list | arm NAME [key=value ...] | clear [ID]`.
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "app/ctl/context.h"
#include "app/ctl/table.h"

namespace orderdeck::ctl {

namespace {

using Json = nlohmann::ordered_json;

std::string paramsOf(const Json& params) {
  std::vector<std::string> texts;
  for (const auto& [name, value] : params.items()) texts.push_back(fmt::format("{}={}", name, value.get<double>()));
  return fmt::format("{}", fmt::join(texts, ", "));
}

void list(Context& context) {
  const auto catalogue = context.call(runtime::faultCatalogue());
  if (!catalogue) return;
  const auto faults = context.call({"GET", "/api/faults", {}, {}});  // now, not as of the last snapshot
  if (!faults) return;
  const Json kinds = Json::parse(*catalogue), armed = Json::parse(*faults);
  if (context.json) return fmt::print("{}\n", Json{{"armed", armed}, {"catalogue", kinds}}.dump());
  Table table{"FAULT", "SERVICE", "PARAMETERS", "WHAT"};
  for (const Json& kind : kinds) {
    std::vector<std::string> params;
    for (const Json& p : kind.at("params")) {
      params.push_back(fmt::format("{}={} ({}..{})", p.value("name", ""), p.value("standard", 0.0), p.value("least", 0.0), p.value("most", 0.0)));
    }
    table.add({kind.value("name", ""), kind.value("service", ""), fmt::format("{}", fmt::join(params, ", ")), kind.value("summary", "")});
  }
  fmt::print("{}\n", table.text());
  if (armed.empty()) return fmt::print("no fault is armed\n");
  Table now{"ARMED", "ID", "TARGET", "PARAMETERS", ">PROBABILITY", ">LEFT", ">HITS"};
  for (const Json& fault : armed) {
    const std::string target = fault.value("target", "");
    now.add({fault.value("name", ""), fault.value("id", ""), target.empty() ? "all" : target, paramsOf(fault.at("params")), percent(fault.value("probability", 1.0)),
             seconds(fault.value("secondsLeft", 0.0)), grouped(fault.value("hits", std::int64_t{0}))});
  }
  fmt::print("{}", now.text());
}

void arm(Context& context, const std::string& name, const std::vector<std::string>& settings) {
  std::string target;
  double probability = 1, lasts = 60;
  std::map<std::string, double> params;
  for (const std::string& setting : settings) {
    const std::size_t equals = setting.find('=');
    const std::string key = setting.substr(0, equals), text = equals == std::string::npos ? "" : setting.substr(equals + 1);
    if (key == "target") {
      target = text;
      continue;
    }
    char* end = nullptr;
    const double value = std::strtod(text.c_str(), &end);
    if (text.empty() || *end != '\0' || !std::isfinite(value)) {
      return context.fail({core::ErrorCode::InvalidArgument, fmt::format("'{}' is not of the form key=number", setting), false});
    }
    if (key == "probability") probability = value;
    else if (key == "seconds") lasts = value;
    else params[key] = value;
  }
  const auto body = context.call(runtime::armFault(name, target, params, probability, lasts));
  if (!body) return;
  if (context.json) return fmt::print("{}\n", *body);
  fmt::print("{} armed for {}: {}\n", name, seconds(lasts), Json::parse(*body, nullptr, false).value("id", ""));
}

}  // namespace

void addFault(CLI::App& app, Context& context) {
  auto* fault = app.add_subcommand("fault", "faults that can be armed");
  fault->require_subcommand(1);
  fault->add_subcommand("list", "what exists and what is armed")->callback([&context] { list(context); });

  auto name = std::make_shared<std::string>();
  auto settings = std::make_shared<std::vector<std::string>>();
  auto* arming = fault->add_subcommand("arm", "arms a fault: its parameters, and target=NODE probability=0..1 seconds=N (60)");
  arming->add_option("NAME", *name)->required();
  arming->add_option("SETTINGS", *settings, "key=value ...");
  arming->callback([&context, name, settings] { arm(context, *name, *settings); });

  auto id = std::make_shared<std::string>();
  auto* clear = fault->add_subcommand("clear", "ends one fault, or every one");
  clear->add_option("ID", *id);
  clear->callback([&context, id] {
    const auto body = context.call(runtime::clearFaults(*id));
    if (!body) return;
    if (context.json) return fmt::print("{}\n", body->empty() ? "{}" : *body);
    fmt::print("{}\n", id->empty() ? "every fault is cleared" : *id + " is cleared");
  });
}

}  // namespace orderdeck::ctl
