#include "domain/services.h"

#include <algorithm>
#include <functional>

namespace orderdeck::domain {

namespace {

template <typename Wanted>
std::vector<std::string> namesOf(ServiceTable table, Wanted wanted) {
  std::vector<std::string> names;
  for (const ServiceSpec& service : table) {
    if (std::invoke(wanted, service)) names.emplace_back(service.name);
  }
  return names;
}

}  // namespace

bool ServiceSpec::dependsOn(Dependency dependency) const {
  return std::ranges::find(dependencies, dependency) != dependencies.end();
}

const ServiceSpec* findService(std::string_view name, ServiceTable table) {
  const auto found = std::ranges::find(table, name, &ServiceSpec::name);
  return found == table.end() ? nullptr : &*found;
}

std::vector<std::string> serviceNames(ServiceTable table) {
  return namesOf(table, [](const ServiceSpec&) { return true; });
}

std::vector<std::string> consumerNames(ServiceTable table) { return namesOf(table, &ServiceSpec::consumes); }

std::vector<std::string> callersOf(Dependency dependency, ServiceTable table) {
  return namesOf(table, [&](const ServiceSpec& service) { return service.dependsOn(dependency); });
}

std::vector<std::string> requiredGroups(ServiceTable table) {
  return namesOf(table, [](const ServiceSpec& service) { return service.consumes() && service.required; });
}

bool isRequired(std::string_view service, ServiceTable table) {
  const ServiceSpec* const found = findService(service, table);
  return !found || found->required;
}

std::map<std::string, std::vector<std::string>> requiredReaders(ServiceTable table) {
  std::map<std::string, std::vector<std::string>> readers;
  for (const std::string& group : requiredGroups(table)) {
    for (const std::string_view topic : topicsOf(group, table)) readers[std::string(topic)].push_back(group);
  }
  for (const std::string& topic : deadLetterTopics()) readers[topic] = {std::string(kDeadLetters)};
  return readers;
}

std::span<const std::string_view> topicsOf(std::string_view group, ServiceTable table) {
  if (group == kDeadLetters) {
    static const std::vector<std::string> names = deadLetterTopics();
    static const std::vector<std::string_view> topics(names.begin(), names.end());
    return topics;
  }
  const ServiceSpec* const service = findService(group, table);
  return service ? service->topics : std::span<const std::string_view>();
}

}  // namespace orderdeck::domain
