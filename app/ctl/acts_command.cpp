// `orderdeckctl acts`: who did what to the system, and why.
#include <fmt/format.h>

#include "app/ctl/context.h"
#include "app/ctl/table.h"

namespace orderdeck::ctl {

namespace {

std::string outcomeOf(const api::ActView& act) {
  std::string text(act.outcome.text());
  if (!act.code.empty()) text += " (" + act.code + ")";
  if (!act.detail.empty()) text += ": " + act.detail;
  return text;
}

}  // namespace

void addActs(CLI::App& app, Context& context) {
  auto limit = std::make_shared<int>(50);
  auto* acts = app.add_subcommand("acts", "who did what to the system, newest first, and why");
  acts->add_option("--limit", *limit, "how many, at most")->capture_default_str()->check(CLI::Range(1, 1'000));
  acts->callback([&context, limit] {
    const auto body = context.call(api::listActs(0, *limit));
    if (!body) return;
    if (context.json) return context.print(*body);
    const auto page = context.decoded<api::ActsAnswer>(*body);
    if (!page) return;
    if (page->acts.empty()) return fmt::print("nothing was done yet\n");
    Table table{"WHEN", "WHO", "THROUGH", "TOKEN", "ACT", "TARGET", "ARGUMENTS", "REASON", "OUTCOME"};
    for (const api::ActView& act : page->acts) {
      table.add({core::toRfc3339(act.at), act.who, std::string(act.through.text()), act.token,
                 std::string(act.act.text()), act.target, act.arguments, act.reason, outcomeOf(act)});
    }
    fmt::print("{}", table.text());
  });
}

}  // namespace orderdeck::ctl
