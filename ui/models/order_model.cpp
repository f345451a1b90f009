#include "ui/models/order_model.h"

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
          .amountMinor = order.at("amountMinor").get<std::int64_t>(),
          .createdAt = timeOf(order, "createdAt"),
          .updatedAt = timeOf(order, "updatedAt")};
}

core::Error corrupt(const json::exception& error) {
  return {core::ErrorCode::Corrupt, std::string("an order cannot be read: ") + error.what(), false};
}

std::vector<Column<OrderRow>> orderColumns() {
  return {
      {.title = QT_TRANSLATE_NOOP("OrderModel", "order"), .context = kOrders, .kind = CellKind::Code,
       .text = [](const OrderRow& o) { return o.id; }},
      {.title = QT_TRANSLATE_NOOP("OrderModel", "state"), .context = kOrders, .kind = CellKind::Badge,
       .text = [](const OrderRow& o) { return orderStateStyle(o.state.toStdString()).word; },
       .tone = [](const OrderRow& o) { return orderStateStyle(o.state.toStdString()).tone; }},
      {.title = QT_TRANSLATE_NOOP("OrderModel", "user"), .context = kOrders, .kind = CellKind::Words,
       .text = [](const OrderRow& o) { return o.user.isEmpty() ? format::dash() : o.user; }},
      {.title = QT_TRANSLATE_NOOP("OrderModel", "items"), .context = kOrders, .kind = CellKind::Words,
       .text = [](const OrderRow& o) { return o.items.isEmpty() ? format::dash() : o.items; },
       .tip = [](const OrderRow& o) { return o.items; }},
      {.title = QT_TRANSLATE_NOOP("OrderModel", "amount"), .context = kOrders, .kind = CellKind::Number,
       .text = [](const OrderRow& o) { return format::money(o.amountMinor); }, .sort = [](const OrderRow& o) { return big(o.amountMinor); }},
      {.title = QT_TRANSLATE_NOOP("OrderModel", "placed"), .context = kOrders, .kind = CellKind::Number,
       .text = [](const OrderRow& o) { return format::timeOfDayMillis(o.createdAt); },
       .sort = [](const OrderRow& o) { return big(core::toEpochMillis(o.createdAt)); },
       .tip = [](const OrderRow& o) { return format::dateTime(o.createdAt); }},
      {.title = QT_TRANSLATE_NOOP("OrderModel", "took"), .context = kOrders, .kind = CellKind::Number,
       .text = [](const OrderRow& o) { return format::millis(static_cast<double>((o.updatedAt - o.createdAt).count())); },
       .sort = [](const OrderRow& o) { return big((o.updatedAt - o.createdAt).count()); },
       .titleTip = QT_TRANSLATE_NOOP("OrderModel", "From placing to the newest event in the ledger")},
  };
}

std::vector<Column<TimelineRow>> timelineColumns() {
  return {
      {.title = QT_TRANSLATE_NOOP("TimelineModel", "when"), .context = kTimeline, .kind = CellKind::Number,
       .text = [](const TimelineRow& t) { return format::timeOfDayMillis(t.at); },
       .tip = [](const TimelineRow& t) { return format::dateTime(t.at); }},
      {.title = QT_TRANSLATE_NOOP("TimelineModel", "gap"), .context = kTimeline, .kind = CellKind::Number,
       .text = [](const TimelineRow& t) {
         return t.gap ? QLatin1Char('+') + format::millis(static_cast<double>(t.gap->count())) : format::dash();
       },
       .titleTip = QT_TRANSLATE_NOOP("TimelineModel", "Since the event before")},
      {.title = QT_TRANSLATE_NOOP("TimelineModel", "event"), .context = kTimeline, .kind = CellKind::Words,
       .text = [](const TimelineRow& t) { return t.event; }},
      {.title = QT_TRANSLATE_NOOP("TimelineModel", "says"), .context = kTimeline, .kind = CellKind::Words,
       .text = [](const TimelineRow& t) { return t.detail; }},
      {.title = QT_TRANSLATE_NOOP("TimelineModel", "node"), .context = kTimeline, .kind = CellKind::Code,
       .text = [](const TimelineRow& t) { return t.node; }},
      {.title = QT_TRANSLATE_NOOP("TimelineModel", "topic/partition@offset"), .context = kTimeline, .kind = CellKind::Code,
       .text = [](const TimelineRow& t) { return t.where; }},
  };
}

}  // namespace

OrderModel::OrderModel(QObject* parent) : KeyedTableModel([](const OrderRow& o) { return o.id; }, orderColumns(), parent) {}

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
  std::vector<OrderRow> all = rows();
  std::move(page.begin(), page.end(), std::back_inserter(all));
  m_more = more && all.size() < kMostRows;
  setRows(std::move(all));
}

TimelineModel::TimelineModel(QObject* parent) : KeyedTableModel([](const TimelineRow& t) { return t.eventId; }, timelineColumns(), parent) {}

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
      TimelineRow row{.eventId = textOf(entry, "eventId"), .event = textOf(entry, "event"), .node = textOf(entry, "node"), .where = {},
                      .detail = says.join(QLatin1String(": ")), .at = timeOf(entry, "occurredAt"), .gap = {}};
      row.where = QStringLiteral("%1/%2@%3").arg(textOf(entry, "topic")).arg(entry.value("partition", 0)).arg(entry.value("offset", std::int64_t{0}));
      if (!detail.timeline.empty()) row.gap = row.at - detail.timeline.back().at;
      detail.timeline.push_back(std::move(row));
    }
    return detail;
  } catch (const json::exception& error) {
    return std::unexpected(corrupt(error));
  }
}

}  // namespace orderdeck::ui
