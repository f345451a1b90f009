// `orderdeckctl locks`: who holds which product's lock, who waits, and how long it takes.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/ctl/context.h"
#include "app/ctl/table.h"

namespace orderdeck::ctl {

namespace {

struct Locks {
  std::vector<api::LockHolderView> locks;
  api::LockStats stats;
};

template <typename V>
void visit(V& v, Locks& l) {
  v("locks", l.locks), v("stats", l.stats);
}

}  // namespace

void addLocks(CLI::App& app, Context& context) {
  auto* locks = app.add_subcommand("locks", "product locks held or waited for");
  locks->callback([&context] {
    const auto snapshot = context.snapshot();
    if (!snapshot) return;
    context.sayStale(*snapshot, {api::Source::Store, api::Source::Nodes});
    if (context.json) return context.print(api::encodeJson(Locks{snapshot->locks, snapshot->lockStats}));
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
