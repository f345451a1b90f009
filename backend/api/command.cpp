#include "api/command.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace orderdeck::api {

namespace {

using Json = nlohmann::ordered_json;

// RFC 3986: what is not unreserved is written as %XX.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                       c == '.' || c == '_' || c == '~';
    if (plain) {
      out += c;
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

std::string dump(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

ControlCall call(std::string method, std::string target, std::string body = {}) {
  return {.method = std::move(method), .target = std::move(target), .body = std::move(body), .idempotencyKey = {}};
}

Json selected(const LetterSelection& selection) {
  if (!selection.letterIds.empty()) return {{"ids", selection.letterIds}};
  Json body = Json::object();
  if (!selection.topic.empty()) body["topic"] = selection.topic;
  if (!selection.service.empty()) body["service"] = selection.service;
  if (!selection.orderId.empty()) body["order"] = selection.orderId;
  if (!selection.text.empty()) body["q"] = selection.text;
  if (body.empty()) body["all"] = true;
  return body;
}

}  // namespace

ControlCall getSnapshot() { return call("GET", "/api/snapshot"); }

ControlCall startLoad(const LoadSpec& spec) {
  Json body = {{"shape", spec.shape},
               {"rate", spec.rate},
               {"closed", spec.closed},
               {"hotSku", spec.hotSku},
               {"duplicates", spec.duplicates},
               {"connections", spec.connections},
               {"seed", spec.seed}};
  if (spec.seconds) body["seconds"] = *spec.seconds;
  if (spec.count) body["count"] = *spec.count;
  if (!spec.fileText.empty()) body["fileText"] = spec.fileText;
  if (!spec.fileFormat.empty()) body["fileFormat"] = spec.fileFormat;
  return call("POST", "/api/load", dump(body));
}

ControlCall changeLoadRate(double ordersPerSecond) {
  return call("PATCH", "/api/load", dump({{"rate", ordersPerSecond}}));
}
ControlCall stopLoad() { return call("DELETE", "/api/load"); }

ControlCall placeOrder(const std::string& body, const std::string& idempotencyKey) {
  ControlCall order = call("POST", "/api/orders", body);
  order.idempotencyKey = idempotencyKey;
  return order;
}

ControlCall showOrder(const std::string& orderId) { return call("GET", "/api/orders/" + escaped(orderId)); }
ControlCall cancelOrder(const std::string& orderId) {
  return call("POST", "/api/orders/" + escaped(orderId) + "/cancel");
}

ControlCall listOrders(const std::vector<std::string>& states, const std::string& text, const std::string& before,
                       int limit) {
  std::string target = fmt::format("/api/orders?limit={}", limit);
  if (!states.empty()) target += fmt::format("&states={}", escaped(fmt::format("{}", fmt::join(states, ","))));
  if (!text.empty()) target += "&q=" + escaped(text);
  if (!before.empty()) target += "&before=" + escaped(before);
  return call("GET", target);
}

ControlCall restock(const std::string& productId, std::int64_t quantity) {
  return call("POST", "/api/inventory/" + escaped(productId) + "/restock", dump({{"quantity", quantity}}));
}

ControlCall stockMovements(const std::string& productId, int limit) {
  return call("GET", fmt::format("/api/inventory/{}/movements?limit={}", escaped(productId), limit));
}

ControlCall lagHistory(int seconds) { return call("GET", fmt::format("/api/lag/history?seconds={}", seconds)); }

ControlCall controlNode(const std::string& node, const std::string& action) {
  return call("POST", "/api/nodes/" + escaped(node) + "/" + escaped(action));
}

ControlCall forceBreaker(const std::string& node, const std::string& dependency, const std::string& force) {
  return call("POST", "/api/nodes/" + escaped(node) + "/breakers/" + escaped(dependency), dump({{"force", force}}));
}

ControlCall armFault(const std::string& name, const std::string& target, const std::map<std::string, double>& params,
                     double probability, double seconds, const std::map<std::string, std::string>& choices,
                     std::uint64_t seed) {
  Json body = {{"name", name},
               {"target", target},
               {"params", Json::object()},
               {"probability", probability},
               {"seconds", seconds}};
  for (const auto& [param, value] : params) body["params"][param] = value;
  if (!choices.empty()) body["choices"] = choices;
  if (seed != 1) body["seed"] = seed;
  return call("POST", "/api/faults", dump(body));
}

ControlCall clearFaults(const std::string& id) {
  return call("DELETE", id.empty() ? "/api/faults" : "/api/faults/" + escaped(id));
}
ControlCall faultCatalogue() { return call("GET", "/api/faults/catalogue"); }

ControlCall listDeadLetters(const LetterSelection& selection, const std::string& status, const std::string& before,
                            int limit) {
  std::string target = fmt::format("/api/dead-letters?limit={}", limit);
  const std::pair<const char*, const std::string*> conditions[] = {
      {"topic", &selection.topic},   {"service", &selection.service},
      {"order", &selection.orderId}, {"q", &selection.text},
      {"status", &status},           {"before", &before}};
  for (const auto& [name, value] : conditions) {
    if (!value->empty()) target += fmt::format("&{}={}", name, escaped(*value));
  }
  return call("GET", target);
}

ControlCall showDeadLetter(const std::string& letterId) {
  return call("GET", "/api/dead-letters/" + escaped(letterId));
}

ControlCall redriveDeadLetters(const LetterSelection& selection, double lettersPerSecond, bool dryRun) {
  Json body = selected(selection);
  body["rate"] = lettersPerSecond;
  if (dryRun) body["dryRun"] = true;
  return call("POST", "/api/dead-letters/redrive", dump(body));
}

ControlCall showRedrive() { return call("GET", "/api/dead-letters/redrive"); }
ControlCall cancelRedrive() { return call("DELETE", "/api/dead-letters/redrive"); }
ControlCall discardDeadLetters(const LetterSelection& selection) {
  return call("POST", "/api/dead-letters/discard", dump(selected(selection)));
}

ControlCall audit(double waitSeconds) { return call("POST", "/api/audit", dump({{"waitSeconds", waitSeconds}})); }
ControlCall rebuildStore(bool dryRun, bool force, double waitSeconds) {
  return call("POST", "/api/rebuild", dump({{"dryRun", dryRun}, {"force", force}, {"waitSeconds", waitSeconds}}));
}
ControlCall showRebuild() { return call("GET", "/api/rebuild"); }
ControlCall shutDown() { return call("POST", "/api/shutdown"); }

}  // namespace orderdeck::api
