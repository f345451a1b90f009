#include "ui/pages/orders/order_model.h"

#include "api/json_decoder.h"
#include "api/orders.h"
#include "ui/theme/format.h"
#include "ui/theme/state_style.h"

namespace orderdeck::ui {

namespace {

constexpr const char* kOrders = "OrderModel";
constexpr const char* kTimeline = "TimelineModel";
constexpr std::size_t kMostRows = 100'000;

QVariant big(std::int64_t value) { return QVariant::fromValue<qlonglong>(value); }

OrderRow rowOf(const api::OrderView& order) {
  QStringList items;
  for (const auto& item : order.items)
    items.append(QStringLiteral("%1 × %2").arg(item.quantity).arg(format::text(item.productId)));
  return {.id = format::text(order.orderId),
          .user = format::text(order.userId),
          .items = items.join(QLatin1String(", ")),
          .state = order.state,
          .amountMinor = items.isEmpty() ? std::nullopt : std::optional(order.amountMinor),
          .createdAt = order.createdAt,
          .updatedAt = order.updatedAt};
}

TimelineRow rowOf(const api::TimelineEntry& entry) {
  QStringList says;
  for (const std::string_view word :
       {entry.paymentStatus.text(), entry.status.text(), std::string_view(entry.reason)}) {
    if (!word.empty()) says.append(format::text(word));
  }
  TimelineRow row{.eventId = format::text(entry.eventId),
                  .event = format::text(entry.event),
                  .node = format::text(entry.node),
                  .where = {},
                  .detail = says.join(QLatin1String(": ")),
                  .at = entry.occurredAt,
                  .gap = {},
                  .recorded = entry.recordedAt - entry.occurredAt};
  if (!entry.topic.empty())
    row.where = QStringLiteral("%1/%2@%3").arg(format::text(entry.topic)).arg(entry.partition).arg(entry.offset);
  return row;
}

QString moneyText(std::optional<std::int64_t> minor) { return minor ? format::money(*minor) : format::dash(); }

QString bothTimes(core::Timestamp at) {
  return QStringLiteral("%1 · %2").arg(format::dateTime(at), format::ago(at, core::now()));
}

QString orDash(const QString& text) { return text.isEmpty() ? format::dash() : text; }

QString plusMillis(std::optional<core::Millis> span) {
  return span ? QLatin1Char('+') + format::millis(static_cast<double>(span->count())) : format::dash();
}

// Between two events of one millisecond nothing can be said.
QString tookText(const OrderRow& o) {
  return o.updatedAt > o.createdAt ? format::millis(static_cast<double>((o.updatedAt - o.createdAt).count()))
                                   : format::dash();
}

std::vector<Column<OrderRow>> orderColumns() {
  return {
      {.title = QT_TRANSLATE_NOOP("OrderModel", "order"),
       .context = kOrders,
       .kind = CellKind::Code,
       .text = [](const OrderRow& o) { return o.id; }},
      {.title = QT_TRANSLATE_NOOP("OrderModel", "state"),
       .context = kOrders,
       .kind = CellKind::Badge,
       .text = [](const OrderRow& o) { return orderStateStyle(o.state.value()).word; },
       .tone = [](const OrderRow& o) { return orderStateStyle(o.state.value()).tone; }},
      {.title = QT_TRANSLATE_NOOP("OrderModel", "user"),
       .context = kOrders,
       .kind = CellKind::Words,
       .text = [](const OrderRow& o) { return orDash(o.user); }},
      {.title = QT_TRANSLATE_NOOP("OrderModel", "items"),
       .context = kOrders,
       .kind = CellKind::Words,
       .text = [](const OrderRow& o) { return orDash(o.items); },
       .tip = [](const OrderRow& o) { return o.items; }},
      {.title = QT_TRANSLATE_NOOP("OrderModel", "amount"),
       .context = kOrders,
       .kind = CellKind::Number,
       .text = [](const OrderRow& o) { return moneyText(o.amountMinor); },
       .sort = [](const OrderRow& o) { return big(o.amountMinor.value_or(-1)); }},
      {.title = QT_TRANSLATE_NOOP("OrderModel", "placed"),
       .context = kOrders,
       .kind = CellKind::Number,
       .text = [](const OrderRow& o) { return format::timeOfDayMillis(o.createdAt); },
       .sort = [](const OrderRow& o) { return big(core::toEpochMillis(o.createdAt)); },
       .tip = [](const OrderRow& o) { return bothTimes(o.createdAt); }},
      {.title = QT_TRANSLATE_NOOP("OrderModel", "took"),
       .context = kOrders,
       .kind = CellKind::Number,
       .text = tookText,
       .sort = [](const OrderRow& o) { return big((o.updatedAt - o.createdAt).count()); },
       .titleTip = QT_TRANSLATE_NOOP("OrderModel", "From placing to the newest event in the ledger")},
  };
}

// "declined: card declined"; the words stand in domain/events/event_status.h and domain/order/order.h
QString saysText(const TimelineRow& row) {
  QStringList parts = row.detail.split(QStringLiteral(": "));
  for (QString& part : parts) part = QCoreApplication::translate(kTimeline, part.toUtf8().constData());
  return parts.join(QStringLiteral(": "));
}

std::vector<Column<TimelineRow>> timelineColumns() {
  return {
      {.title = QT_TRANSLATE_NOOP("TimelineModel", "when"),
       .context = kTimeline,
       .kind = CellKind::Code,
       .text = [](const TimelineRow& t) { return format::timeOfDayMillis(t.at); },
       .tip = [](const TimelineRow& t) { return bothTimes(t.at); }},
      {.title = QT_TRANSLATE_NOOP("TimelineModel", "gap"),
       .context = kTimeline,
       .kind = CellKind::Number,
       .text = [](const TimelineRow& t) { return plusMillis(t.gap); },
       .titleTip = QT_TRANSLATE_NOOP("TimelineModel", "Since the event before")},
      {.title = QT_TRANSLATE_NOOP("TimelineModel", "event"),
       .context = kTimeline,
       .kind = CellKind::Words,
       .text = [](const TimelineRow& t) { return t.event; }},
      {.title = QT_TRANSLATE_NOOP("TimelineModel", "says"),
       .context = kTimeline,
       .kind = CellKind::Words,
       .text = saysText},
      {.title = QT_TRANSLATE_NOOP("TimelineModel", "node"),
       .context = kTimeline,
       .kind = CellKind::Code,
       .text = [](const TimelineRow& t) { return orDash(t.node); }},
      {.title = QT_TRANSLATE_NOOP("TimelineModel", "topic/partition@offset"),
       .context = kTimeline,
       .kind = CellKind::Code,
       .text = [](const TimelineRow& t) { return orDash(t.where); }},
      {.title = QT_TRANSLATE_NOOP("TimelineModel", "in the ledger"),
       .context = kTimeline,
       .kind = CellKind::Number,
       .text = [](const TimelineRow& t) { return plusMillis(t.recorded); },
       .titleTip = QT_TRANSLATE_NOOP("TimelineModel", "From the event to its place in the ledger")},
  };
}

}  // namespace

OrderModel::OrderModel(QObject* parent)
    : KeyedTableModel([](const OrderRow& o) { return o.id; }, orderColumns(), parent) {}

core::Result<std::vector<OrderRow>> OrderModel::parse(const std::string& text) {
  const auto orders = api::decodeJson<std::vector<api::OrderView>>(text, "orders");
  if (!orders) return std::unexpected(orders.error());
  std::vector<OrderRow> rows;
  for (const auto& order : *orders) rows.push_back(rowOf(order));
  return rows;
}

void OrderModel::fetchMore(const QModelIndex&) {
  if (!m_more || rows().empty()) return;
  m_more = false;  // until the page that is asked for now says otherwise
  emit moreWanted(rows().back().id);
}

void OrderModel::showPage(std::vector<OrderRow> rows, bool more) {
  setRows(std::move(rows));
  m_more = more;
}

void OrderModel::appendPage(std::vector<OrderRow> page, bool more) {
  if (!rows().empty())
    std::erase_if(page, [last = rows().back().id](const OrderRow& order) { return order.id >= last; });
  m_more = more && rows().size() + page.size() < kMostRows;
  appendRows(std::move(page));
}

void OrderModel::refreshRows(const std::vector<OrderRow>& fresh) {
  QHash<QString, const OrderRow*> byId;
  for (const auto& order : fresh) byId.insert(order.id, &order);
  std::vector<OrderRow> all = rows();
  for (auto& order : all) {
    if (const auto* known = byId.value(order.id)) order = *known;
  }
  setRows(std::move(all));
}

TimelineModel::TimelineModel(QObject* parent)
    : KeyedTableModel([](const TimelineRow& t) { return t.eventId; }, timelineColumns(), parent) {}

core::Result<OrderDetail> parseOrderDetail(const std::string& text) {
  const auto order = api::decodeJson<api::OrderDetail>(text, "order");
  if (!order) return std::unexpected(order.error());
  OrderDetail detail{.order = rowOf(*order),
                     .paymentId = format::text(order->paymentId),
                     .capturedMinor = order->capturedMinor,
                     .refundedMinor = order->refundedMinor,
                     .timeline = {}};
  if (!order->timeline) return detail;
  for (const auto& entry : *order->timeline) {
    TimelineRow row = rowOf(entry);
    if (!detail.timeline.empty()) row.gap = row.at - detail.timeline.back().at;
    detail.timeline.push_back(std::move(row));
  }
  return detail;
}

}  // namespace orderdeck::ui
