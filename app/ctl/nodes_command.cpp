// `orderdeckctl nodes` and `orderdeckctl node kill|pause|resume|restart NAME`.
#include <fmt/format.h>

#include "app/ctl/context.h"
#include "app/ctl/table.h"

namespace orderdeck::ctl {

namespace {

struct NodeAction {
  std::string node;
  api::NodeActionWord action;
};

template <typename V>
void visit(V& v, NodeAction& a) {
  v("node", a.node), v("action", a.action);
}

void addNode(CLI::App& app, Context& context) {
  auto* node = app.add_subcommand("node", "steers one process");
  node->require_subcommand(1);
  auto name = std::make_shared<std::string>();
  for (const auto& [action, help, done] :
       {std::tuple{api::NodeAction::Kill, "kill -9; the supervisor starts it again", "killed"},
        std::tuple{api::NodeAction::Pause, "SIGSTOP", "paused"},
        std::tuple{api::NodeAction::Resume, "SIGCONT", "resumed"},
        std::tuple{api::NodeAction::Restart, "stops it in order and starts it again", "restarted"}}) {
    auto* command = node->add_subcommand(std::string(core::nameOf(action)), help);
    command->add_option("NAME", *name, "as in `nodes`: payment-1")->required();
    command->callback([&context, name, verb = action, past = std::string(done)] {
      if (!context.call(api::controlNode(*name, verb))) return;
      if (context.json) return context.print(api::encodeJson(NodeAction{*name, verb}));
      fmt::print("{} {}\n", *name, past);
    });
  }
}

}  // namespace

void addNodes(CLI::App& app, Context& context) {
  auto* nodes = app.add_subcommand("nodes", "every process");
  nodes->callback([&context] {
    const auto snapshot = context.snapshot();
    if (!snapshot) return;
    context.sayStale(*snapshot, {api::Source::Nodes});
    if (context.json) return context.print(api::encodeJson(snapshot->nodes));
    Table table{"NAME",   "SERVICE", "STATE",       ">PID",      ">CPU",    ">MEMORY",  ">IN/S",
                ">OUT/S", ">ERRORS", ">DUPLICATES", ">RESTARTS", ">UPTIME", "LAST EXIT"};
    for (const auto& n : snapshot->nodes) {
      table.add({n.name, n.service, std::string(n.state.text()), n.pid > 0 ? std::to_string(n.pid) : kUnknown,
                 percent(n.cpuPercent / 100), bytes(n.memoryBytes), rate(n.inPerSecond), rate(n.outPerSecond),
                 grouped(n.errors), grouped(n.duplicates), grouped(n.restarts), seconds(n.uptimeSeconds),
                 n.lastExit ? api::inEnglish(*n.lastExit) : ""});
    }
    fmt::print("{}", table.text());
  });
  addNode(app, context);
}

}  // namespace orderdeck::ctl
