// Our services' consumer groups, each with the topics that it reads by the service table.
#pragma once

#include <ranges>
#include <string>
#include <vector>

#include "domain/services.h"
#include "ports/bus/inspector.h"

namespace orderdeck::ports {

inline std::vector<GroupTopics> serviceGroups(const std::vector<std::string>& names) {
  std::vector<GroupTopics> groups;
  for (const std::string& name : names) {
    const auto topics = domain::topicsOf(name);
    groups.push_back({name, {topics.begin(), topics.end()}});
  }
  return groups;
}

}  // namespace orderdeck::ports
