// `orderdeckctl inventory [restock PRODUCT QUANTITY]`.
#include <fmt/format.h>

#include "app/ctl/context.h"
#include "app/ctl/table.h"

namespace orderdeck::ctl {

namespace {

// The gateway reads the stock now; the snapshot, some tenths of a second old, serves where the gateway cannot be
// reached from here.
void printJson(Context& context, const api::Snapshot& snapshot) {
  if (const auto body = api::ControlClient({snapshot.gatewayUrl, ""}).send({"GET", "/inventory", {}, {}}))
    return context.print(*body);
  std::vector<api::StockView> list;
  for (const auto& p : snapshot.products) list.push_back({p.productId, p.available, p.reserved, p.sold, p.stocked});
  context.print(api::encodeJson(list));
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
    if (context.json) return context.print(*body);
    if (const auto level = context.decoded<api::StockView>(*body))
      fmt::print("{}: {} available of {} stocked\n", *product, grouped(level->available), grouped(level->stocked));
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
