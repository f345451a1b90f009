// What a backend tells the console. An input is a whole snapshot (it begins with {), or changes to one that has an
// entry in every list: lines of a JSON pointer and a value. Holds: what decodes is the same after another encode and
// decode; its numbers are those that stood there; a refusal names the member.
#include <algorithm>
#include <cstdint>
#include <map>

#include <nlohmann/json.hpp>

#include "api/snapshot.h"
#include "property.h"

using namespace orderdeck;
using namespace orderdeck::fuzz;
using nlohmann::json;

namespace {

json sample() {
  api::Snapshot s;
  s.states.emplace_back();
  s.edges.emplace_back();
  s.products.emplace_back();
  s.groups.emplace_back().partitions.emplace_back();
  s.locks.emplace_back().waiters.emplace_back("inventory-1");
  s.lockStats.waitBuckets = {{0.5, 3}};
  s.lockStats.fenceByProduct = {{"abc", 7}};
  s.lockStats.takenPerSecond = {{"abc", 0.5}};
  s.nodes.emplace_back().partitions.emplace_back("order-created/3");
  s.faults.emplace_back().params = {{"latencyMs", 400}};
  s.invariants.emplace_back();
  s.invariantsAt = s.at;
  s.load.emplace().answers = {{"202", 5}};
  s.events.emplace_back().arguments = {{"node", "payment-1"}, {"hits", std::int64_t{7}}, {"seconds", 2.5}};
  return json::parse(api::encodeSnapshot(s));
}

using Numbers = std::map<std::string, double>;  // by JSON pointer

/// The sample with the changes that can be made; numbers that were put into it are added to `numbers`.
std::string changed(std::string_view lines, Numbers& numbers) {
  static const json kSample = sample();
  json snapshot = kSample;
  while (!lines.empty()) {
    const std::size_t end = std::min(lines.find('\n'), lines.size());
    const std::string_view line = lines.substr(0, end);
    lines.remove_prefix(std::min(end + 1, lines.size()));
    const std::size_t space = std::min(line.find(' '), line.size());
    json value = json::parse(line.substr(std::min(space + 1, line.size())), nullptr, false);
    if (value.is_discarded()) continue;
    const std::string pointer(line.substr(0, space));
    try {
      json& member = snapshot.at(json::json_pointer(pointer));
      if (member.is_number() && value.is_number())
        numbers[pointer] = value.get<double>();
      else
        numbers.clear();  // one that was changed may be gone
      member = std::move(value);
    } catch (const json::exception&) {
      continue;  // there is nothing of that name
    }
  }
  return snapshot.dump(-1, ' ', false, json::error_handler_t::replace);
}

void check(std::string_view text, const Numbers& numbers) {
  const auto snapshot = api::decodeSnapshot(text);
  if (!snapshot) {
    require(snapshot.error().code == core::ErrorCode::Corrupt && snapshot.error().what.starts_with("snapshot: "),
            "a refusal says where", snapshot.error().what);
    return;
  }
  const std::string written = api::encodeSnapshot(*snapshot);
  const auto again = api::decodeSnapshot(written);
  require(again.has_value(), "a written snapshot can be read", again ? "" : again.error().what + "\n" + written);
  require(api::encodeSnapshot(*again) == written, "a written snapshot reads back the same", written);
  const json members = json::parse(written);
  for (const auto& [pointer, number] : numbers) {
    require(members.at(json::json_pointer(pointer)).get<double>() == number, "a number is the one that stood there",
            pointer);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  Numbers numbers;
  const std::string text = input.starts_with('{') ? std::string(input) : changed(input, numbers);
  check(text, numbers);
  return 0;
}
