#include "services/gateway/gateway_service.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "core/ids.h"
#include "services/gateway/gateway_inventory.h"
#include "services/gateway/gateway_json.h"
#include "services/gateway/gateway_orders.h"
#include "services_embedded.h"

namespace orderdeck::services {

namespace {

using core::ErrorCode;

constexpr std::size_t kMostOtherBody = 4 * 1024;  // bytes; of a restock, and of what has no body in fact

/// The segments of a path: /orders/1/cancel is orders, 1, cancel. A trailing slash gives an empty last one.
std::vector<std::string> split(std::string_view path) {
  std::vector<std::string> parts;
  while (path.starts_with('/')) {
    path.remove_prefix(1);
    const std::size_t end = std::min(path.find('/'), path.size());
    parts.emplace_back(path.substr(0, end));
    path.remove_prefix(end);
  }
  return parts;
}

bool reads(const ports::HttpRequest& request) { return request.method == "GET" || request.method == "HEAD"; }

ports::HttpReply noPath(const ports::HttpRequest& request) {
  return ports::problem({ErrorCode::NotFound, fmt::format("there is nothing at '{}'", request.path), false});
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
           .pace = m_settings.placePace,
           .requestTimeout = m_settings.requestTimeout,
           .orderDeadline = m_settings.orderDeadline,
           .storeBreaker = m_settings.storeBreaker,
           .guard = m_settings.guard,
           .partitionOf = m_settings.partitionOf,
           .reached = m_settings.reached},
          stores.orders, stores.inspector, catalogue, metrics, [this] { m_relay.notify(); }, m_relay.heldBack()) {}

ports::HttpScreening GatewayService::screen(const ports::HttpRequest& request) const {
  return {.bodyLimit = request.path == "/orders" && request.method == "POST" ? domain::kMaxBodyBytes : kMostOtherBody};
}

void GatewayService::handle(ports::HttpRequest request, ports::HttpRespond respond) {
  const std::vector<std::string> parts = split(request.path);
  const std::string_view first = parts.empty() ? std::string_view{} : parts.front();
  if (first == "orders") return handleOrders(parts, std::move(request), std::move(respond));
  if (first == "inventory") return handleInventory(parts, std::move(request), std::move(respond));

  constexpr std::array<std::string_view, 4> kInfo = {"healthz", "readyz", "metrics", "openapi.json"};
  if (parts.size() != 1 || std::ranges::find(kInfo, first) == kInfo.end()) return respond(noPath(request));
  if (!reads(request)) return respond(ports::methodNotAllowed("GET, HEAD"));
  if (first == "healthz") return respond(jsonReply(200, {{"status", "ok"}, {"node", m_settings.node}}));
  if (first == "metrics") {
    return respond({.status = 200,
                    .body = m_metrics.expose({}),
                    .contentType = "text/plain; version=0.0.4; charset=utf-8",
                    .headers = {}});
  }
  if (first == "openapi.json")
    return respond(
        {.status = 200, .body = std::string(kOpenapiJson), .contentType = "application/json", .headers = {}});
  m_reader.submit(std::move(respond), [this](ReaderStores& stores) { return readiness(stores); });
}

void GatewayService::handleOrders(const std::vector<std::string>& parts, ports::HttpRequest request,
                                  ports::HttpRespond respond) {
  if (parts.size() == 1) {
    if (request.method == "POST") return m_admission.submit(std::move(request), std::move(respond));
    if (!reads(request)) return respond(ports::methodNotAllowed("GET, HEAD, POST"));
    return m_reader.submit(std::move(respond), [ids = std::move(request.query["ids"])](ReaderStores& stores) {
      return showOrders(stores, ids);
    });
  }
  const bool cancels = parts.size() == 3 && parts[2] == "cancel";
  if (parts.size() != 2 && !cancels) return respond(noPath(request));
  if (cancels ? request.method != "POST" : !reads(request))
    return respond(ports::methodNotAllowed(cancels ? "POST" : "GET, HEAD"));
  if (!core::isLegalId(parts[1])) return respond(illegalId());
  if (!cancels)
    return m_reader.submit(std::move(respond), [id = parts[1]](ReaderStores& stores) { return showOrder(stores, id); });
  if (isClosed()) return respond(ports::problem(m_settings.guard->refusal()));
  m_reader.submit(std::move(respond), [this, id = parts[1]](ReaderStores& stores) {
    ports::HttpReply reply = cancelOrder(stores, id, m_settings.node);
    m_relay.notify();
    return reply;
  });
}

void GatewayService::handleInventory(const std::vector<std::string>& parts, ports::HttpRequest request,
                                     ports::HttpRespond respond) {
  const bool restocks = parts.size() == 3 && parts[2] == "restock";
  if (parts.size() > 2 && !restocks) return respond(noPath(request));
  if (restocks ? request.method != "POST" : !reads(request))
    return respond(ports::methodNotAllowed(restocks ? "POST" : "GET, HEAD"));
  if (parts.size() == 1) return m_reader.submit(std::move(respond), showInventory);
  if (!core::isLegalId(parts[1])) return respond(illegalId());
  if (!restocks)
    return m_reader.submit(std::move(respond),
                           [id = parts[1]](ReaderStores& stores) { return showProduct(stores, id); });
  if (isClosed()) return respond(ports::problem(m_settings.guard->refusal()));
  m_reader.submit(std::move(respond), [this, id = parts[1], body = std::move(request.body)](ReaderStores& stores) {
    ports::HttpReply reply = restockProduct(stores, id, body);
    m_relay.notify();
    return reply;
  });
}

ports::HttpReply GatewayService::readiness(ReaderStores& stores) const {
  Json notReady = Json::array();
  const auto store = stores.inspector.get();
  const auto ping = store ? (*store)->ping() : std::unexpected(store.error());
  if (!ping) notReady.push_back("store: " + ping.error().what);
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
