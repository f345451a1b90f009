// `orderdeckctl rebuild [--dry-run] [--yes] [--force]`: the hot store anew from the ledger, after it was rolled back or
// emptied.
#include <unistd.h>

#include <chrono>
#include <iostream>
#include <thread>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/ctl/context.h"
#include "app/ctl/table.h"

namespace orderdeck::ctl {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::chrono::milliseconds kLookEvery{200};

struct Options {
  bool dryRun = false, yes = false, force = false;
  double wait = 30;
};

/// Starts one and waits for its end, saying at a terminal how it goes. Nothing when it failed; then that was told.
std::optional<Json> run(Context& context, const Options& options, bool dryRun) {
  if (!context.call(api::rebuildStore(dryRun, options.force, options.wait))) return std::nullopt;
  std::string told;
  for (;;) {
    const auto body = context.call(api::showRebuild());
    if (!body) return std::nullopt;
    Json rebuild = Json::parse(*body);
    if (rebuild.value("state", "") == "done") return rebuild;
    if (rebuild.value("state", "") == "failed") {
      context.exitCode = kBadNews;
      if (context.json)
        fmt::print("{}\n", *body);
      else
        fmt::print(stderr, "orderdeckctl: {}\n", rebuild.value("error", ""));
      return std::nullopt;
    }
    const std::int64_t done = rebuild.value("done", std::int64_t{0}),
                       planned = rebuild.value("planned", std::int64_t{0});
    std::string now = rebuild.value("step", "");
    if (planned > 0)
      now += fmt::format(": {} events to come", grouped(planned - done));
    else if (done > 0)
      now += fmt::format(": {}", grouped(done));
    if (::isatty(STDERR_FILENO) && std::exchange(told, now) != now) fmt::print(stderr, "{}\n", now);
    std::this_thread::sleep_for(kLookEvery);
  }
}

std::string change(const Json& before, const Json& after, const char* number) {
  const auto figure = [number](const Json& level) {
    return level.is_null() ? kUnknown : grouped(level.value(number, std::int64_t{0}));
  };
  const std::string old = figure(before), fresh = figure(after);
  return old == fresh ? old : fmt::format("{} -> {}", old, fresh);
}

void printProducts(const Json& products) {
  Table table{"PRODUCT", ">AVAILABLE", ">RESERVED", ">SOLD", ">STOCKED"};
  std::int64_t same = 0;
  for (const Json& product : products) {
    const Json &before = product.at("before"), &after = product.at("after");
    const auto differs = [&](const char* number) {
      return before.is_null() || before.value(number, std::int64_t{0}) != after.value(number, std::int64_t{0});
    };
    if (!differs("available") && !differs("reserved") && !differs("sold") && !differs("stocked")) {
      ++same;
      continue;
    }
    table.add({product.value("productId", ""), change(before, after, "available"), change(before, after, "reserved"),
               change(before, after, "sold"), change(before, after, "stocked")});
  }
  if (!table.empty()) fmt::print("{}", table.text());
  if (same > 0) fmt::print("{} products are the same in both stores\n", grouped(same));
}

/// Those that the report names, of so many.
void printOrders(const Json& orders, std::int64_t count) {
  for (const Json& order : orders) fmt::print("  {}\n", order.get<std::string>());
  if (count > std::ssize(orders)) fmt::print("  ... and {} more\n", grouped(count - std::ssize(orders)));
}

void print(const Json& rebuild, bool dryRun) {
  const Json& report = rebuild.at("report");
  const std::string why = report.value("distrust", "");
  fmt::print("{}\n\n", why.empty() ? "the store is open: while orders move these figures are near, not exact"
                                   : "the store is closed: " + why);
  printProducts(report.at("products"));
  const auto number = [&report](const char* name) { return report.value(name, std::int64_t{0}); };
  fmt::print("\naccepted orders: {}, of which Redis counted {} -> {}\n", grouped(number("acceptedBefore")),
             grouped(number("inRedis")), grouped(number("acceptedAfter")));
  if (number("lost") > 0) {
    fmt::print("{} accepted orders are LOST: neither store knows them\n", grouped(number("lost")));
    printOrders(report.at("lostOrders"), number("lost"));
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
    const std::int64_t count = report.at("orders").value(fate, std::int64_t{0});
    if (count == 0) continue;
    fmt::print("{} orders {}\n", grouped(count), text);
    if (!report.at("named").contains(fate)) continue;
    printOrders(report.at("named").at(fate), count);
  }
  fmt::print("{} idempotency keys of the last 24 h\n", grouped(report.value("idempotencyKeys", std::int64_t{0})));
  if (!report.at("actions").empty()) fmt::print("\nWhat a person must do:\n");
  for (const Json& action : report.at("actions")) fmt::print("- {}\n", action.get<std::string>());
  if (dryRun)
    fmt::print("nothing was changed\n");
  else
    fmt::print("rebuilt in {}; intake opens within a second\n", seconds(rebuild.value("seconds", 0.0)));
}

bool agreed() {
  fmt::print("\nRebuild the store as shown? [y/N] ");
  std::fflush(stdout);
  std::string answer;
  return std::getline(std::cin, answer) && (answer == "y" || answer == "Y" || answer == "yes");
}

void rebuild(Context& context, const Options& options) {
  const bool asks = !options.dryRun && !options.yes;
  if (asks && (context.json || !::isatty(STDIN_FILENO))) {
    return context.fail({core::ErrorCode::InvalidArgument,
                         "nobody can be asked: give --yes, or --dry-run to see what it would do", false});
  }
  if (asks || options.dryRun) {
    const auto foreseen = run(context, options, true);
    if (!foreseen) return;
    if (context.json) return fmt::print("{}\n", foreseen->dump());
    print(*foreseen, true);
    if (options.dryRun || !agreed()) return;
  }
  const auto done = run(context, options, false);
  if (!done) return;
  if (context.json)
    fmt::print("{}\n", done->dump());
  else
    print(*done, false);
}

}  // namespace

void addRebuild(CLI::App& app, Context& context) {
  auto options = std::make_shared<Options>();
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
