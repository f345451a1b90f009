// Which events travel on which topic. Who reads it stands in domain/services.h.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "domain/events/event.h"

namespace orderdeck::domain {

inline constexpr int kPartitions = 12;

inline constexpr std::string_view kOrderCreated = "order-created";
inline constexpr std::string_view kOrderPaid = "order-paid";
inline constexpr std::string_view kInventoryUpdated = "inventory-updated";
inline constexpr std::string_view kOrderNotified = "order-notified";
inline constexpr std::string_view kOrderShipped = "order-shipped";
inline constexpr std::string_view kOrderClosed = "order-closed";
inline constexpr std::string_view kOrderPoints = "order-points";

inline constexpr std::array kTopics = {kOrderCreated, kOrderPaid,   kInventoryUpdated, kOrderNotified,
                                       kOrderShipped, kOrderClosed, kOrderPoints};

std::string_view topicOf(EventKind kind);

/// The dead-letter topic of `topic`: "order-paid.dlq".
std::string deadLetterTopic(std::string_view topic);
bool isDeadLetterTopic(std::string_view topic);
/// The topic that a dead-letter topic belongs to.
std::string sourceTopic(std::string_view deadLetterTopic);
/// Every topic's.
std::vector<std::string> deadLetterTopics();
/// The consumer group that books what is on them; the ledger's processes are its members.
inline constexpr std::string_view kDeadLetters = "dead-letters";

/// Every topic there is, dead-letter topics included.
std::vector<std::string> allTopics();

}  // namespace orderdeck::domain
