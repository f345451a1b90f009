// What a batch of new events does to the ledger's tables, summed up so that an order's row is written once a batch.
// Pure; the appender owns one per call.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "domain/events/event.h"
#include "domain/events/stock_movement.h"

namespace orderdeck::adapters::sql {

struct OrderDelta {
  std::string_view orderId;
  std::string_view userId;  // with the amount: known once `seen` holds kSeenPlaced
  std::int64_t amountMinor = 0;
  domain::OrderState state = domain::OrderState::Created;  // the furthest of the batch
  core::Timestamp createdAt;
  core::Timestamp updatedAt;
  int seen = 0;
};

struct PaymentDelta {
  std::string_view orderId;
  std::string_view paymentId;
  std::int64_t capturedMinor = 0;
  std::int64_t refundedMinor = 0;
};

struct PointsDelta {
  std::string_view orderId;
  std::string_view userId;
  std::int64_t accrued = 0;
  std::int64_t reversed = 0;  // what was taken back, above 0
};

struct MovementRow {
  const domain::Event* event = nullptr;
  const domain::OrderItem* item = nullptr;
  domain::MovementKind kind = domain::MovementKind::Stocked;
};

class LedgerBatch {
 public:
  /// Adds a new event. It must outlive the batch.
  void add(const domain::Event& event);

  const std::vector<OrderDelta>& orders() const { return m_orders; }
  const std::vector<PaymentDelta>& payments() const { return m_payments; }
  const std::vector<PointsDelta>& points() const { return m_points; }
  const std::vector<MovementRow>& movements() const { return m_movements; }
  const std::vector<const domain::Event*>& placements() const { return m_placements; }
  bool touches(std::string_view orderId) const { return m_orderAt.contains(orderId); }

 private:
  void addPayment(const domain::Event& event);
  void addPoints(const domain::Event& event);

  std::vector<OrderDelta> m_orders;
  std::vector<PaymentDelta> m_payments;
  std::vector<PointsDelta> m_points;
  std::vector<MovementRow> m_movements;
  std::vector<const domain::Event*> m_placements;
  std::unordered_map<std::string_view, std::size_t> m_orderAt;
  std::unordered_map<std::string_view, std::size_t> m_paymentAt;
  std::unordered_map<std::string_view, std::size_t> m_pointsAt;
};

}  // namespace orderdeck::adapters::sql
