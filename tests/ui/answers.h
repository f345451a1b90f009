// What a backend answers, as JSON, and short questions about what a console shows and sent. For tests of pages and
// dialogs.
#pragma once

#include <QAbstractItemView>
#include <algorithm>
#include <string>
#include <vector>

namespace orderdeck::tests {

/// One order as GET /api/orders lists it, placed `second` seconds after 22:41 on a fixed day.
inline std::string orderJson(const std::string& id, const std::string& state, int second = 0) {
  const std::string at = "2026-11-21T22:41:" + std::string(second < 10 ? "0" : "") + std::to_string(second);
  return R"({"orderId":")" + id + R"(","userId":"user7","state":")" + state +
         R"(","items":[{"productId":"abc","quantity":2,"unitPriceMinor":1999}],"amountMinor":3998,"currency":"EUR","createdAt":")" +
         at + R"(.000Z","updatedAt":")" + at + R"(.250Z","paymentId":"pay1","capturedMinor":3998,"refundedMinor":0})";
}

/// The same with its timeline, as GET /api/orders/{id}.
inline std::string orderDetailJson(const std::string& id, const std::string& state) {
  std::string json = orderJson(id, state);
  json.pop_back();
  return json + R"(,"timeline":[{"event":"OrderPlaced","eventId":")" + id +
         R"(-placed","occurredAt":"2026-11-21T22:41:00.000Z","recordedAt":"2026-11-21T22:41:00.043Z","node":"gateway-1","topic":"order-created","partition":6,"offset":1504},)" +
         R"({"event":"PaymentProcessed","eventId":")" + id +
         R"(-paid","occurredAt":"2026-11-21T22:41:00.120Z","recordedAt":"2026-11-21T22:41:00.125Z","node":"payment-1","paymentStatus":"confirmed","topic":"order-paid","partition":6,"offset":77}]})";
}

inline std::string listOf(const std::vector<std::string>& items) {
  std::string json = "[";
  for (const auto& item : items) json += (json.size() > 1 ? "," : "") + item;
  return json + "]";
}

/// GET /api/orders. `next`: where older orders begin; `total`: how many there are, as JSON.
inline std::string pageOf(const std::vector<std::string>& orders, const std::string& next = {},
                          const std::string& total = {}) {
  std::string json = R"({"orders":)" + listOf(orders);
  if (!next.empty()) json += R"(,"next":")" + next + '"';
  if (!total.empty()) json += R"(,"total":)" + total;
  return json + "}";
}

inline bool any(const std::vector<std::string>& calls, const std::string& start) {
  return std::any_of(calls.begin(), calls.end(), [&](const auto& call) { return call.starts_with(start); });
}

/// A row of a table as it is shown.
inline QStringList shownRow(const QAbstractItemView* table, int row) {
  QStringList cells;
  for (int column = 0; column < table->model()->columnCount(); ++column)
    cells << table->model()->index(row, column).data().toString();
  return cells;
}

}  // namespace orderdeck::tests
