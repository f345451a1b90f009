#include "runtime/control/control_api_bodies.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "api/snapshot_encode.h"
#include "faults/catalogue/fault.h"
#include "runtime/control/control_api_faults.h"
#include "runtime/control/control_api_json.h"
#include "services/gateway/gateway_json.h"

namespace orderdeck::runtime {

using core::ErrorCode;
using services::Json;

namespace {

std::string dump(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

Json moneyAndOrder(const ports::LedgerOrder& entry) {
  Json json = services::orderJson(entry.order);
  json["capturedMinor"] = entry.capturedMinor;
  json["refundedMinor"] = entry.refundedMinor;
  return json;
}

}  // namespace

core::Result<api::LoadSpec> decodeLoadSpec(const std::string& body) {
  auto in = JsonBody::parse(body);
  if (!in) return std::unexpected(in.error());
  api::LoadSpec spec;
  std::int64_t connections = spec.connections, seed = static_cast<std::int64_t>(spec.seed);
  in->read("shape", spec.shape);
  in->read("rate", spec.rate);
  in->read("seconds", spec.seconds);
  in->read("count", spec.count);
  in->read("closed", spec.closed);
  in->read("hotSku", spec.hotSku);
  in->read("duplicates", spec.duplicates);
  in->read("connections", connections);
  in->read("seed", seed);
  in->read("fileText", spec.fileText);
  in->read("fileFormat", spec.fileFormat);
  if (in->error()) return std::unexpected(*in->error());
  if (connections < 1 || connections > 1'024)
    return core::fail(ErrorCode::InvalidArgument, "connections must be from 1 to 1024");
  spec.connections = static_cast<int>(connections);
  spec.seed = static_cast<std::uint64_t>(seed);
  return spec;
}

core::Result<FaultOrder> decodeFaultOrder(const std::string& body) {
  auto in = JsonBody::parse(body);
  if (!in) return std::unexpected(in.error());
  FaultOrder out;
  std::int64_t seed = 1;
  out.fault.by = "operator";
  in->read("name", out.fault.name);
  in->read("target", out.fault.target);
  in->read("params", out.fault.params);
  in->read("choices", out.fault.choices);
  in->read("probability", out.fault.probability);
  in->read("seconds", out.seconds);
  in->read("seed", seed);
  in->read("by", out.fault.by);
  if (in->error()) return std::unexpected(*in->error());
  out.fault.seed = static_cast<std::uint64_t>(seed);
  return out;
}

std::string encodeFaultCatalogue() {
  Json list = Json::array();
  for (const faults::FaultKind& kind : faults::faultKinds()) {
    Json params = Json::array();
    for (const faults::FaultParam& p : kind.params) {
      params.push_back({{"name", p.name},
                        {"title", p.title},
                        {"unit", p.unit},
                        {"standard", p.standard},
                        {"least", p.least},
                        {"most", p.most}});
    }
    Json choices = Json::array();
    for (const faults::FaultChoice& c : kind.choices)
      choices.push_back({{"name", c.name}, {"title", c.title}, {"options", c.options}});
    list.push_back({{"name", kind.name},
                    {"summary", kind.summary},
                    {"services", kind.services},
                    {"needsTarget", kind.byDaemon},
                    {"params", std::move(params)},
                    {"choices", std::move(choices)}});
  }
  return dump(list);
}

core::Result<int> decodeCount(const std::map<std::string, std::string>& query, const std::string& name, int standard,
                              int most) {
  const auto given = query.find(name);
  if (given == query.end()) return standard;
  int n = 0;
  const std::string& text = given->second;
  const auto [stop, bad] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (bad != std::errc{} || stop != text.data() + text.size() || n < 1 || n > most) {
    return core::fail(ErrorCode::InvalidArgument, fmt::format("{} must be a whole number from 1 to {}", name, most));
  }
  return n;
}

core::Result<ports::OrderQuery> decodeOrderQuery(const std::map<std::string, std::string>& query) {
  ports::OrderQuery out;
  const auto text = [&query](const char* name) {
    const auto given = query.find(name);
    return given == query.end() ? std::string{} : given->second;
  };
  std::string states = text("states");
  while (!states.empty()) {
    const std::size_t comma = std::min(states.find(','), states.size());
    const std::string word = states.substr(0, comma);
    states.erase(0, comma + 1);
    if (word.empty()) continue;
    const auto state = domain::parseState(word);
    if (!state) return core::fail(ErrorCode::InvalidArgument, fmt::format("states: no state '{}'", word.substr(0, 40)));
    out.states.push_back(*state);
  }
  out.text = text("q");
  out.before = text("before");
  // PostgreSQL takes no NUL in a text; and no id that it could find has one.
  for (const auto& [name, value] : {std::pair("q", &out.text), std::pair("before", &out.before)}) {
    if (std::ranges::any_of(*value, [](char c) { return static_cast<unsigned char>(c) < 0x20; }))
      return core::fail(ErrorCode::InvalidArgument, fmt::format("{} must have no control characters", name));
  }
  const auto limit = decodeCount(query, "limit", 200, 1'000);
  if (!limit) return std::unexpected(limit.error());
  out.limit = *limit;
  return out;
}

std::string encodeOrderList(const std::vector<ports::LedgerOrder>& orders) {
  Json list = Json::array();
  for (const ports::LedgerOrder& order : orders) list.push_back(moneyAndOrder(order));
  return dump(list);
}

namespace {

Json detailJson(const ports::LedgerOrder& order) {
  Json json = moneyAndOrder(order);
  Json timeline = services::timelineJson(order.timeline);
  for (std::size_t i = 0; i < timeline.size(); ++i) {
    timeline[i]["topic"] = order.timeline[i].topic;
    timeline[i]["partition"] = order.timeline[i].partition;
    timeline[i]["offset"] = order.timeline[i].offset;
  }
  json["timeline"] = std::move(timeline);
  return json;
}

}  // namespace

std::string encodeOrderDetail(const ports::LedgerOrder& order) { return dump(detailJson(order)); }

std::string encodeMovements(const std::vector<ports::StockMovement>& movements) {
  Json list = Json::array();
  for (const ports::StockMovement& m : movements) {
    list.push_back({{"movementId", m.movementId},
                    {"orderId", m.orderId},
                    {"productId", m.productId},
                    {"kind", m.kind},
                    {"quantity", m.quantity},
                    {"occurredAt", core::toRfc3339(m.occurredAt)}});
  }
  return dump(list);
}

std::string encodeAudit(const AuditReport& report) {
  Json broken = Json::array();
  for (const ports::LedgerOrder& order : report.broken) broken.push_back(detailJson(order));
  const api::AuditTally tally = api::tallyOf(report.invariants);
  const Json head = {{"ok", report.ok},
                     {"status", api::statusOf(tally)},
                     {"summary", api::summaryOf(tally)},
                     {"atRest", report.atRest},
                     {"unrest", report.unrest}};
  std::string text = dump(head);
  text.pop_back();
  return text + fmt::format(R"(,"seconds":{:.3f},"invariants":{},"balance":{},"brokenOrders":{}}})", report.seconds,
                            api::encodeInvariants(report.invariants), api::encodeBalance(report.balance), dump(broken));
}

}  // namespace orderdeck::runtime
