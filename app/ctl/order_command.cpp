// `orderdeckctl order show|cancel ID`.
#include <fmt/format.h>

#include "app/ctl/context.h"
#include "app/ctl/table.h"

namespace orderdeck::ctl {

namespace {

std::string dashed(const std::string& text) { return text.empty() ? kUnknown : text; }

/// "9:12", "1:02:41"
std::string clockText(double seconds) {
  const auto whole = static_cast<std::int64_t>(seconds);
  const std::int64_t hours = whole / 3'600, minutes = whole / 60 % 60;
  return hours > 0 ? fmt::format("{}:{:02}:{:02}", hours, minutes, whole % 60)
                   : fmt::format("{}:{:02}", minutes, whole % 60);
}

/// "payment (payment-1 paused), cancelled in 9:12"
std::string waitText(const api::OrderView& order) {
  std::string text = order.waitsFor->service;
  std::vector<std::string> away;  // those that do not work
  for (const api::WaitedNode& node : order.waitsFor->nodes) {
    if (node.state != api::NodeState::Up) away.push_back(fmt::format("{} {}", node.name, node.state.text()));
  }
  if (!away.empty()) text += fmt::format(" ({})", fmt::join(away, ", "));
  if (!order.cancelledIn) return text;
  const double left = *order.cancelledIn;
  const std::string_view end = order.state == domain::OrderState::Paid ? "refunded" : "cancelled";
  return text + (left >= 0 ? fmt::format(", {} in {}", end, clockText(left))
                           : fmt::format(", to be {}: its deadline passed {} ago", end, clockText(-left)));
}

void print(const api::OrderDetail& order) {
  fmt::print("order    {}\nuser     {}\nstate    {}\namount   {}\ncreated  {}\nupdated  {}\n", order.orderId,
             dashed(order.userId), order.state.text(), euros(order.amountMinor), core::toRfc3339(order.createdAt),
             core::toRfc3339(order.updatedAt));
  if (!order.paymentId.empty()) fmt::print("payment  {}\n", order.paymentId);
  if (order.waitsFor) fmt::print("waits    for {}\n", waitText(order));
  Table items{"PRODUCT", ">QUANTITY", ">UNIT PRICE"};
  for (const auto& item : order.items) items.add({item.productId, grouped(item.quantity), euros(item.unitPriceMinor)});
  fmt::print("\n{}", items.text());
  Table events{"TIME", "EVENT", "WHAT", "NODE", "TOPIC/PARTITION@OFFSET"};
  for (const auto& event : order.timeline.value_or(std::vector<api::TimelineEntry>{})) {
    std::string what;
    for (const std::string_view word :
         {event.paymentStatus.text(), event.status.text(), std::string_view(event.reason)}) {
      if (!word.empty()) what.append(what.empty() ? "" : ", ").append(word);
    }
    const std::string place =
        event.topic.empty() ? kUnknown : fmt::format("{}/{}@{}", event.topic, event.partition, event.offset);
    events.add({core::toRfc3339(event.occurredAt), event.event, what, dashed(event.node), place});
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
    if (context.json) return context.print(*body);
    if (const auto shown = context.decoded<api::OrderDetail>(*body)) print(*shown);
  });
  auto* cancel = order->add_subcommand("cancel", "cancels it, or starts the refund");
  cancel->add_option("ID", *id)->required();
  cancel->callback([&context, id] {
    const auto body = context.call(api::cancelOrder(*id));
    if (!body) return;
    if (context.json) return context.print(*body);
    if (const auto cancelled = context.decoded<api::OrderStatus>(*body))
      fmt::print("{} is {}\n", *id, cancelled->status);
  });
}

}  // namespace orderdeck::ctl
