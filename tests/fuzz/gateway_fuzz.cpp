// Requests against the gateway's handlers, over the fake store. An input is requests with \x1e between them: a line
// "METHOD TARGET [KEY]", then the body; @0 in a target stands for the id of the first order that was accepted. Holds:
// every request is answered, never with 500 or more; a refusal is a problem and changes nothing, nor does a read; what
// is accepted is in the store as it was asked for; the same again with the same key is the same order; the stock adds
// up.
#include <algorithm>
#include <cstdint>
#include <optional>

#include <fmt/format.h>

#include "adapters/http/request_target.h"
#include "property.h"
#include "tests/support/gateway_world.h"

using namespace orderdeck;
using namespace orderdeck::fuzz;
using namespace std::chrono_literals;

namespace {

constexpr char kNext = '\x1e';
constexpr int kMostRequests = 8;

std::string_view cut(std::string_view& text, char mark) {
  const std::size_t at = std::min(text.find(mark), text.size());
  const std::string_view head = text.substr(0, at);
  text.remove_prefix(std::min(at + 1, text.size()));
  return head;
}

/// The store's whole content as text.
std::string contentOf(const support::FakeOrderStore& store) {
  std::string text;
  const auto look = store.connect();
  const auto levels = look->levels();
  for (const ports::StockLevel& level : *levels) {
    require(level.available >= 0 && level.reserved >= 0 && level.sold >= 0, "stock is never negative", level.productId);
    require(level.available + level.reserved + level.sold == level.stocked, "stock adds up", level.productId);
    text +=
        fmt::format("{} {} {} {} {}\n", level.productId, level.available, level.reserved, level.sold, level.stocked);
  }
  const auto scanned = look->scan([&](const domain::Order& order) {
    text += fmt::format("{} {} {} {} {} {} {}\n", order.orderId, order.userId, domain::packItems(order.items),
                        order.amountMinor, domain::stateName(order.state), order.stock.text(),
                        core::toEpochMillis(order.deadline));
  });
  const auto restocks = look->openRestocks();
  for (const auto& [id, event] : *restocks) text += id + "\n";
  return text;
}

class Session {
 public:
  Session() : m_world({.placeEvery = 0ms, .requestTimeout = 60s}) { m_world.start(); }

  void ask(std::string_view text) {
    std::string_view line = cut(text, '\n');
    ports::HttpRequest request;
    request.method = cut(line, ' ');
    if (!adapters::http::splitTarget(named(std::string(cut(line, ' '))), request)) return;
    if (!line.empty()) request.idempotencyKey = std::string(line);
    request.body = text;
    check(request);
  }

 private:
  std::string named(std::string target) const {
    const std::size_t at = target.find('@');
    if (at == std::string::npos || at + 1 >= target.size()) return target;
    const auto index = static_cast<std::size_t>(target[at + 1] - '0');
    return index < m_accepted.size() ? target.replace(at, 2, m_accepted[index]) : target;
  }

  void check(const ports::HttpRequest& request) {
    const std::string before = contentOf(m_world.store);
    const ports::HttpReply reply = m_world.send(request).get();
    const std::string after = contentOf(m_world.store);
    require(reply.status < 500, "the gateway answers", reply.body);
    if (reply.status >= 400)
      requireProblem(reply);
    else
      require(request.path == "/metrics" || nlohmann::json::accept(reply.body), "an answer is JSON", reply.body);
    if (reply.status >= 400 || request.method != "POST")
      require(before == after, "a refusal and a read change nothing", before + "then\n" + after);
    if (request.method == "POST" && request.path == "/orders") checkOrder(request, reply, before, after);
  }

  void checkOrder(const ports::HttpRequest& request, const ports::HttpReply& reply, const std::string& before,
                  const std::string& after) {
    const auto wanted = domain::parseOrderRequest(request.body);
    if (!wanted) return require(reply.status >= 400, "what is no order is refused", request.body);
    if (reply.status >= 400) return;
    require(reply.status == 202, "an order is accepted or refused", reply.body);
    const std::string id = support::json(reply)["orderId"];
    const bool repeated = std::ranges::find(m_accepted, id) != m_accepted.end();
    require(repeated == (before == after), "an accepted order is a new one, unless its key was used", after);
    require(!repeated || request.idempotencyKey, "only a key repeats an order", id);
    if (!repeated) m_accepted.push_back(id);
    const auto kept = m_world.store.order(id);
    require(kept.has_value() && kept->userId == wanted->userId, "an accepted order is in the store", id);
    auto items = wanted->items;
    const auto amount = domain::priceItems(items, m_world.catalogue);
    const auto byProduct = [](const domain::OrderItem& item) -> const std::string& { return item.productId; };
    std::ranges::sort(items, {}, byProduct);
    auto keptItems = kept->items;
    std::ranges::sort(keptItems, {}, byProduct);
    require(amount && *amount == kept->amountMinor && items == keptItems, "an order is kept as it was asked for",
            after);
    if (!request.idempotencyKey) return;
    const ports::HttpReply again = m_world.send(request).get();
    require(again.status == reply.status && again.body == reply.body && contentOf(m_world.store) == after,
            "the same key is the same order", again.body);
  }

  support::GatewayWorld m_world;
  std::vector<std::string> m_accepted;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view input(reinterpret_cast<const char*>(data), size);
  Session session;
  for (int n = 0; n < kMostRequests && !input.empty(); ++n) session.ask(cut(input, kNext));
  return 0;
}
