#include "domain/topics.h"

namespace orderdeck::domain {

namespace {

constexpr std::array<std::string_view, 5> kConsumers = {"payment", "inventory", "notification", "logistics", "ledger"};
constexpr std::array kPaymentTopics = {kOrderCreated, kOrderClosed};
constexpr std::array kInventoryTopics = {kOrderPaid};
constexpr std::array kNotificationTopics = {kInventoryUpdated};
constexpr std::array kLogisticsTopics = {kInventoryUpdated};

}  // namespace

std::string_view topicOf(EventKind kind) {
  switch (kind) {
    case EventKind::OrderPlaced: return kOrderCreated;
    case EventKind::PaymentProcessed:
    case EventKind::PaymentRefunded: return kOrderPaid;
    case EventKind::InventoryUpdated:
    case EventKind::StockAdded: return kInventoryUpdated;
    case EventKind::NotificationSent: return kOrderNotified;
    case EventKind::OrderRejected:
    case EventKind::OrderCancelled: return kOrderClosed;
    case EventKind::OrderShipped:
    case EventKind::OrderCompleted: return kOrderShipped;
    case EventKind::PointsAccrued: return kOrderPoints;
  }
  return kOrderCreated;
}

std::string deadLetterTopic(std::string_view topic) { return std::string(topic) + ".dlq"; }

std::span<const std::string_view> consumingServices() { return kConsumers; }

std::span<const std::string_view> topicsOf(std::string_view service) {
  if (service == "payment") return kPaymentTopics;
  if (service == "inventory") return kInventoryTopics;
  if (service == "notification") return kNotificationTopics;
  if (service == "logistics") return kLogisticsTopics;
  if (service == "ledger") return kTopics;
  return {};
}

}  // namespace orderdeck::domain
