// `orderdeckctl rebuild [--dry-run] [--yes] [--force]`: the hot store anew from the ledger, after it was rolled back or
// emptied.
#include <unistd.h>

#include <chrono>
#include <iostream>
#include <thread>

#include <fmt/format.h>

#include "app/ctl/context.h"
#include "app/ctl/table.h"

namespace orderdeck::ctl {

namespace {

constexpr std::chrono::milliseconds kLookEvery{200};

struct RebuildOptions {
  bool dryRun = false, yes = false, force = false;
  double wait = 30;
};

/// Starts one and waits for its end, saying at a terminal how it goes. Nothing when it failed; then that was told.
std::optional<api::RebuildAnswer> run(Context& context, const RebuildOptions& options, bool dryRun) {
  if (!context.call(api::rebuildStore(dryRun, options.force, options.wait))) return std::nullopt;
  std::string told;
  for (;;) {
    const auto body = context.call(api::showRebuild());
    if (!body) return std::nullopt;
    auto rebuild = context.decoded<api::RebuildAnswer>(*body);
    if (!rebuild || rebuild->state == api::JobState::Done) return rebuild;
    if (rebuild->state == api::JobState::Failed) {
      context.exitCode = kBadNews;
      if (context.json)
        context.print(*body);
      else
        fmt::print(stderr, "orderdeckctl: {}\n", rebuild->error);
      return std::nullopt;
    }
    std::string now = rebuild->step;
    if (rebuild->planned > 0)
      now += fmt::format(": {} events to come", grouped(rebuild->planned - rebuild->done));
    else if (rebuild->done > 0)
      now += fmt::format(": {}", grouped(rebuild->done));
    if (::isatty(STDERR_FILENO) && std::exchange(told, now) != now) fmt::print(stderr, "{}\n", now);
    std::this_thread::sleep_for(kLookEvery);
  }
}

using Level = api::RebuildLevel;

std::string change(const std::optional<Level>& before, const Level& after, std::int64_t Level::* number) {
  const std::string old = before ? grouped((*before).*number) : kUnknown, fresh = grouped(after.*number);
  return old == fresh ? old : fmt::format("{} -> {}", old, fresh);
}

void printProducts(const std::vector<api::RebuildProduct>& products) {
  Table table{"PRODUCT", ">AVAILABLE", ">RESERVED", ">SOLD", ">STOCKED"};
  std::int64_t same = 0;
  for (const auto& [id, before, after] : products) {
    if (before && before->available == after.available && before->reserved == after.reserved &&
        before->sold == after.sold && before->stocked == after.stocked) {
      ++same;
      continue;
    }
    table.add({id, change(before, after, &Level::available), change(before, after, &Level::reserved),
               change(before, after, &Level::sold), change(before, after, &Level::stocked)});
  }
  if (!table.empty()) fmt::print("{}", table.text());
  if (same > 0) fmt::print("{} products are the same in both stores\n", grouped(same));
}

/// Those that the report names, of so many.
void printOrders(const std::vector<std::string>& orders, std::int64_t count) {
  for (const std::string& order : orders) fmt::print("  {}\n", order);
  if (count > std::ssize(orders)) fmt::print("  ... and {} more\n", grouped(count - std::ssize(orders)));
}

void print(const api::RebuildReport& report) {
  fmt::print("{}\n\n", report.distrust.empty()
                           ? "the store is open: while orders move these figures are near, not exact"
                           : "the store is closed: " + report.distrust);
  printProducts(report.products);
  fmt::print("\naccepted orders: {}, of which Redis counted {} -> {}\n", grouped(report.acceptedBefore),
             grouped(report.inRedis), grouped(report.acceptedAfter));
  if (report.lost > 0) {
    fmt::print("{} accepted orders are LOST: neither store knows them\n", grouped(report.lost));
    printOrders(report.lostOrders, report.lost);
  }
  constexpr std::pair<const char*, const char*> kFates[] = {
      {"restored", "restored: Redis did not know them"},
      {"advanced", "advanced: the ledger knows them further"},
      {"dropped", "dropped from Redis: ended in the ledger"},
      {"kept", "kept: only Redis knows them, or knows them further"},
      {"same", "the same in both stores"},
      {"closed", "closed: their money went back to the customer"},
      {"disputed", "SHIPPED, and their money went back to the customer"},
      {"untold", "NOT RESTORED: the ledger knows too little of them"}};
  for (const auto& [fate, text] : kFates) {
    const auto count = report.orders.find(fate);
    if (count == report.orders.end() || count->second == 0) continue;
    fmt::print("{} orders {}\n", grouped(count->second), text);
    if (const auto named = report.named.find(fate); named != report.named.end())
      printOrders(named->second, count->second);
  }
  fmt::print("{} idempotency keys of the last 24 h\n", grouped(report.keys));
  if (!report.actions.empty()) fmt::print("\nWhat a person must do:\n");
  for (const std::string& action : report.actions) fmt::print("- {}\n", action);
}

void print(const api::RebuildAnswer& rebuild, bool dryRun) {
  if (rebuild.report) print(*rebuild.report);
  if (dryRun)
    fmt::print("nothing was changed\n");
  else
    fmt::print("rebuilt in {}; intake opens within a second\n", seconds(rebuild.secondsElapsed));
}

bool agreed() {
  fmt::print("\nRebuild the store as shown? [y/N] ");
  std::fflush(stdout);
  std::string answer;
  return std::getline(std::cin, answer) && (answer == "y" || answer == "Y" || answer == "yes");
}

void rebuild(Context& context, const RebuildOptions& options) {
  const bool asks = !options.dryRun && !options.yes;
  if (asks && (context.json || !::isatty(STDIN_FILENO))) {
    return context.fail({core::ErrorCode::InvalidArgument,
                         "nobody can be asked: give --yes, or --dry-run to see what it would do", false});
  }
  if (asks || options.dryRun) {
    const auto foreseen = run(context, options, true);
    if (!foreseen) return;
    if (context.json) return context.print(api::encodeJson(*foreseen));
    print(*foreseen, true);
    if (options.dryRun || !agreed()) return;
  }
  const auto done = run(context, options, false);
  if (!done) return;
  if (context.json)
    context.print(api::encodeJson(*done));
  else
    print(*done, false);
}

}  // namespace

void addRebuild(CLI::App& app, Context& context) {
  auto options = std::make_shared<RebuildOptions>();
  auto* command = app.add_subcommand(
      "rebuild", "restores stock and open orders in Redis from the ledger, after Redis was rolled back or emptied");
  command->add_flag("--dry-run", options->dryRun, "only say what it would do");
  command->add_flag("--yes", options->yes, "do not ask");
  command->add_flag("--force", options->force,
                    "also when the store is not known to be rolled back; it is closed meanwhile");
  command->add_option("--wait", options->wait, "seconds to wait for the ledger to take in what is on the topics")
      ->capture_default_str()
      ->check(CLI::Range(0.0, 600.0));
  command->callback([&context, options] { rebuild(context, *options); });
}

}  // namespace orderdeck::ctl
