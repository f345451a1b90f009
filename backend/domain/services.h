// The service table: which services make up the system, what each reads and what it depends on. Topics, processes,
// profiles, faults and help texts are made from it; an implementation and a factory (app/daemon/wiring) complete a
// service. Whoever walks it takes the table as an argument, so that tests can bring another one.
#pragma once

#include <array>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/words.h"
#include "domain/events/topics.h"

namespace orderdeck::domain {

/// What a service calls and what may be away: each has a circuit breaker in the caller, and link faults.
enum class Dependency { Redis, Kafka, Ledger, Payment, Mail };
inline constexpr std::array<std::string_view, 5> kDependencyNames = {
    ORDERDECK_TEXT("Fault", "redis"), ORDERDECK_TEXT("Fault", "kafka"), ORDERDECK_TEXT("Fault", "ledger"),
    ORDERDECK_TEXT("Fault", "payment"), ORDERDECK_TEXT("Fault", "mail")};
constexpr std::string_view nameOf(Dependency dependency) {
  return kDependencyNames[static_cast<std::size_t>(dependency)];
}

struct ServiceSpec {
  std::string_view name;                          // of its processes (NAME-1), its consumer group and its metrics
  std::span<const std::string_view> topics = {};  // that its group reads; none: it consumes nothing (the gateway)
  std::span<const Dependency> dependencies = {};
  bool required = true;  // false: no order waits for it, however far behind it is
  bool prompt = false;   // an order waits for it on its way to completion, or is completed before it could stop it

  constexpr bool consumes() const { return !topics.empty(); }
  bool dependsOn(Dependency dependency) const;
};

namespace table {

inline constexpr std::array kGatewayCalls = {Dependency::Redis, Dependency::Kafka, Dependency::Ledger};
inline constexpr std::array kStoreCalls = {Dependency::Redis, Dependency::Kafka};
inline constexpr std::array kPaymentCalls = {Dependency::Redis, Dependency::Kafka, Dependency::Payment};
inline constexpr std::array kPointsCalls = {Dependency::Kafka};
inline constexpr std::array kNotificationCalls = {Dependency::Redis, Dependency::Kafka, Dependency::Mail};
inline constexpr std::array kLedgerCalls = {Dependency::Redis, Dependency::Kafka, Dependency::Ledger};

inline constexpr std::array kRiskTopics = {kOrderCreated};
inline constexpr std::array kPaymentTopics = {kOrderCreated, kOrderClosed};
inline constexpr std::array kPaidTopics = {kOrderPaid};
inline constexpr std::array kReservedTopics = {kInventoryUpdated};

}  // namespace table

inline constexpr std::string_view kGateway = "gateway";

/// In the order in which they are stopped: what produces before what consumes it, so that work in flight can end.
inline constexpr std::array kServices = {
    ServiceSpec{.name = kGateway, .dependencies = table::kGatewayCalls},
    ServiceSpec{.name = "risk", .topics = table::kRiskTopics, .dependencies = table::kStoreCalls, .prompt = true},
    ServiceSpec{
        .name = "payment", .topics = table::kPaymentTopics, .dependencies = table::kPaymentCalls, .prompt = true},
    ServiceSpec{.name = "inventory", .topics = table::kPaidTopics, .dependencies = table::kStoreCalls, .prompt = true},
    ServiceSpec{.name = "points", .topics = table::kPaidTopics, .dependencies = table::kPointsCalls},
    ServiceSpec{.name = "notification", .topics = table::kReservedTopics, .dependencies = table::kNotificationCalls},
    ServiceSpec{
        .name = "logistics", .topics = table::kReservedTopics, .dependencies = table::kStoreCalls, .prompt = true},
    ServiceSpec{.name = "ledger", .topics = kTopics, .dependencies = table::kLedgerCalls},
};

using ServiceTable = std::span<const ServiceSpec>;

/// Null: there is none of this name.
const ServiceSpec* findService(std::string_view name, ServiceTable table = kServices);

std::vector<std::string> serviceNames(ServiceTable table = kServices);
/// Those that consume; a consumer group is named after its service.
std::vector<std::string> consumerNames(ServiceTable table = kServices);
/// Those that call this dependency.
std::vector<std::string> callersOf(Dependency dependency, ServiceTable table = kServices);
/// The groups that everything published has to wait for: not the optional ones'.
std::vector<std::string> requiredGroups(ServiceTable table = kServices);
/// The required groups of each topic, dead-letter topics included.
std::map<std::string, std::vector<std::string>> requiredReaders(ServiceTable table = kServices);
/// Whether orders wait for it: no, if the table calls it optional. What is not in the table is required.
bool isRequired(std::string_view service, ServiceTable table = kServices);
/// The topics that a group reads; empty for one that is not ours.
std::span<const std::string_view> topicsOf(std::string_view group, ServiceTable table = kServices);

}  // namespace orderdeck::domain
