// `orderdeckctl lag [--partitions]`.
#include <fmt/format.h>

#include "app/ctl/context.h"
#include "app/ctl/table.h"

namespace orderdeck::ctl {

void addLag(CLI::App& app, Context& context) {
  auto* lag = app.add_subcommand("lag", "how far each consumer group is behind");
  auto partitions = std::make_shared<bool>(false);
  lag->add_flag("--partitions", *partitions, "every partition, too");
  lag->callback([&context, partitions] {
    const auto snapshot = context.snapshot();
    if (!snapshot) return;
    if (context.json) return fmt::print("{}\n", api::encodeJson(snapshot->groups));
    Table groups{"GROUP", ">LAG", ">OLDEST", ">DRAINS IN", ">IN/S", ">OUT/S", "VERDICT"};
    Table details{"GROUP", "TOPIC", ">PARTITION", ">COMMITTED", ">END", ">LAG"};
    for (const auto& group : snapshot->groups) {
      groups.add({group.group, grouped(group.lag), seconds(group.oldestSeconds), seconds(group.drainSeconds),
                  rate(group.producedPerSecond), rate(group.consumedPerSecond),
                  group.verdict.empty() ? kUnknown : std::string(group.verdict.text())});
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
