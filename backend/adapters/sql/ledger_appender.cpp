#include "adapters/sql/ledger_appender.h"

#include "adapters/sql/dead_letter_rows.h"
#include "core/ids.h"
#include "domain/events/completeness.h"
#include "domain/order/order_paths.h"

namespace orderdeck::adapters::sql {

using enum domain::SeenBit;
using core::Result;
using domain::Event;
using domain::EventKind;
using domain::EventStatus;
using ports::Delivery;

namespace {

/// domain::precedence() of a state's word, as SQL.
QString precedenceSql(const QString& column) {
  QString sql = QStringLiteral("CASE ") + column;
  for (const domain::OrderState state : domain::kOrderStates)
    sql += QStringLiteral(" WHEN '%1' THEN %2").arg(toQt(domain::stateName(state))).arg(domain::precedence(state));
  return sql + QStringLiteral(" ELSE -1 END");
}

/// An order's row may come from any of its events; OrderPlaced fills it in, and nothing takes back what is known. Other
/// events do not name what it fills in: SQLite writes an index anew for every column that is named.
QString orderConflictSql(bool isPlacement) {
  const QString filledIn =
      isPlacement ? QStringLiteral("user_id = excluded.user_id, amount_minor = excluded.amount_minor, ") : QString();
  return QStringLiteral("ON CONFLICT (order_id) DO UPDATE SET ") + filledIn +
         QStringLiteral(
             "state = CASE WHEN excluded.state <> orders.state AND %1 > %2 THEN excluded.state ELSE orders.state END, "
             "created_at = CASE WHEN excluded.created_at < orders.created_at THEN excluded.created_at ELSE "
             "orders.created_at END, "
             "updated_at = CASE WHEN excluded.updated_at > orders.updated_at THEN excluded.updated_at ELSE "
             "orders.updated_at END, "
             "seen = orders.seen | excluded.seen")
             .arg(precedenceSql(QStringLiteral("excluded.state")), precedenceSql(QStringLiteral("orders.state")));
}

// Events are applied once, so adding is right; and it shows a second capture, where replacing would hide it.
QString paymentConflictSql() {
  return QStringLiteral(
      "ON CONFLICT (order_id) DO UPDATE SET "
      "captured_minor = payments.captured_minor + excluded.captured_minor, "
      "refunded_minor = payments.refunded_minor + excluded.refunded_minor, "
      "status = CASE WHEN excluded.status = 'refunded' THEN 'refunded' ELSE payments.status END");
}

QString pointsConflictSql() {
  return QStringLiteral(
      "ON CONFLICT (order_id) DO UPDATE SET "
      "user_id = CASE WHEN excluded.user_id <> '' THEN excluded.user_id ELSE points.user_id END, "
      "accrued = points.accrued + excluded.accrued, reversed = points.reversed + excluded.reversed");
}

const QString kInsertOrder = QStringLiteral(
    "INSERT INTO orders (order_id, user_id, state, amount_minor, currency, created_at, updated_at, seen) VALUES ");

std::int64_t millis(core::Timestamp t) { return core::toEpochMillis(t); }

}  // namespace

LedgerAppender::LedgerAppender(SqlSession& session)
    : m_session(session),
      m_events(
          session,
          QStringLiteral(
              "INSERT INTO order_events (event_id, order_id, event, occurred_at, recorded_at, node, topic, partition, "
              "\"offset\", body) VALUES "),
          10, QStringLiteral("ON CONFLICT DO NOTHING")),
      m_items(session,
              QStringLiteral("INSERT INTO order_items (order_id, product_id, quantity, unit_price_minor) VALUES "), 4,
              QStringLiteral("ON CONFLICT DO NOTHING")),
      m_movements(
          session,
          QStringLiteral(
              "INSERT INTO stock_movements (movement_id, order_id, product_id, kind, quantity, occurred_at) VALUES "),
          6, QStringLiteral("ON CONFLICT DO NOTHING")),
      m_payments(
          session,
          QStringLiteral("INSERT INTO payments (payment_id, order_id, captured_minor, refunded_minor, status) VALUES "),
          5, paymentConflictSql()),
      m_points(session, QStringLiteral("INSERT INTO points (order_id, user_id, accrued, reversed) VALUES "), 4,
               pointsConflictSql()),
      m_placedOrders(session, kInsertOrder, 8, orderConflictSql(true)),
      m_movedOrders(session, kInsertOrder, 8, orderConflictSql(false)),
      m_wholeOrders(session) {}

Result<std::vector<std::string>> LedgerAppender::append(std::span<const Delivery> entries) {
  if (entries.empty()) return Whole{};
  if (auto begun = m_session.begin(); !begun) return std::unexpected(begun.error());
  auto whole = writeAll(entries);
  if (!whole) {
    m_session.rollback();
    return whole;
  }
  if (auto committed = m_session.commit(); !committed) return std::unexpected(committed.error());
  return whole;
}

Result<void> LedgerAppender::check() {
  if (auto begun = m_session.begin(); !begun) return begun;
  const auto write = [this]() -> Result<void> {
    // An id of now: it goes where the next orders' rows will go.
    const std::string id = "check-" + core::newId();
    std::vector<Delivery> life;
    for (const auto& [kind, status] : {std::pair(EventKind::OrderPlaced, EventStatus::None),
                                       {EventKind::PaymentProcessed, EventStatus::Confirmed},
                                       {EventKind::PointsAccrued, EventStatus::Accrued}}) {
      Event event = domain::makeEvent(kind, id, core::now(), "check", status);
      event.userId = event.paymentId = id;
      event.items = {{id, 1, 1}};
      life.push_back({std::move(event), {}});
    }
    if (auto written = writeAll(life); !written) return std::unexpected(written.error());
    ports::DeadLetter letter;
    letter.letterId = id;
    if (auto booked = m_session.run(insertLetterSql(), insertLetterValues(letter)); !booked)
      return std::unexpected(booked.error());
    auto mark = m_session.run(
        QStringLiteral("INSERT INTO store_marks (epoch, number, since, noted_at, marks) VALUES (?, 0, 0, 0, '{}')"),
        {toQt(id)});
    return mark ? Result<void>{} : std::unexpected(mark.error());
  };
  auto written = write();
  m_session.rollback();
  return written;
}

Result<std::vector<std::string>> LedgerAppender::writeAll(std::span<const Delivery> entries) {
  const auto isNew = writeEvents(entries);
  if (!isNew) return std::unexpected(isNew.error());
  LedgerBatch batch;
  // Orders of which the batch only repeats events too: whoever asks may not have heard that they are whole.
  std::unordered_set<std::string_view> orderIds;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if ((*isNew)[i]) batch.add(entries[i].event);
    if (entries[i].event.kind != EventKind::StockAdded) orderIds.insert(entries[i].event.orderId);
  }
  if (auto done = writePlacements(batch); !done) return std::unexpected(done.error());
  if (auto done = writeMovements(batch); !done) return std::unexpected(done.error());
  if (auto done = writePayments(batch); !done) return std::unexpected(done.error());
  if (auto done = writePoints(batch); !done) return std::unexpected(done.error());
  if (auto done = writeOrders(batch); !done) return std::unexpected(done.error());
  Whole whole;
  for (const OrderDelta& order : batch.orders()) {
    if (!domain::isWhole(order.state, order.seen)) continue;  // by this batch alone: no need to look
    whole.emplace_back(order.orderId);
    orderIds.erase(order.orderId);
  }
  if (auto done = m_wholeOrders.addThoseOf(orderIds, whole); !done) return std::unexpected(done.error());
  return whole;
}

void LedgerAppender::addEvents(std::span<const Delivery> entries) {
  const std::int64_t recordedAt = millis(core::now());
  for (const auto& [event, message] : entries) {
    m_events.add(event.eventId);
    m_events.add(event.orderId);
    m_events.add(domain::eventName(event.kind));
    m_events.add(millis(event.occurredAt));
    m_events.add(recordedAt);
    m_events.add(event.node);
    m_events.add(message.topic);
    m_events.add(message.partition);
    m_events.add(message.offset);
    m_events.add(message.value);
  }
}

Result<std::vector<bool>> LedgerAppender::writeEvents(std::span<const Delivery> entries) {
  addEvents(entries);
  if (m_session.isSqlite()) return m_events.writeEach();
  const auto written = m_events.write();
  if (!written) return std::unexpected(written.error());
  if (*written == entries.size()) return std::vector<bool>(entries.size(), true);
  // Some are repeated, which is rare; only single statements tell which.
  m_session.rollback();
  if (auto begun = m_session.begin(); !begun) return std::unexpected(begun.error());
  addEvents(entries);
  return m_events.writeEach();
}

Result<std::size_t> LedgerAppender::writePlacements(const LedgerBatch& batch) {
  for (const Event* event : batch.placements()) {
    for (const domain::OrderItem& item : event->items) {
      m_items.add(event->orderId);
      m_items.add(item.productId);
      m_items.add(item.quantity);
      m_items.add(item.unitPriceMinor);
    }
  }
  return m_items.write();
}

Result<std::size_t> LedgerAppender::writeMovements(const LedgerBatch& batch) {
  std::vector<std::string> ids;
  ids.reserve(batch.movements().size());
  for (const auto& [event, item, kind] : batch.movements()) {
    m_movements.add(ids.emplace_back(event->orderId + ':' + item->productId + ':').append(core::nameOf(kind)));
    m_movements.add(event->orderId);
    m_movements.add(item->productId);
    m_movements.add(core::nameOf(kind));
    m_movements.add(item->quantity);
    m_movements.add(millis(event->occurredAt));
  }
  return m_movements.write();
}

Result<std::size_t> LedgerAppender::writePayments(const LedgerBatch& batch) {
  for (const PaymentDelta& payment : batch.payments()) {
    m_payments.add(payment.paymentId);
    m_payments.add(payment.orderId);
    m_payments.add(payment.capturedMinor);
    m_payments.add(payment.refundedMinor);
    m_payments.add(payment.refundedMinor > 0 ? "refunded" : "captured");
  }
  return m_payments.write();
}

Result<std::size_t> LedgerAppender::writePoints(const LedgerBatch& batch) {
  for (const PointsDelta& points : batch.points()) {
    m_points.add(points.orderId);
    m_points.add(points.userId);
    m_points.add(points.accrued);
    m_points.add(points.reversed);
  }
  return m_points.write();
}

Result<std::size_t> LedgerAppender::writeOrders(const LedgerBatch& batch) {
  std::size_t changed = 0;
  for (const bool isPlaced : {true, false}) {
    BulkInsert& rows = isPlaced ? m_placedOrders : m_movedOrders;
    for (const OrderDelta& order : batch.orders()) {
      if (((order.seen & kSeenPlaced) != 0) != isPlaced) continue;
      rows.add(order.orderId);
      rows.add(order.userId);
      rows.add(domain::stateName(order.state));
      rows.add(order.amountMinor);
      rows.add(domain::kCurrency);
      rows.add(millis(order.createdAt));
      rows.add(millis(order.updatedAt));
      rows.add(order.seen);
    }
    const auto written = rows.write();
    if (!written) return written;
    changed += *written;
  }
  return changed;
}

}  // namespace orderdeck::adapters::sql
