#include "domain/events/topics.h"

namespace orderdeck::domain {

namespace {

constexpr std::string_view kDeadLetterSuffix = ".dlq";

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

std::vector<std::string> allTopics() {
  std::vector<std::string> topics;
  for (const std::string_view topic : kTopics) {
    topics.emplace_back(topic);
    topics.push_back(deadLetterTopic(topic));
  }
  return topics;
}

}  // namespace orderdeck::domain
