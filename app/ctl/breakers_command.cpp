// `orderdeckctl breakers` and `orderdeckctl breaker NODE DEPENDENCY open|closed|auto`.
#include <fmt/format.h>

#include "app/ctl/context.h"
#include "app/ctl/table.h"
#include "app/ctl/word_option.h"

namespace orderdeck::ctl {

namespace {

struct Order {
  std::string node, dependency;
  core::BreakerForceWord force;
};

template <typename V>
void visit(V& v, Order& o) {
  v("node", o.node), v("dependency", o.dependency), v("force", o.force);
}

struct NodeBreaker {
  std::string node;
  api::BreakerView breaker;
};

template <typename V>
void visit(V& v, NodeBreaker& b) {
  v("node", b.node);
  visit(v, b.breaker);
}

void list(Context& context) {
  const auto snapshot = context.snapshot();
  if (!snapshot) return;
  if (context.json) {
    std::vector<NodeBreaker> all;
    for (const auto& node : snapshot->nodes) {
      for (const auto& breaker : node.breakers) all.push_back({node.name, breaker});
    }
    return context.print(api::encodeJson(all));
  }
  Table table{"NODE", "DEPENDENCY", "STATE", "FORCED", ">FAILURES", ">OPENED", ">NEXT PROBE", "WHY"};
  for (const auto& node : snapshot->nodes) {
    for (const auto& b : node.breakers) {
      table.add({node.name, b.dependency, std::string(b.state.text()),
                 b.forced.empty() ? "no" : std::string(b.forced.text()), percent(b.failureShare), grouped(b.opened),
                 seconds(b.probeSeconds), b.why});
    }
  }
  fmt::print("{}", table.text());
}

}  // namespace

void addBreakers(CLI::App& app, Context& context) {
  app.add_subcommand("breakers", "the circuit breakers of every process")->callback([&context] { list(context); });

  auto order = std::make_shared<Order>();
  auto* breaker =
      app.add_subcommand("breaker", "holds one circuit breaker open or closed, or lets it decide by itself");
  breaker->add_option("NODE", order->node, "as in `nodes`: payment-1")->required();
  breaker->add_option("DEPENDENCY", order->dependency, "redis, kafka, ledger, payment, mail")->required();
  addWord(*breaker, "FORCE", order->force, "open, closed or auto")->required();
  breaker->callback([&context, order] {
    if (!context.call(api::forceBreaker(order->node, order->dependency, order->force))) return;
    if (context.json) return context.print(api::encodeJson(*order));
    const char* const now = order->force == core::BreakerForce::Auto   ? "decides by itself"
                            : order->force == core::BreakerForce::Open ? "is held open"
                                                                       : "is held closed";
    fmt::print("the breaker to {} of {} {}\n", order->dependency, order->node, now);
  });
}

}  // namespace orderdeck::ctl
