#include "runtime/load/load_orders.h"

#include <algorithm>
#include <array>
#include <iterator>

#include <fmt/format.h>

namespace orderdeck::runtime {

namespace {

constexpr std::int64_t kPlenty = 100'000;  // stock of a product that random orders do not sell out
constexpr std::size_t kRecent = 4'096;
constexpr std::size_t kForgedEvery = 16;  // of the repeats, one in so many comes with another body
constexpr std::string_view kUser = R"({"userId":"user)";

// Cheap and the same everywhere, which std::uniform_int_distribution is not.
std::size_t below(std::mt19937_64& random, std::size_t n) { return static_cast<std::size_t>(random() % n); }
bool happens(std::mt19937_64& random, double share) { return static_cast<double>(random() >> 11) * 0x1p-53 < share; }

}  // namespace

LoadOrders::LoadOrders(const api::LoadSpec& spec, const domain::Catalogue& catalogue, std::unique_ptr<OrderStream> file,
                       std::string loadId)
    : m_hotShare(spec.hotSku),
      m_repeatShare(spec.duplicates),
      m_loadId(std::move(loadId)),
      m_file(std::move(file)),
      m_random(spec.seed),
      m_repeatRandom(spec.seed + 1) {
  for (const auto& [id, product] : catalogue) {
    if (product.stock >= kPlenty) m_products.push_back(id);
  }
  if (m_products.empty()) {
    for (const auto& [id, product] : catalogue) m_products.push_back(id);
  }
  m_hot = catalogue.contains("abc") || catalogue.empty() ? "abc" : catalogue.begin()->first;
  if (m_products.empty()) m_products.push_back(m_hot);
}

void LoadOrders::makeRandom(std::string& body) {
  fmt::format_to(std::back_inserter(body), R"({{"userId":"user{}","items":[)", 1 + below(m_random, 5'000));
  if (happens(m_random, m_hotShare)) {
    fmt::format_to(std::back_inserter(body), R"({{"productId":"{}","quantity":{}}}]}})", m_hot, 1 + below(m_random, 3));
    return;
  }
  const std::size_t items = std::min(1 + below(m_random, 3), m_products.size());
  std::array<std::size_t, 3> taken{};
  for (std::size_t i = 0; i < items; ++i) {
    std::size_t product = below(m_random, m_products.size());
    while (std::find(taken.begin(), taken.begin() + static_cast<std::ptrdiff_t>(i), product) !=
           taken.begin() + static_cast<std::ptrdiff_t>(i))
      product = (product + 1) % m_products.size();
    taken[i] = product;
    fmt::format_to(std::back_inserter(body), R"({}{{"productId":"{}","quantity":{}}})", i == 0 ? "" : ",",
                   m_products[product], 1 + below(m_random, 3));
  }
  body += "]}";
}

core::Result<void> LoadOrders::takeFromFile(LoadOrder& order) {
  auto next = m_file->next();
  if (!next) return std::unexpected(std::move(next.error()));
  if (!*next) return core::fail(core::ErrorCode::Unavailable, "the file became shorter while it was sent");
  order.line = (*next)->line;
  order.body = std::move((*next)->body);
  order.idempotencyKey = std::move((*next)->idempotencyKey);
  return {};
}

core::Result<void> LoadOrders::next(LoadOrder& order) {
  if (m_repeatShare > 0 && !m_recent.empty() && happens(m_repeatRandom, m_repeatShare)) {
    order = m_recent[below(m_repeatRandom, m_recent.size())];
    if (below(m_repeatRandom, kForgedEvery) == 0) forge(order);
    return {};
  }
  order.body.clear();
  order.idempotencyKey.clear();
  order.mustBe.clear();
  order.mustMismatch = false;
  order.line = 0;
  if (m_file) return takeFromFile(order);
  makeRandom(order.body);
  if (m_repeatShare > 0) order.idempotencyKey = fmt::format("{}-{}", m_loadId, m_made);
  ++m_made;
  return {};
}

void LoadOrders::forge(LoadOrder& order) {
  if (!order.body.starts_with(kUser)) return;
  order.body.replace(0, kUser.size(), R"({"userId":"other)");
  order.mustBe.clear();
  order.mustMismatch = true;
}

void LoadOrders::accepted(const LoadOrder& order, std::string_view orderId) {
  if (m_repeatShare <= 0 || order.idempotencyKey.empty() || !order.mustBe.empty() || order.mustMismatch) return;
  LoadOrder repeat{.body = order.body, .idempotencyKey = order.idempotencyKey, .mustBe = std::string(orderId)};
  if (m_recent.size() < kRecent) {
    m_recent.push_back(std::move(repeat));
  } else {
    m_recent[m_nextRecent++ % kRecent] = std::move(repeat);
  }
}

}  // namespace orderdeck::runtime
