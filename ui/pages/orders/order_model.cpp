#include "ui/pages/orders/order_model.h"

#include <nlohmann/json.hpp>

#include "ui/theme/format.h"
#include "ui/theme/state_style.h"

namespace orderdeck::ui {

namespace {

using nlohmann::json;

constexpr const char* kOrders = "OrderModel";
constexpr const char* kTimeline = "TimelineModel";
constexpr std::size_t kMostRows = 100'000;

QVariant big(std::int64_t value) { return QVariant::fromValue<qlonglong>(value); }

QString textOf(const json& object, const char* key) { return format::text(object.value(key, std::string())); }

core::Timestamp timeOf(const json& object, const char* key) {
  const auto time = core::fromRfc3339(object.at(key).get<std::string>());
  return time ? *time : core::Timestamp{};
}

OrderRow rowOf(const json& order) {
  QStringList items;
  for (const auto& item : order.at("items")) {
    items.append(QStringLiteral("%1 × %2").arg(item.at("quantity").get<int>()).arg(textOf(item, "productId")));
  }
  return {.id = textOf(order, "orderId"),
          .user = textOf(order, "userId"),
          .items = items.join(QLatin1String(", ")),
          .state = textOf(order, "state"),
          .amountMinor = items.isEmpty() ? std::nullopt : std::optional(order.at("amountMinor").get<std::int64_t>()),
          .createdAt = timeOf(order, "createdAt"),
          .updatedAt = timeOf(order, "updatedAt")};
}

core::Error corrupt(const json::exception& error) {
  return {core::ErrorCode::Corrupt, std::string("an order cannot be read: ") + error.what(), false};
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
       .text = [](const OrderRow& o) { return orderStateStyle(o.state.toStdString()).word; },
       .tone = [](const OrderRow& o) { return orderStateStyle(o.state.toStdString()).tone; }},
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

// What the services write into events (backend/domain/event.h, order.h), for lupdate to find. What is not here shows as
// they wrote it.
[[maybe_unused]] constexpr const char* kSaid[] = {
    QT_TRANSLATE_NOOP("TimelineModel", "confirmed"),
    QT_TRANSLATE_NOOP("TimelineModel", "declined"),
    QT_TRANSLATE_NOOP("TimelineModel", "card declined"),
    QT_TRANSLATE_NOOP("TimelineModel", "payment declined"),
    QT_TRANSLATE_NOOP("TimelineModel", "accrued"),
    QT_TRANSLATE_NOOP("TimelineModel", "reversed"),
    QT_TRANSLATE_NOOP("TimelineModel", "items reserved"),
    QT_TRANSLATE_NOOP("TimelineModel", "items released"),
    QT_TRANSLATE_NOOP("TimelineModel", "items returned"),
    QT_TRANSLATE_NOOP("TimelineModel", "out of stock"),
    QT_TRANSLATE_NOOP("TimelineModel", "deadline passed"),
    QT_TRANSLATE_NOOP("TimelineModel", "cancelled by request"),
    QT_TRANSLATE_NOOP("TimelineModel", "order confirmation"),
    QT_TRANSLATE_NOOP("TimelineModel", "order cancelled"),
    QT_TRANSLATE_NOOP("TimelineModel", "payment refunded"),
};

// "declined: card declined"
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
  try {
    std::vector<OrderRow> rows;
    for (const auto& order : json::parse(text)) rows.push_back(rowOf(order));
    return rows;
  } catch (const json::exception& error) {
    return std::unexpected(corrupt(error));
  }
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
  try {
    const json order = json::parse(text);
    OrderDetail detail{.order = rowOf(order), .paymentId = textOf(order, "paymentId"), .timeline = {}};
    detail.capturedMinor = order.value("capturedMinor", std::int64_t{0});
    detail.refundedMinor = order.value("refundedMinor", std::int64_t{0});
    for (const auto& entry : order.at("timeline")) {
      QStringList says;
      for (const char* key : {"paymentStatus", "status", "reason"}) {
        if (const QString word = textOf(entry, key); !word.isEmpty()) says.append(word);
      }
      TimelineRow row{.eventId = textOf(entry, "eventId"),
                      .event = textOf(entry, "event"),
                      .node = textOf(entry, "node"),
                      .where = {},
                      .detail = says.join(QLatin1String(": ")),
                      .at = timeOf(entry, "occurredAt"),
                      .gap = {},
                      .recorded = {}};
      if (entry.contains("topic"))
        row.where = QStringLiteral("%1/%2@%3")
                        .arg(textOf(entry, "topic"))
                        .arg(entry.value("partition", 0))
                        .arg(entry.value("offset", std::int64_t{0}));
      if (entry.contains("recordedAt")) row.recorded = timeOf(entry, "recordedAt") - row.at;
      if (!detail.timeline.empty()) row.gap = row.at - detail.timeline.back().at;
      detail.timeline.push_back(std::move(row));
    }
    return detail;
  } catch (const json::exception& error) {
    return std::unexpected(corrupt(error));
  }
}

}  // namespace orderdeck::ui
