#include "services/gateway/gateway_service.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/ids.h"
#include "services/gateway/gateway_inventory.h"
#include "services/gateway/gateway_json.h"
#include "services/gateway/gateway_orders.h"
#include "services/gateway/shown_error.h"
#include "services_embedded.h"

namespace orderdeck::services {

namespace {

using core::ErrorCode;

constexpr std::size_t kMostOtherBody = 4 * 1024;  // bytes; of a restock, and of what has no body in fact

ports::HttpReply noPath(const ports::HttpRequest& request) {
  return ports::problem({ErrorCode::NotFound, fmt::format("there is nothing at '{}'", request.path), false});
}

/// openapi.json, with the codes of problems as they are.
std::string description() {
  Json document = Json::parse(kOpenapiJson);
  Json codes = Json::array();
  for (const std::string_view code : core::wordsIn<ports::Problem>()) codes.push_back(code);
  document["components"]["schemas"]["Problem"]["properties"]["code"]["enum"] = std::move(codes);
  return document.dump(2);
}

ports::HttpReply illegalId() {
  return ports::problem({ErrorCode::InvalidArgument, "ids must match [A-Za-z0-9_.-]{1,64}", false});
}

}  // namespace

GatewayService::GatewayService(GatewayServiceSettings settings, const StoreFactories& stores,
                               const domain::Catalogue& catalogue, ports::EventBus& bus, ports::Metrics& metrics)
    : m_settings(std::move(settings)),
      m_metrics(metrics),
      m_relay(m_settings.outbox, stores.outbox, bus, metrics),
      m_reader(stores, m_settings.readQueue, m_settings.requestTimeout),
      m_admission(
          {.node = m_settings.node,
           .queue = m_settings.queue,
           .batch = m_settings.batch,
           .pace = m_settings.placeEvery,
           .requestTimeout = m_settings.requestTimeout,
           .orderDeadline = m_settings.orderDeadline,
           .storeBreaker = m_settings.storeBreaker,
           .guard = m_settings.guard,
           .partitionOf = m_settings.partitionOf,
           .reached = m_settings.reached},
          stores.orders, stores.inspector, catalogue, metrics, [this] { m_relay.notify(); }, m_relay.heldBack()) {
  addRoutes();
}

ports::HttpScreening GatewayService::screen(const ports::HttpRequest& request) const {
  const bool isOrder = request.method == "POST" && request.path == "/orders";
  const bool isRestock = request.method == "POST" && request.path.ends_with("/restock");
  return {.bodyLimit = isOrder ? domain::kMaxBodyBytes : kMostOtherBody, .needsBody = isOrder || isRestock};
}

void GatewayService::handle(ports::HttpRequest request, ports::HttpRespond respond) {
  core::RouteTable::Match match = m_table.find(request.method, request.path);
  if (!match.allowed.empty())
    return respond(match.asksForOptions ? ports::optionsReply(match.allowed) : ports::methodNotAllowed(match.allowed));
  if (match.route == core::RouteTable::kNone) return respond(noPath(request));
  if (!std::ranges::all_of(match.at, [](const std::string& id) { return core::isLegalId(id); }))
    return respond(illegalId());
  m_handlers[match.route](std::move(request), std::move(match.at), std::move(respond));
}

void GatewayService::on(std::string_view method, std::string_view path, Handler handler) {
  m_table.add(method, path);
  m_handlers.push_back(std::move(handler));
}

GatewayService::Handler GatewayService::read(Read answer) {
  return [this, answer = std::move(answer)](ports::HttpRequest request, At at, ports::HttpRespond respond) {
    m_reader.submit(std::move(respond), [answer, request = std::move(request), at = std::move(at)](
                                            ReaderStores& stores) { return answer(stores, request, at); });
  };
}

GatewayService::Handler GatewayService::change(Change answer) {
  return [this, answer = std::move(answer)](ports::HttpRequest request, At at, ports::HttpRespond respond) {
    if (isClosed()) return respond(ports::problem(unchanged(m_settings.guard->refusal())));
    auto key = ports::readIdempotencyKey(request);
    if (!key) return respond(ports::problem(key.error()));
    m_reader.submit(std::move(respond), [this, answer, request = std::move(request), at = std::move(at),
                                         key = *std::move(key)](ReaderStores& stores) {
      ports::HttpReply reply = answer(stores, request, at, key);
      m_relay.notify();
      return reply;
    });
  };
}

void GatewayService::addRoutes() {
  on("GET", "/orders", read([](ReaderStores& stores, const auto& request, const At&) {
       const auto ids = request.query.find("ids");
       return showOrders(stores, ids == request.query.end() ? std::string_view() : std::string_view(ids->second));
     }));
  on("POST", "/orders", [this](ports::HttpRequest request, const At&, ports::HttpRespond respond) {
    m_admission.submit(std::move(request), std::move(respond));
  });
  on("GET", "/orders/{orderId}",
     read([](ReaderStores& stores, const auto&, const At& at) { return showOrder(stores, at[0]); }));
  on("POST", "/orders/{orderId}/cancel",
     change([this](ReaderStores& stores, const auto&, const At& at, const std::string& key) {
       return cancelOrder(stores, at[0], m_settings.node, key);
     }));
  on("GET", "/inventory", read([](ReaderStores& stores, const auto&, const At&) { return showInventory(stores); }));
  on("GET", "/inventory/{productId}",
     read([](ReaderStores& stores, const auto&, const At& at) { return showProduct(stores, at[0]); }));
  on("POST", "/inventory/{productId}/restock",
     change([](ReaderStores& stores, const auto& request, const At& at, const std::string& key) {
       return restockProduct(stores, at[0], request.body, key);
     }));
  on("GET", "/readyz", read([this](ReaderStores& stores, const auto&, const At&) { return readiness(stores); }));
  on("GET", "/healthz", [this](const ports::HttpRequest&, const At&, ports::HttpRespond respond) {
    respond(jsonReply(200, {{"status", "ok"}, {"node", m_settings.node}}));
  });
  on("GET", "/metrics", [this](const ports::HttpRequest&, const At&, ports::HttpRespond respond) {
    respond({.status = 200,
             .body = m_metrics.expose({}),
             .contentType = "text/plain; version=0.0.4; charset=utf-8",
             .headers = {}});
  });
  on("GET", "/openapi.json", [](const ports::HttpRequest&, const At&, ports::HttpRespond respond) {
    respond({.status = 200, .body = description(), .contentType = "application/json", .headers = {}});
  });
  on("GET", ports::kProblemsPath,
     [](const ports::HttpRequest&, const At&, ports::HttpRespond respond) { respond(ports::problemsPage()); });
}

ports::HttpReply GatewayService::readiness(ReaderStores& stores) const {
  Json notReady = Json::array();
  const auto store = stores.inspector.get();
  const auto ping = store ? (*store)->ping() : std::unexpected(store.error());
  if (!ping) notReady.push_back("store: " + shownError(ping.error()).what);
  if (isClosed()) notReady.push_back(m_settings.guard->refusal().what);
  if (std::string trouble = m_settings.ledgerTrouble ? m_settings.ledgerTrouble() : std::string(); !trouble.empty())
    notReady.push_back(std::move(trouble));
  if (m_relay.heldBack()) notReady.push_back("outbox: too many events wait to be published");
  const bool ready = notReady.empty();
  return jsonReply(ready ? 200 : 503, {{"ready", ready}, {"notReady", std::move(notReady)}});
}

void GatewayService::stop() {
  m_admission.stop();
  m_reader.stop();
  m_relay.stop();
}

}  // namespace orderdeck::services
