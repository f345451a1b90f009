#include "services/gateway/gateway_json.h"

#include "core/clock.h"
#include "domain/events/event.h"

namespace orderdeck::services {

Json orderJson(const domain::Order& order) {
  Json items = Json::array();
  for (const domain::OrderItem& item : order.items) {
    items.push_back(
        {{"productId", item.productId}, {"quantity", item.quantity}, {"unitPriceMinor", item.unitPriceMinor}});
  }
  Json json = {{"orderId", order.orderId},
               {"userId", order.userId},
               {"state", domain::stateName(order.state)},
               {"items", std::move(items)},
               {"amountMinor", order.amountMinor},
               {"currency", domain::kCurrency},
               {"createdAt", core::toRfc3339(order.createdAt)},
               {"updatedAt", core::toRfc3339(order.updatedAt)}};
  if (order.deadline != core::Timestamp{})
    json["deadline"] = core::toRfc3339(order.deadline);  // the ledger does not keep it
  if (!order.paymentId.empty()) json["paymentId"] = order.paymentId;
  if (order.stock != domain::Holding::Nothing) json["stock"] = order.stock.text();
  return json;
}

Json timelineJson(const std::vector<ports::TimelineEvent>& timeline) {
  Json list = Json::array();
  for (const ports::TimelineEvent& entry : timeline) {
    Json json = {{"event", entry.event},
                 {"eventId", entry.eventId},
                 {"occurredAt", core::toRfc3339(entry.occurredAt)},
                 {"recordedAt", core::toRfc3339(entry.recordedAt)},
                 {"node", entry.node}};
    if (const auto event = domain::decodeEvent(entry.body)) {
      if (event->status != domain::EventStatus::None)
        json[event->kind == domain::EventKind::PaymentProcessed ? "paymentStatus" : "status"] = event->status.text();
      if (!event->reason.empty()) json["reason"] = event->reason;
    }
    list.push_back(std::move(json));
  }
  return list;
}

Json stockJson(const ports::StockLevel& level) {
  return {{"productId", level.productId},
          {"available", level.available},
          {"reserved", level.reserved},
          {"sold", level.sold},
          {"stocked", level.stocked}};
}

ports::HttpReply jsonReply(int status, const Json& body) {
  return {.status = status,
          .body = body.dump(-1, ' ', false, Json::error_handler_t::replace),
          .contentType = "application/json",
          .headers = {}};
}

}  // namespace orderdeck::services
