// `orderdeckctl locks`: who holds which product's lock, who waits, and how long it takes.
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "app/ctl/context.h"
#include "app/ctl/table.h"

namespace orderdeck::ctl {

void addLocks(CLI::App& app, Context& context) {
  auto* locks = app.add_subcommand("locks", "product locks held or waited for");
  locks->callback([&context] {
    const auto body = context.call(api::getSnapshot());
    if (!body) return;
    if (context.json) {
      const auto snapshot = nlohmann::ordered_json::parse(*body);
      return fmt::print(
          "{}\n", nlohmann::ordered_json{{"locks", snapshot.at("locks")}, {"stats", snapshot.at("lockStats")}}.dump());
    }
    const auto snapshot = api::decodeSnapshot(*body);
    if (!snapshot) return context.fail(snapshot.error());
    Table table{"LOCK", "HOLDER", ">FENCE", ">TTL", ">HELD", "WAITING"};
    for (const auto& lock : snapshot->locks) {
      table.add({"product_" + lock.productId,
                 lock.holder.empty() ? "free" : lock.holder + (lock.holderPaused ? " (paused)" : ""),
                 grouped(lock.fence), seconds(lock.ttlSeconds), seconds(lock.heldSeconds),
                 fmt::format("{}", fmt::join(lock.waiters, ", "))});
    }
    fmt::print("{}", table.empty() ? "no lock is held or waited for now\n" : table.text());
    const auto& stats = snapshot->lockStats;
    fmt::print("\nwait p50 {}, p99 {}; hold p50 {}, p99 {}; {} writes refused for an old token\n",
               millis(stats.waitP50Millis), millis(stats.waitP99Millis), millis(stats.holdP50Millis),
               millis(stats.holdP99Millis), grouped(stats.staleFences));
  });
}

}  // namespace orderdeck::ctl
