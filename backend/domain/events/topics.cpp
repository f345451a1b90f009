#include "domain/events/topics.h"

namespace orderdeck::domain {

namespace {

constexpr std::string_view kDeadLetterSuffix = ".dlq";
constexpr std::array<std::string_view, 7> kConsumers = {"payment",      "risk",      "inventory", "points",
                                                        "notification", "logistics", "ledger"};
constexpr std::array kPaymentTopics = {kOrderCreated, kOrderClosed};
constexpr std::array kRiskTopics = {kOrderCreated};
constexpr std::array kInventoryTopics = {kOrderPaid};
constexpr std::array kPointsTopics = {kOrderPaid};
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

std::string deadLetterTopic(std::string_view topic) { return std::string(topic).append(kDeadLetterSuffix); }

bool isDeadLetterTopic(std::string_view topic) { return topic.ends_with(kDeadLetterSuffix); }

std::string sourceTopic(std::string_view topic) {
  if (isDeadLetterTopic(topic)) topic.remove_suffix(kDeadLetterSuffix.size());
  return std::string(topic);
}

std::vector<std::string> deadLetterTopics() {
  std::vector<std::string> topics;
  for (const std::string_view topic : kTopics) topics.push_back(deadLetterTopic(topic));
  return topics;
}

std::span<const std::string_view> consumingServices() { return kConsumers; }

std::span<const std::string_view> topicsOf(std::string_view service) {
  if (service == "payment") return kPaymentTopics;
  if (service == "risk") return kRiskTopics;
  if (service == "inventory") return kInventoryTopics;
  if (service == "points") return kPointsTopics;
  if (service == "notification") return kNotificationTopics;
  if (service == "logistics") return kLogisticsTopics;
  if (service == "ledger") return kTopics;
  if (service == kDeadLetters) {
    static const std::vector<std::string> names = deadLetterTopics();
    static const std::vector<std::string_view> topics(names.begin(), names.end());
    return topics;
  }
  return {};
}

}  // namespace orderdeck::domain
