#include "services/orders/mail_texts.h"

#include <algorithm>

#include <fmt/compile.h>
#include <fmt/format.h>

namespace orderdeck::services {

namespace {

using domain::OrderState;

// Formats are compiled, since every order passes here.

std::string money(std::int64_t minor) {
  return fmt::format(FMT_COMPILE("{}.{:02} {}"), minor / 100, minor % 100, domain::kCurrency);
}

/// One line an item, the amounts in one column, and the sum below.
std::string itemTable(const domain::Order& order) {
  std::size_t width = 20;
  for (const auto& item : order.items) width = std::max(width, item.productId.size());
  fmt::memory_buffer table;
  for (const auto& item : order.items)
    fmt::format_to(fmt::appender(table), FMT_COMPILE("  {:>6} x {:<{}} {:>18}\n"), item.quantity, item.productId, width,
                   money(item.unitPriceMinor * item.quantity));
  fmt::format_to(fmt::appender(table), FMT_COMPILE("           {:<{}} {:>18}\n"), "Total", width,
                 money(order.amountMinor));
  return fmt::to_string(table);
}

bool wasClosed(OrderState state) {
  return state == OrderState::Cancelled || state == OrderState::Rejected || state == OrderState::Refunding ||
         state == OrderState::Refunded;
}

std::string_view whyInTheMail(const domain::Order& order) {
  if (order.paymentId == domain::kPaymentDeclined)
    return "Your payment was declined, so we could not go on with it. You have not been charged.";
  if (order.reason == domain::kReasonOutOfStock)
    return "We are sorry: we do not have these items any more. What you paid is on its way back to you.";
  if (order.state == OrderState::Refunding || order.state == OrderState::Refunded)
    return "What you paid is on its way back to you.";
  return "You have not been charged.";
}

}  // namespace

MailText mailTextFor(const domain::Order& order) {
  if (wasClosed(order.state))
    return {domain::EventStatus::OrderCancelled, fmt::format(FMT_COMPILE("Your order {} was cancelled"), order.orderId),
            fmt::format(FMT_COMPILE("Hello {},\n\nyour order {} was cancelled. {}\n\n{}\nYou are welcome to order "
                                    "again at any time.\n\nYour Orderdeck shop\n"),
                        order.userId, order.orderId, whyInTheMail(order), itemTable(order))};
  return {domain::EventStatus::OrderConfirmation, fmt::format(FMT_COMPILE("Your order {}"), order.orderId),
          fmt::format(
              FMT_COMPILE(
                  "Hello {},\n\nthank you for your order {}. It is paid, and these items are set aside for you:\n\n{}\n"
                  "They leave our warehouse next.\n\nYour Orderdeck shop\n"),
              order.userId, order.orderId, itemTable(order))};
}

std::string mailAddressOf(std::string_view userId) {
  return fmt::format(FMT_COMPILE("{}@customers.orderdeck.local"), userId);
}

}  // namespace orderdeck::services
