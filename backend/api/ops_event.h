// What happened to the system, as a code with arguments: nodes, faults, loads, audits and what operators did. The codes
// stand in api/ops_event_table.h. A value; any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <variant>

#include "api/process_exit.h"
#include "core/clock.h"

namespace orderdeck::api {

using OpsArgument = std::variant<std::int64_t, double, std::string, ProcessExit>;
using OpsArguments = std::map<std::string, OpsArgument>;  // by name

struct OpsEvent {
  std::int64_t sequence = 0;
  core::Timestamp at = {};
  std::string code = {};        // "node.died"
  std::string kind = {};        // of the code what stands before the dot: node, fault, load, audit, operator, system
  OpsArguments arguments = {};  // "node" -> "payment-1"
  std::string text = {};        // in English: "payment-1 died (signal 9); starts again in 100 ms"
  bool operator==(const OpsEvent&) const = default;
};

/// `pattern` with a word in the place of each {name}. What stands in [brackets] is left out when one of its words is
/// empty.
std::string filledIn(std::string_view pattern, const std::function<std::string(const std::string& name)>& word);

}  // namespace orderdeck::api
