#include "adapters/sql/ledger_appender.h"

#include <array>

#include "adapters/sql/completeness.h"

namespace orderdeck::adapters::sql {

using core::Result;
using domain::Event;
using domain::EventKind;
using ports::LedgerEntry;

namespace {

// Rows a statement. A call of PostgreSQL is a round trip. A call of SQLite is a function call, and there long statements cost more than
// they save.
std::vector<int> sizesFor(const SqlSession& session) { return session.isSqlite() ? std::vector{1} : std::vector{64, 8, 1}; }

/// precedence() of a state's word, as SQL.
QString precedenceSql(const QString& column) {
  QString sql = QStringLiteral("CASE ") + column;
  for (const domain::OrderState state : domain::kOrderStates)
    sql += QStringLiteral(" WHEN '%1' THEN %2").arg(toQt(domain::stateName(state))).arg(precedence(state));
  return sql + QStringLiteral(" ELSE -1 END");
}

/// An order's row may come from any of its events; OrderPlaced fills it in, and nothing takes back what is known.
QString orderConflictSql() {
  return QStringLiteral(
             "ON CONFLICT (order_id) DO UPDATE SET "
             "user_id = CASE WHEN (excluded.seen & %1) <> 0 THEN excluded.user_id ELSE orders.user_id END, "
             "amount_minor = CASE WHEN (excluded.seen & %1) <> 0 THEN excluded.amount_minor ELSE orders.amount_minor END, "
             "state = CASE WHEN excluded.state <> orders.state AND %2 > %3 THEN excluded.state ELSE orders.state END, "
             "created_at = CASE WHEN excluded.created_at < orders.created_at THEN excluded.created_at ELSE orders.created_at END, "
             "updated_at = CASE WHEN excluded.updated_at > orders.updated_at THEN excluded.updated_at ELSE orders.updated_at END, "
             "seen = orders.seen | excluded.seen "
             "RETURNING order_id, state, seen")
      .arg(static_cast<int>(kSeenPlaced))
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

/// Text that repeats from row to row is converted once.
class TextMemo {
 public:
  const QString& operator()(std::string_view text) {
    if (text != m_text || m_qt.isNull()) {
      m_text = text;
      m_qt = toQt(text);
    }
    return m_qt;
  }

 private:
  std::string m_text;
  QString m_qt;
};

const QString& nameOf(EventKind kind) {
  static const auto names = [] {
    std::array<QString, domain::kEventKinds.size()> all;
    for (const EventKind each : domain::kEventKinds) all[static_cast<std::size_t>(each)] = toQt(domain::eventName(each));
    return all;
  }();
  return names[static_cast<std::size_t>(kind)];
}

QVariant millis(core::Timestamp t) { return static_cast<qlonglong>(core::toEpochMillis(t)); }
QVariant number(std::int64_t n) { return static_cast<qlonglong>(n); }

void noteIfWhole(const QSqlQuery& row, std::vector<std::string>& whole) {
  const auto state = domain::parseState(textAt(row, 1));
  if (state && isWhole(*state, row.value(2).toInt())) whole.push_back(textAt(row, 0));
}

}  // namespace

LedgerAppender::LedgerAppender(SqlSession& session)
    : m_session(session),
      m_events(session,
               QStringLiteral("INSERT INTO order_events (event_id, order_id, event, occurred_at, recorded_at, node, topic, partition, "
                              "\"offset\", body) VALUES "),
               10, QStringLiteral("ON CONFLICT DO NOTHING RETURNING event_id"), sizesFor(session)),
      m_items(session, QStringLiteral("INSERT INTO order_items (order_id, product_id, quantity, unit_price_minor) VALUES "), 4,
              QStringLiteral("ON CONFLICT DO NOTHING"), sizesFor(session)),
      m_movements(session,
                  QStringLiteral("INSERT INTO stock_movements (movement_id, order_id, product_id, kind, quantity, occurred_at) VALUES "), 6,
                  QStringLiteral("ON CONFLICT DO NOTHING"), sizesFor(session)),
      m_payments(session, QStringLiteral("INSERT INTO payments (payment_id, order_id, captured_minor, refunded_minor, status) VALUES "), 5,
                 paymentConflictSql(), sizesFor(session)),
      m_orders(session,
               QStringLiteral("INSERT INTO orders (order_id, user_id, state, amount_minor, currency, created_at, updated_at, seen) VALUES "), 8,
               orderConflictSql(), sizesFor(session)) {}

Result<std::vector<std::string>> LedgerAppender::append(std::span<const LedgerEntry> entries) {
  Whole whole;
  if (entries.empty()) return whole;
  if (auto begun = m_session.begin(); !begun) return std::unexpected(begun.error());
  auto done = writeAll(entries, whole);
  if (done) {
    done = m_session.commit();
  } else {
    m_session.rollback();
  }
  if (!done) return std::unexpected(done.error());
  return whole;
}

Result<void> LedgerAppender::writeAll(std::span<const LedgerEntry> entries, Whole& whole) {
  auto fresh = writeEvents(entries);
  if (!fresh) return std::unexpected(fresh.error());

  LedgerBatch batch;
  std::vector<std::string_view> repeated;
  for (const LedgerEntry& entry : entries) {
    // Taken out of the set, so that a repeat within the batch is one too.
    if (fresh->erase(entry.event.eventId) != 0) {
      batch.add(entry.event);
    } else if (entry.event.kind != EventKind::StockAdded) {
      repeated.push_back(entry.event.orderId);
    }
  }
  if (auto done = writePlacements(batch); !done) return done;
  if (auto done = writeMovements(batch); !done) return done;
  if (auto done = writePayments(batch); !done) return done;
  if (auto done = writeOrders(batch, whole); !done) return done;
  std::erase_if(repeated, [&](std::string_view id) { return batch.touches(id); });
  return lookUp(repeated, whole);
}

Result<std::unordered_set<std::string>> LedgerAppender::writeEvents(std::span<const LedgerEntry> entries) {
  const QVariant recordedAt = millis(core::now());
  TextMemo node, topic;
  for (const auto& [event, body, topicName, partition, offset] : entries) {
    m_events.add(toQt(event.eventId));
    m_events.add(toQt(event.orderId));
    m_events.add(nameOf(event.kind));
    m_events.add(millis(event.occurredAt));
    m_events.add(recordedAt);
    m_events.add(node(event.node));
    m_events.add(topic(topicName));
    m_events.add(partition);
    m_events.add(number(offset));
    m_events.add(toQt(body));
  }
  std::unordered_set<std::string> fresh;
  fresh.reserve(entries.size());
  auto done = m_events.flush([&](const QSqlQuery& row) { fresh.insert(textAt(row, 0)); });
  if (!done) return std::unexpected(done.error());
  return fresh;
}

Result<void> LedgerAppender::writePlacements(const LedgerBatch& batch) {
  TextMemo product;
  for (const Event* event : batch.placements()) {
    const QString orderId = toQt(event->orderId);
    for (const domain::OrderItem& item : event->items) {
      m_items.add(orderId);
      m_items.add(product(item.productId));
      m_items.add(item.quantity);
      m_items.add(number(item.unitPriceMinor));
    }
  }
  return m_items.flush();
}

Result<void> LedgerAppender::writeMovements(const LedgerBatch& batch) {
  TextMemo order, product, kind;
  for (const MovementRow& movement : batch.movements()) {
    const QString& orderId = order(movement.event->orderId);
    const QString& productId = product(movement.item->productId);
    m_movements.add(QString(orderId + QLatin1Char(':') + productId + QLatin1Char(':') + kind(movement.kind)));
    m_movements.add(orderId);
    m_movements.add(productId);
    m_movements.add(kind(movement.kind));
    m_movements.add(movement.item->quantity);
    m_movements.add(millis(movement.event->occurredAt));
  }
  return m_movements.flush();
}

Result<void> LedgerAppender::writePayments(const LedgerBatch& batch) {
  for (const PaymentDelta& payment : batch.payments()) {
    m_payments.add(toQt(payment.paymentId));
    m_payments.add(toQt(payment.orderId));
    m_payments.add(number(payment.capturedMinor));
    m_payments.add(number(payment.refundedMinor));
    m_payments.add(payment.refundedMinor > 0 ? QStringLiteral("refunded") : QStringLiteral("captured"));
  }
  return m_payments.flush();
}

Result<void> LedgerAppender::writeOrders(const LedgerBatch& batch, Whole& whole) {
  static const QString currency = toQt(domain::kCurrency);
  TextMemo state;
  for (const OrderDelta& order : batch.orders()) {
    m_orders.add(toQt(order.orderId));
    m_orders.add(toQt(order.userId));
    m_orders.add(state(domain::stateName(order.state)));
    m_orders.add(number(order.amountMinor));
    m_orders.add(currency);
    m_orders.add(millis(order.createdAt));
    m_orders.add(millis(order.updatedAt));
    m_orders.add(order.seen);
  }
  return m_orders.flush([&](const QSqlQuery& row) { noteIfWhole(row, whole); });
}

/// Orders of which this batch only repeats events: written before, but whoever asks may not have heard that they are whole.
Result<void> LedgerAppender::lookUp(const std::vector<std::string_view>& orderIds, Whole& whole) {
  if (orderIds.empty()) return {};
  auto query = m_session.prepare(QStringLiteral("SELECT order_id, state, seen FROM orders WHERE order_id = ?"));
  if (!query) return std::unexpected(query.error());
  for (const std::string_view orderId : std::unordered_set<std::string_view>(orderIds.begin(), orderIds.end())) {
    query->bindValue(0, toQt(orderId));
    if (auto done = m_session.execute(*query, QStringLiteral("look up orders")); !done) return done;
    while (query->next()) noteIfWhole(*query, whole);
  }
  return {};
}

}  // namespace orderdeck::adapters::sql
