// `orderdeckctl lag [--partitions]`.
#include <fmt/format.h>

#include "app/ctl/context.h"
#include "app/ctl/table.h"

namespace orderdeck::ctl {

namespace {

std::string drain(const api::GroupView& group) {
  using enum domain::LagVerdict;
  const bool grows = group.producedPerSecond.value_or(0) > group.consumedPerSecond.value_or(0);
  if (group.lag != 0 && group.verdict == FallingBehind && grows) return "growing";
  if (group.lag != 0 && group.verdict == NobodyReads) return "never";
  return seconds(group.drainSeconds);
}

}  // namespace

void addLag(CLI::App& app, Context& context) {
  auto* lag = app.add_subcommand("lag", "how far each consumer group is behind");
  auto partitions = std::make_shared<bool>(false);
  lag->add_flag("--partitions", *partitions, "every partition, too");
  lag->callback([&context, partitions] {
    const auto snapshot = context.snapshot();
    if (!snapshot) return;
    context.sayStale(*snapshot, {api::Source::Broker});
    if (context.json) return context.print(api::encodeJson(snapshot->groups));
    Table groups{"GROUP", ">LAG", ">OLDEST", ">DRAINS IN", ">IN/S", ">OUT/S", "VERDICT"};
    Table details{"GROUP", "TOPIC", ">PARTITION", ">COMMITTED", ">END", ">LAG"};
    for (const auto& group : snapshot->groups) {
      groups.add({group.group, grouped(group.lag), seconds(group.oldestSeconds), drain(group),
                  rate(group.producedPerSecond), rate(group.consumedPerSecond), std::string(group.verdict.text())});
      for (const auto& p : group.partitions) {
        details.add(
            {group.group, p.topic, std::to_string(p.partition), grouped(p.committed), grouped(p.end), grouped(p.lag)});
      }
    }
    fmt::print("{}", groups.text());
    if (*partitions) fmt::print("\n{}", details.text());
  });
}

}  // namespace orderdeck::ctl
