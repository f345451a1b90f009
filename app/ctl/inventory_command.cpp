// `orderdeckctl inventory [restock PRODUCT QUANTITY]`.
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/ctl/context.h"
#include "app/ctl/table.h"

namespace orderdeck::ctl {

namespace {

// The gateway reads the stock now; the snapshot, some tenths of a second old, serves where the gateway cannot be
// reached from here.
void printJson(Context& context, const api::Snapshot& snapshot) {
  if (const auto body = api::ControlClient({snapshot.gatewayUrl, ""}).send({"GET", "/inventory", {}, {}}))
    return fmt::print("{}\n", *body);
  auto list = nlohmann::ordered_json::array();
  for (const auto& p : snapshot.products) {
    list.push_back({{"productId", p.productId},
                    {"available", p.available},
                    {"reserved", p.reserved},
                    {"sold", p.sold},
                    {"stocked", p.stocked}});
  }
  fmt::print("{}\n", list.dump());
  context.exitCode = kDone;
}

void print(const api::Snapshot& snapshot) {
  Table table{"PRODUCT", "NAME", ">PRICE", ">AVAILABLE", ">RESERVED", ">SOLD", ">STOCKED", ">SOLD/S", ">SELLS OUT IN"};
  for (const auto& p : snapshot.products) {
    table.add({p.productId, p.name, euros(p.priceMinor), grouped(p.available), grouped(p.reserved), grouped(p.sold),
               grouped(p.stocked), rate(p.soldPerSecond), seconds(p.sellsOutSeconds)});
  }
  fmt::print("{}", table.text());
}

}  // namespace

void addInventory(CLI::App& app, Context& context) {
  auto* inventory = app.add_subcommand("inventory", "stock of every product");
  inventory->require_subcommand(0, 1);
  auto product = std::make_shared<std::string>();
  auto quantity = std::make_shared<std::int64_t>(0);
  auto* restock = inventory->add_subcommand("restock", "adds stock to a product");
  restock->add_option("PRODUCT", *product)->required();
  restock->add_option("QUANTITY", *quantity)
      ->required()
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{1'000'000'000}));
  restock->callback([&context, product, quantity] {
    const auto body = context.call(api::restock(*product, *quantity));
    if (!body) return;
    if (context.json) return fmt::print("{}\n", *body);
    const auto level = nlohmann::json::parse(*body);
    fmt::print("{}: {} available of {} stocked\n", *product, grouped(level.value("available", std::int64_t{0})),
               grouped(level.value("stocked", std::int64_t{0})));
  });
  inventory->callback([&context, inventory] {
    if (!inventory->get_subcommands().empty()) return;
    const auto snapshot = context.snapshot();
    if (!snapshot) return;
    if (context.json) return printJson(context, *snapshot);
    print(*snapshot);
  });
}

}  // namespace orderdeck::ctl
