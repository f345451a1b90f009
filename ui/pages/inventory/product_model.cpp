#include "ui/pages/inventory/product_model.h"

#include "api/json_decoder.h"
#include "api/orders.h"
#include "ui/theme/format.h"

namespace orderdeck::ui {

namespace {

using api::ProductView;

constexpr const char* kProducts = "ProductModel";
constexpr const char* kMovements = "MovementModel";
constexpr double kScarceShare = 0.1, kLowShare = 0.3;  // of what was ever stocked

double share(std::int64_t part, std::int64_t whole) {
  return whole > 0 ? static_cast<double>(part) / static_cast<double>(whole) : 0;
}

Tone leftTone(const ProductView& p) {
  const double left = share(p.available, p.stocked);
  return left < kScarceShare ? Tone::Bad : left < kLowShare ? Tone::Warn : Tone::Neutral;
}

Bar stockBar(const ProductView& p) {
  return {{{share(p.available, p.stocked), colors().ok.line},
           {share(p.reserved, p.stocked), colors().warn.line},
           {share(p.sold, p.stocked), colors().barSold}}};
}

QString stockTip(const ProductView& p) {
  return QCoreApplication::translate("ProductModel", "%1 available, %2 reserved, %3 sold of %4 ever stocked")
      .arg(format::number(p.available), format::number(p.reserved), format::number(p.sold), format::number(p.stocked));
}

QVariant big(std::int64_t value) { return QVariant::fromValue<qlonglong>(value); }

// What is not known sorts behind everything that is.
QVariant orLast(std::optional<double> value) { return value.value_or(std::numeric_limits<double>::max()); }

std::vector<Column<ProductView>> productColumns() {
  return {
      {.title = QT_TRANSLATE_NOOP("ProductModel", "product"),
       .context = kProducts,
       .kind = CellKind::Code,
       .text = [](const ProductView& p) { return format::text(p.productId); }},
      {.title = QT_TRANSLATE_NOOP("ProductModel", "name"),
       .context = kProducts,
       .kind = CellKind::Words,
       .text = [](const ProductView& p) { return format::text(p.name); },
       .tip = [](const ProductView& p) { return format::text(p.name); }},
      {.title = QT_TRANSLATE_NOOP("ProductModel", "price"),
       .context = kProducts,
       .kind = CellKind::Number,
       .text = [](const ProductView& p) { return format::money(p.priceMinor); },
       .sort = [](const ProductView& p) { return big(p.priceMinor); },
       .unit = "EUR",
       .raw = [](const ProductView& p) { return QVariant(format::major(p.priceMinor)); }},
      {.title = QT_TRANSLATE_NOOP("ProductModel", "available / reserved / sold"),
       .context = kProducts,
       .kind = CellKind::Bar,
       .text =
           [](const ProductView& p) {
             return QStringLiteral("%1 / %2 / %3")
                 .arg(format::number(p.available), format::number(p.reserved), format::number(p.sold));
           },
       .sort = [](const ProductView& p) { return QVariant(share(p.available, p.stocked)); },
       .bar = stockBar,
       .tip = stockTip},
      {.title = QT_TRANSLATE_NOOP("ProductModel", "available"),
       .context = kProducts,
       .kind = CellKind::Number,
       .text = [](const ProductView& p) { return format::number(p.available); },
       .sort = [](const ProductView& p) { return big(p.available); },
       .tone = leftTone},
      {.title = QT_TRANSLATE_NOOP("ProductModel", "reserved"),
       .context = kProducts,
       .kind = CellKind::Number,
       .text = [](const ProductView& p) { return format::number(p.reserved); },
       .sort = [](const ProductView& p) { return big(p.reserved); }},
      {.title = QT_TRANSLATE_NOOP("ProductModel", "sold"),
       .context = kProducts,
       .kind = CellKind::Number,
       .text = [](const ProductView& p) { return format::number(p.sold); },
       .sort = [](const ProductView& p) { return big(p.sold); }},
      {.title = QT_TRANSLATE_NOOP("ProductModel", "stocked"),
       .context = kProducts,
       .kind = CellKind::Number,
       .text = [](const ProductView& p) { return format::number(p.stocked); },
       .sort = [](const ProductView& p) { return big(p.stocked); },
       .titleTip = QT_TRANSLATE_NOOP("ProductModel", "All that was ever put in stock: available + reserved + sold")},
      {.title = QT_TRANSLATE_NOOP("ProductModel", "sold/s"),
       .context = kProducts,
       .kind = CellKind::Number,
       .text = [](const ProductView& p) { return format::perSecond(p.soldPerSecond); },
       .sort = [](const ProductView& p) { return QVariant(p.soldPerSecond.value_or(-1)); },
       .unit = "units/s"},
      {.title = QT_TRANSLATE_NOOP("ProductModel", "sells out in"),
       .context = kProducts,
       .kind = CellKind::Number,
       .text = [](const ProductView& p) { return format::countdown(p.sellsOutSeconds); },
       .sort = [](const ProductView& p) { return orLast(p.sellsOutSeconds); },
       .unit = "s"},
      {.title = QT_TRANSLATE_NOOP("ProductModel", "fence"),
       .context = kProducts,
       .kind = CellKind::Number,
       .text = [](const ProductView& p) { return format::number(p.fence); },
       .sort = [](const ProductView& p) { return big(p.fence); },
       .titleTip = QT_TRANSLATE_NOOP("ProductModel", "The newest fencing token of the product's lock")},
  };
}

// The words stand in domain/events/stock_movement.h.
QString kindText(domain::MovementKindWord kind) {
  return kind.isKnown() ? QCoreApplication::translate(kMovements, kind.text().data()) : format::dash();
}

std::vector<Column<MovementRow>> movementColumns() {
  return {
      {.title = QT_TRANSLATE_NOOP("MovementModel", "when"),
       .context = kMovements,
       .kind = CellKind::Code,
       .text = [](const MovementRow& m) { return format::timeOfDayMillis(m.at); },
       .sort = [](const MovementRow& m) { return big(core::toEpochMillis(m.at)); },
       .tip =
           [](const MovementRow& m) {
             return QStringLiteral("%1 · %2").arg(format::dateTime(m.at), format::ago(m.at, core::now()));
           },
       .raw = [](const MovementRow& m) { return QVariant(format::isoTime(m.at)); }},
      {.title = QT_TRANSLATE_NOOP("MovementModel", "movement"),
       .context = kMovements,
       .kind = CellKind::Words,
       .text = [](const MovementRow& m) { return kindText(m.kind); }},
      {.title = QT_TRANSLATE_NOOP("MovementModel", "quantity"),
       .context = kMovements,
       .kind = CellKind::Number,
       .text = [](const MovementRow& m) { return format::number(m.quantity); },
       .sort = [](const MovementRow& m) { return big(m.quantity); }},
      {.title = QT_TRANSLATE_NOOP("MovementModel", "order"),
       .context = kMovements,
       .kind = CellKind::Code,
       .text = [](const MovementRow& m) { return m.ofOrder() ? m.orderId : format::dash(); }},
  };
}

}  // namespace

ProductModel::ProductModel(QObject* parent)
    : KeyedTableModel([](const ProductView& p) { return format::text(p.productId); }, productColumns(), parent) {}

MovementModel::MovementModel(QObject* parent)
    : KeyedTableModel([](const MovementRow& m) { return m.id; }, movementColumns(), parent) {}

core::Result<std::vector<MovementRow>> MovementModel::parse(const std::string& json) {
  const auto movements = api::decodeJson<std::vector<api::StockMovementView>>(json, "stock movements");
  if (!movements) return std::unexpected(movements.error());
  std::vector<MovementRow> rows;
  for (const auto& m : *movements) {
    rows.push_back({.id = format::text(m.movementId),
                    .orderId = format::text(m.orderId),
                    .kind = m.kind,
                    .quantity = m.quantity,
                    .at = m.occurredAt});
  }
  return rows;
}

}  // namespace orderdeck::ui
