#include "ui/pages/orders/order_model.h"

#include <algorithm>
#include <utility>

#include "api/json_decoder.h"
#include "api/orders.h"
#include "ui/theme/format.h"
#include "ui/theme/state_style.h"

namespace orderdeck::ui {

namespace {

constexpr const char* kOrders = "OrderModel";
constexpr const char* kTimeline = "TimelineModel";
constexpr std::size_t kMostRows = 100'000;

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
          .updatedAt = order.updatedAt,
          .waitsFor = order.waitsFor,
          .endsAt = order.cancelledIn ? std::optional(order.deadline) : std::nullopt};
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

QVariant raw(core::Millis span) { return QVariant::fromValue<qlonglong>(span.count()); }
QVariant raw(std::optional<core::Millis> span) { return span ? raw(*span) : QVariant(); }

// Between two events of one millisecond nothing can be said.
QString tookText(const OrderRow& o) {
  return o.updatedAt > o.createdAt ? format::millis(static_cast<double>((o.updatedAt - o.createdAt).count()))
                                   : format::dash();
}

double secondsOf(core::Millis span) { return std::chrono::duration<double>(span).count(); }

bool works(const api::WaitedNode& node) { return node.state == api::NodeState::Up; }

// None of the processes that it waits for works.
bool isHeldUp(const OrderRow& order) {
  return order.waitsFor && !order.waitsFor->nodes.empty() && std::ranges::none_of(order.waitsFor->nodes, works);
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
       .unit = "EUR",
       .raw = [](const OrderRow& o) { return o.amountMinor ? QVariant(format::major(*o.amountMinor)) : QVariant(); }},
      {.title = QT_TRANSLATE_NOOP("OrderModel", "placed"),
       .context = kOrders,
       .kind = CellKind::Number,
       .text = [](const OrderRow& o) { return format::timeOfDayMillis(o.createdAt); },
       .tip = [](const OrderRow& o) { return bothTimes(o.createdAt); },
       .titleTip = QT_TRANSLATE_NOOP(
           "OrderModel", "Orders stand in the order in which they were placed, the newest first: all of the ledger's"),
       .raw = [](const OrderRow& o) { return QVariant(format::isoTime(o.createdAt)); }},
      {.title = QT_TRANSLATE_NOOP("OrderModel", "took"),
       .context = kOrders,
       .kind = CellKind::Number,
       .text = tookText,
       .titleTip = QT_TRANSLATE_NOOP("OrderModel", "From placing to the newest event in the ledger"),
       .unit = "ms",
       .raw = [](const OrderRow& o) { return raw(o.updatedAt - o.createdAt); }},
      {.title = QT_TRANSLATE_NOOP("OrderModel", "age"),
       .context = kOrders,
       .kind = CellKind::Number,
       .text = [](const OrderRow& o) { return format::brief(secondsOf(ageOf(o, core::now()))); },
       .titleTip = QT_TRANSLATE_NOOP(
           "OrderModel", "Since it was placed; of an open order since its last step: so long it has stood still"),
       .unit = "ms",
       .raw = [](const OrderRow& o) { return raw(ageOf(o, core::now())); }},
      {.title = QT_TRANSLATE_NOOP("OrderModel", "waits for"),
       .context = kOrders,
       .kind = CellKind::Words,
       .text = [](const OrderRow& o) { return orDash(waitText(o)); },
       .tone = [](const OrderRow& o) { return isHeldUp(o) ? Tone::Warn : Tone::Neutral; },
       .tip = waitText,
       .titleTip = QT_TRANSLATE_NOOP("OrderModel",
                                     "The service that takes an open order on, its processes that do not work now, and "
                                     "when the order's deadline ends it")},
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
       .tip = [](const TimelineRow& t) { return bothTimes(t.at); },
       .raw = [](const TimelineRow& t) { return QVariant(format::isoTime(t.at)); }},
      {.title = QT_TRANSLATE_NOOP("TimelineModel", "gap"),
       .context = kTimeline,
       .kind = CellKind::Number,
       .text = [](const TimelineRow& t) { return plusMillis(t.gap); },
       .titleTip = QT_TRANSLATE_NOOP("TimelineModel", "Since the event before"),
       .unit = "ms",
       .raw = [](const TimelineRow& t) { return raw(t.gap); }},
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
       .titleTip = QT_TRANSLATE_NOOP("TimelineModel", "From the event to its place in the ledger"),
       .unit = "ms",
       .raw = [](const TimelineRow& t) { return raw(t.recorded); }},
  };
}

}  // namespace

QString waitText(const OrderRow& order) {
  if (!order.waitsFor) return {};
  QString text = format::text(order.waitsFor->service);
  QStringList away;
  for (const api::WaitedNode& node : order.waitsFor->nodes) {
    if (works(node)) continue;
    away << QStringLiteral("%1 %2").arg(format::text(node.name), nodeStateStyle(node.state.value()).word.toLower());
  }
  if (!away.isEmpty()) text += QStringLiteral(" (%1)").arg(away.join(QStringLiteral(", ")));
  if (!order.endsAt) return text;
  const double left = secondsOf(*order.endsAt - core::now());
  const auto say = [](const char* words) { return QCoreApplication::translate(kOrders, words); };
  if (left < 0)
    return say(QT_TRANSLATE_NOOP("OrderModel", "%1, deadline passed %2 ago")).arg(text, format::countdown(-left));
  return (order.state == domain::OrderState::Paid ? say(QT_TRANSLATE_NOOP("OrderModel", "%1, refunded in %2"))
                                                  : say(QT_TRANSLATE_NOOP("OrderModel", "%1, cancelled in %2")))
      .arg(text, format::countdown(left));
}

core::Millis ageOf(const OrderRow& order, core::Timestamp now) {
  return std::max(core::Millis{0}, now - (order.waitsFor ? order.updatedAt : order.createdAt));
}

OrderModel::OrderModel(QObject* parent)
    : KeyedTableModel([](const OrderRow& o) { return o.id; }, orderColumns(), parent) {}

core::Result<OrderRows> OrderModel::parse(const std::string& text) {
  const auto page = api::decodeJson<api::OrderPage>(text, "orders");
  if (!page) return std::unexpected(page.error());
  OrderRows found{.rows = {}, .next = format::text(page->next), .total = page->total, .atLeast = page->atLeast};
  for (const auto& order : page->orders) found.rows.push_back(rowOf(order));
  return found;
}

void OrderModel::fetchMore(const QModelIndex&) {
  if (m_next.isEmpty()) return;
  emit moreWanted(std::exchange(m_next, {}));  // until the page that is asked for now says otherwise
}

void OrderModel::showPage(std::vector<OrderRow> rows, const QString& next) {
  setRows(std::move(rows));
  m_next = next;
}

void OrderModel::appendPage(std::vector<OrderRow> page, const QString& next) {
  if (!rows().empty())
    std::erase_if(page, [last = rows().back().id](const OrderRow& order) { return order.id >= last; });
  m_next = rows().size() + page.size() < kMostRows ? next : QString();
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
