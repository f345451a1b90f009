// Orders from the ledger, and the timeline of one of them, as tables. GUI thread.
#pragma once

#include <optional>

#include "api/orders.h"
#include "core/clock.h"
#include "core/error.h"
#include "domain/order/order_state.h"
#include "ui/tables/keyed_table_model.h"

namespace orderdeck::ui {

struct OrderRow {
  QString id, user, items;
  domain::OrderStateWord state;
  // The ledger may have read a later event before OrderPlaced: then it knows neither user, items nor amount.
  std::optional<std::int64_t> amountMinor;
  core::Timestamp createdAt, updatedAt;
  std::optional<api::OrderWaitView> waitsFor = {};  // nothing: it is finished
  std::optional<core::Timestamp> endsAt = {};       // when its deadline cancels it, or refunds it
  bool operator==(const OrderRow&) const = default;
};

/// "payment (payment-1 paused), cancelled in 09:12"; empty: it waits for nothing.
QString waitText(const OrderRow& order);
/// Since it was placed; while it is open, since its last step: how long it has stood still.
core::Millis ageOf(const OrderRow& order, core::Timestamp now);

/// The answer of GET /api/orders.
struct OrderRows {
  std::vector<OrderRow> rows;
  QString next = {};                       // where older ones begin; empty: there are none
  std::optional<std::int64_t> total = {};  // only with the newest page
  bool atLeast = false;
};

/// Newest first. Rows come a page at a time; a view that nears the end asks for more.
class OrderModel : public KeyedTableModel<OrderRow> {
  Q_OBJECT
 public:
  explicit OrderModel(QObject* parent = nullptr);

  /// Corrupt when it is not of that form.
  static core::Result<OrderRows> parse(const std::string& json);

  bool canFetchMore(const QModelIndex& parent) const override { return !parent.isValid() && !m_next.isEmpty(); }
  void fetchMore(const QModelIndex& parent) override;

  /// Replaces all rows; `next`: where older ones begin, if there are any.
  void showPage(std::vector<OrderRow> rows, const QString& next);
  /// Older ones, behind the last row; those that are not older than it are left out.
  void appendPage(std::vector<OrderRow> rows, const QString& next);
  /// What is known newer about rows that are shown; others of `rows` are left out.
  void refreshRows(const std::vector<OrderRow>& rows);

 signals:
  void moreWanted(const QString& before);  // orders older than this; answered by appendPage()

 private:
  QString m_next;
};

struct TimelineRow {
  QString eventId, event, node, where, detail;  // where: topic/partition@offset
  core::Timestamp at;
  std::optional<core::Millis> gap;       // since the event before
  std::optional<core::Millis> recorded;  // from the event to its place in the ledger
  bool operator==(const TimelineRow&) const = default;
};

class TimelineModel : public KeyedTableModel<TimelineRow> {
 public:
  explicit TimelineModel(QObject* parent = nullptr);
};

/// One order with its timeline: the answer of GET /api/orders/{id}.
struct OrderDetail {
  OrderRow order;
  QString paymentId;
  std::int64_t capturedMinor = 0, refundedMinor = 0;
  std::vector<TimelineRow> timeline;
};

core::Result<OrderDetail> parseOrderDetail(const std::string& json);

}  // namespace orderdeck::ui
