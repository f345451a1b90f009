// `orderdeckctl breakers` and `orderdeckctl breaker NODE DEPENDENCY open|closed|auto`.
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/ctl/context.h"
#include "app/ctl/table.h"

namespace orderdeck::ctl {

namespace {

using Json = nlohmann::ordered_json;

void list(Context& context) {
  const auto body = context.call(api::getSnapshot());
  if (!body) return;
  if (context.json) {
    Json all = Json::array();
    const Json snapshot = Json::parse(*body);
    for (const Json& node : snapshot.at("nodes")) {
      for (const Json& breaker : node.at("breakers")) {
        Json one = {{"node", node.at("name")}};
        one.update(breaker);
        all.push_back(std::move(one));
      }
    }
    return fmt::print("{}\n", all.dump());
  }
  const auto snapshot = api::decodeSnapshot(*body);
  if (!snapshot) return context.fail(snapshot.error());
  Table table{"NODE", "DEPENDENCY", "STATE", "FORCED", ">FAILURES", ">OPENED", ">NEXT PROBE", "WHY"};
  for (const auto& node : snapshot->nodes) {
    for (const auto& b : node.breakers) {
      table.add({node.name, b.dependency, b.state, b.forced.empty() ? "no" : b.forced, percent(b.failureShare),
                 grouped(b.opened), seconds(b.probeSeconds), b.why});
    }
  }
  fmt::print("{}", table.text());
}

}  // namespace

void addBreakers(CLI::App& app, Context& context) {
  app.add_subcommand("breakers", "the circuit breakers of every process")->callback([&context] { list(context); });

  struct Order {
    std::string node, dependency, force;
  };
  auto order = std::make_shared<Order>();
  auto* breaker =
      app.add_subcommand("breaker", "holds one circuit breaker open or closed, or lets it decide by itself");
  breaker->add_option("NODE", order->node, "as in `nodes`: payment-1")->required();
  breaker->add_option("DEPENDENCY", order->dependency, "redis, kafka, ledger, payment, mail")->required();
  breaker->add_option("FORCE", order->force, "open, closed or auto")
      ->required()
      ->check(CLI::IsMember({"open", "closed", "auto"}));
  breaker->callback([&context, order] {
    if (!context.call(api::forceBreaker(order->node, order->dependency, order->force))) return;
    if (context.json)
      return fmt::print("{}\n",
                        Json{{"node", order->node}, {"dependency", order->dependency}, {"force", order->force}}.dump());
    const char* const now = order->force == "auto"   ? "decides by itself"
                            : order->force == "open" ? "is held open"
                                                     : "is held closed";
    fmt::print("the breaker to {} of {} {}\n", order->dependency, order->node, now);
  });
}

}  // namespace orderdeck::ctl
