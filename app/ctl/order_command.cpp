// `orderdeckctl order show|cancel ID`.
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/ctl/context.h"
#include "app/ctl/table.h"

namespace orderdeck::ctl {

namespace {

using Json = nlohmann::ordered_json;

std::string textOf(const Json& json, const char* member) {
  const auto found = json.find(member);
  if (found == json.end() || found->is_null()) return kUnknown;
  return found->is_string() ? found->get<std::string>() : found->dump();
}

void print(const Json& order) {
  fmt::print("order    {}\nuser     {}\nstate    {}\namount   {}\ncreated  {}\nupdated  {}\n", textOf(order, "orderId"),
             textOf(order, "userId"), textOf(order, "state"), euros(order.value("amountMinor", std::int64_t{0})),
             textOf(order, "createdAt"), textOf(order, "updatedAt"));
  if (order.contains("paymentId")) fmt::print("payment  {}\n", textOf(order, "paymentId"));
  Table items{"PRODUCT", ">QUANTITY", ">UNIT PRICE"};
  for (const Json& item : order.value("items", Json::array())) {
    items.add({textOf(item, "productId"), grouped(item.value("quantity", std::int64_t{0})),
               euros(item.value("unitPriceMinor", std::int64_t{0}))});
  }
  fmt::print("\n{}", items.text());
  Table events{"TIME", "EVENT", "WHAT", "NODE", "TOPIC/PARTITION@OFFSET"};
  for (const Json& event : order.value("timeline", Json::array())) {
    std::string what;
    for (const char* member : {"paymentStatus", "status", "reason"}) {
      if (event.contains(member)) what += (what.empty() ? "" : ", ") + textOf(event, member);
    }
    const std::string place = event.contains("topic") ? fmt::format("{}/{}@{}", textOf(event, "topic"),
                                                                    textOf(event, "partition"), textOf(event, "offset"))
                                                      : kUnknown;
    events.add({textOf(event, "occurredAt"), textOf(event, "event"), what, textOf(event, "node"), place});
  }
  if (!events.empty()) fmt::print("\n{}", events.text());
}

}  // namespace

void addOrder(CLI::App& app, Context& context) {
  auto* order = app.add_subcommand("order", "one order");
  order->require_subcommand(1);
  auto id = std::make_shared<std::string>();
  auto* show = order->add_subcommand("show", "state, items and every event");
  show->add_option("ID", *id)->required();
  show->callback([&context, id] {
    const auto body = context.call(api::showOrder(*id));
    if (!body) return;
    if (context.json) return fmt::print("{}\n", *body);
    print(Json::parse(*body));
  });
  auto* cancel = order->add_subcommand("cancel", "cancels it, or starts the refund");
  cancel->add_option("ID", *id)->required();
  cancel->callback([&context, id] {
    const auto body = context.call(api::cancelOrder(*id));
    if (!body) return;
    if (context.json) return fmt::print("{}\n", *body);
    fmt::print("{} is {}\n", *id, Json::parse(*body, nullptr, false).value("status", "cancelled"));
  });
}

}  // namespace orderdeck::ctl
