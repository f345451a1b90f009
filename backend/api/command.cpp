#include "api/command.h"

#include "api/calls.h"

namespace orderdeck::api {

namespace {

/// One that says nothing is every letter that waits.
LetterSelection selected(LetterSelection selection) {
  selection.all = !selection.letterIds && selection.topic.empty() && selection.service.empty() &&
                  selection.orderId.empty() && selection.text.empty();
  return selection;
}

}  // namespace

ControlCall because(ControlCall act, std::string reason) {
  act.reason = std::move(reason);
  return act;
}

ControlCall getSnapshot() { return request(calls::kSnapshot); }
ControlCall getSnapshot(const SectionSequences& sections) {
  return request(calls::kSnapshot, {}, {.sections = sectionsText(sections)});
}
ControlCall getSeries(std::int64_t after) { return request(calls::kSeries, {}, {.after = after}); }

ControlCall startLoad(const LoadSpec& spec) { return request(calls::kStartLoad, {}, {}, spec); }
ControlCall loadRefusals(std::int64_t from, std::int64_t limit) {
  return request(calls::kLoadRefusals, {}, {.from = from, .limit = limit});
}
ControlCall changeLoadRate(double ordersPerSecond) {
  return request(calls::kChangeLoadRate, {}, {}, {.rate = ordersPerSecond});
}
ControlCall stopLoad() { return request(calls::kStopLoad); }

ControlCall placeOrder(const std::string& body, const std::string& idempotencyKey) {
  ControlCall order = request(calls::kPlaceOrder);
  order.body = body;
  order.idempotencyKey = idempotencyKey;
  return order;
}

ControlCall showOrder(const std::string& orderId) { return request(calls::kShowOrder, {orderId}); }
ControlCall cancelOrder(const std::string& orderId) { return request(calls::kCancelOrder, {orderId}); }

ControlCall listOrders(const std::vector<std::string>& states, const std::string& text, const std::string& before,
                       int limit) {
  return request(calls::kListOrders, {}, {.limit = limit, .states = states, .text = text, .before = before});
}

ControlCall restock(const std::string& productId, std::int64_t quantity) {
  return request(calls::kRestock, {productId}, {}, {.quantity = quantity});
}
ControlCall stockMovements(const std::string& productId, int limit) {
  return request(calls::kStockMovements, {productId}, {.limit = limit});
}

ControlCall lagHistory(int seconds) { return request(calls::kLagHistory, {}, {.seconds = seconds}); }

ControlCall controlNode(const std::string& node, NodeActionWord action) {
  return request(calls::kControlNode, {node, std::string(action.text())});
}
ControlCall forceBreaker(const std::string& node, const std::string& dependency, core::BreakerForceWord force) {
  return request(calls::kForceBreaker, {node, dependency}, {}, {.force = force});
}

ControlCall armFault(const std::string& name, const std::string& target, const std::map<std::string, double>& params,
                     double seconds, const std::map<std::string, std::string>& choices, std::uint64_t seed,
                     double startAfter) {
  return request(calls::kArmFault, {}, {},
                 {.name = name,
                  .target = target,
                  .params = params,
                  .choices = choices,
                  .startAfter = startAfter,
                  .seconds = seconds,
                  .seed = seed});
}
ControlCall clearFaults(const std::string& id) {
  return id.empty() ? request(calls::kClearFaults) : request(calls::kClearFault, {id});
}
ControlCall listFaults() { return request(calls::kListFaults); }
ControlCall faultCatalogue() { return request(calls::kFaultCatalogue); }

ControlCall listDeadLetters(const LetterSelection& selection, std::optional<domain::LetterStatusWord> status,
                            const std::string& before, int limit) {
  return request(calls::kListDeadLetters, {},
                 {.limit = limit,
                  .topic = selection.topic,
                  .service = selection.service,
                  .orderId = selection.orderId,
                  .text = selection.text,
                  .status = status,
                  .before = before});
}
ControlCall showDeadLetter(const std::string& letterId) { return request(calls::kShowDeadLetter, {letterId}); }
ControlCall redriveDeadLetters(const LetterSelection& selection, double lettersPerSecond, bool dryRun) {
  return request(calls::kRedrive, {}, {}, {selected(selection), lettersPerSecond, dryRun});
}
ControlCall showRedrive() { return request(calls::kShowRedrive); }
ControlCall cancelRedrive() { return request(calls::kCancelRedrive); }
ControlCall discardDeadLetters(const LetterSelection& selection) {
  return request(calls::kDiscard, {}, {}, selected(selection));
}

ControlCall audit(double waitSeconds) { return request(calls::kAudit, {}, {}, {.waitSeconds = waitSeconds}); }
ControlCall rebuildStore(bool dryRun, bool force, double waitSeconds) {
  return request(calls::kStartRebuild, {}, {}, {.dryRun = dryRun, .force = force, .waitSeconds = waitSeconds});
}
ControlCall showRebuild() { return request(calls::kShowRebuild); }
ControlCall shutDown() { return request(calls::kShutDown); }
ControlCall listActs(std::int64_t from, int limit) {
  return request(calls::kListActs, {}, {.from = from, .limit = limit});
}
ControlCall showToken() { return request(calls::kShowToken); }
ControlCall listTokens() { return request(calls::kListTokens); }
ControlCall createToken(const std::string& name, ScopeWord scope) {
  return request(calls::kCreateToken, {}, {}, {.name = name, .scope = scope});
}
ControlCall revokeToken(const std::string& name) { return request(calls::kRevokeToken, {name}); }
ControlCall openApi() { return {"GET", "/api/openapi.json", {}, {}}; }

}  // namespace orderdeck::api
