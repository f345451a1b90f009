#include <QHeaderView>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "ui/pages/overview/overview_cards.h"
#include "ui/tables/table_view.h"
#include "ui/theme/format.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/freshness.h"

namespace orderdeck::ui {
namespace {

constexpr const char* kContext = "orderdeck::ui::InventoryCard";
constexpr int kSortMillis = 2000;
constexpr int kLeastName = 78, kLeastBar = 50;       // widths of columns
constexpr std::int64_t kSoon = 60, kThisHour = 600;  // seconds until sold out: bad, warn

Tone urgency(const StockRow& row) {
  if (row.available == 0 && row.stocked > 0) return Tone::Bad;
  if (row.sellsOutSeconds && *row.sellsOutSeconds < kSoon) return Tone::Bad;
  if (row.sellsOutSeconds && *row.sellsOutSeconds < kThisHour) return Tone::Warn;
  return Tone::Neutral;
}

double share(std::int64_t part, std::int64_t whole) {
  return whole > 0 ? static_cast<double>(part) / static_cast<double>(whole) : 0;
}

std::vector<Column<StockRow>> columns() {
  return {
      {.title = QT_TRANSLATE_NOOP("orderdeck::ui::InventoryCard", "SKU"),
       .context = kContext,
       .text = [](const StockRow& r) { return r.id; },
       .tip = [](const StockRow& r) { return r.name; }},
      {.title = QT_TRANSLATE_NOOP("orderdeck::ui::InventoryCard", "stock"),
       .context = kContext,
       .kind = CellKind::Bar,
       .text =
           [](const StockRow& r) {
             return QStringList{format::number(r.available), format::number(r.reserved), format::number(r.sold)}.join(
                 QStringLiteral(" / "));
           },
       .bar =
           [](const StockRow& r) {
             const auto& c = colors();
             return Bar{{{share(r.available, r.stocked), c.ok.line},
                         {share(r.reserved, r.stocked), c.warn.line},
                         {share(r.sold, r.stocked), c.barSold}}};
           },
       .tip =
           [](const StockRow& r) {
             return QCoreApplication::translate("orderdeck::ui::InventoryCard",
                                                "%1 available, %2 reserved, %3 sold of %4 ever stocked")
                 .arg(format::number(r.available), format::number(r.reserved), format::number(r.sold),
                      format::number(r.stocked));
           },
       .titleTip = QT_TRANSLATE_NOOP("orderdeck::ui::InventoryCard",
                                     "Available, reserved and sold, of all that was ever stocked")},
      {.title = QT_TRANSLATE_NOOP("orderdeck::ui::InventoryCard", "left"),
       .context = kContext,
       .kind = CellKind::Number,
       .text = [](const StockRow& r) { return format::number(r.available); },
       .tone = urgency},
      {.title = QT_TRANSLATE_NOOP("orderdeck::ui::InventoryCard", "sells out"),
       .context = kContext,
       .kind = CellKind::Number,
       .text =
           [](const StockRow& r) {
             return r.sellsOutSeconds ? format::countdown(static_cast<double>(*r.sellsOutSeconds)) : format::dash();
           },
       .titleTip = QT_TRANSLATE_NOOP("orderdeck::ui::InventoryCard",
                                     "Time until none is left, at the rate of the last 10 seconds")},
  };
}

bool worse(const StockRow& a, const StockRow& b) {
  const auto never = std::numeric_limits<std::int64_t>::max();
  const auto ka = a.available == 0 && a.stocked > 0 ? -1 : a.sellsOutSeconds.value_or(never);
  const auto kb = b.available == 0 && b.stocked > 0 ? -1 : b.sellsOutSeconds.value_or(never);
  if (ka != kb) return ka < kb;
  const double sa = share(a.available, a.stocked), sb = share(b.available, b.stocked);
  if (sa != sb) return sa < sb;
  return a.id < b.id;
}

}  // namespace

InventoryCard::InventoryCard(QWidget* parent)
    : Card({}, parent), m_model([](const StockRow& r) { return r.id; }, columns()) {
  m_balance = new Badge({}, Tone::Neutral, this);
  addHeadWidget(m_balance);
  m_table = new TableView(this);
  m_table->setModel(&m_model);
  m_table->horizontalHeader()->setSectionsMovable(false);
  m_table->setColumnWidth(0, scaled(kLeastName));
  m_table->stretchColumn(1);
  m_table->setColumnWidth(2, scaled(66));
  m_table->setColumnWidth(3, scaled(86));
  body()->addWidget(m_table);
  connect(m_table, &TableView::rowActivated, this, &InventoryCard::productActivated);
  retranslate();
}

void InventoryCard::retranslate() {
  setTitle(tr("Redis inventory"));
  setSubtitle(m_count == 0 ? QString() : tr("%n SKUs, worst first", nullptr, static_cast<int>(m_count)));
  m_table->setEmptyText(tr("No product is stocked yet. They come from the catalogue when the backend starts."));
  m_table->setAccessibleName(tr("Redis inventory"));
  m_model.retranslate();
}

// The bar gets what the names and figures leave, and where that is little the names are cut; the column of figures only
// grows, so that nothing jumps.
void InventoryCard::makeRoom(const std::vector<StockRow>& rows) {
  const QFontMetrics words(textFont(FontRole::Body));
  std::int64_t most = 0;
  int widest = 0;
  for (const auto& row : rows) {
    most = std::max(most, row.available);
    widest = std::max(widest, words.horizontalAdvance(row.id));
  }
  const int wanted = QFontMetrics(textFont(FontRole::Number)).horizontalAdvance(format::number(most)) + 24;
  if (wanted > m_table->columnWidth(2)) m_table->setColumnWidth(2, wanted);
  const int left = m_table->viewport()->width() - m_table->columnWidth(2) - m_table->columnWidth(3) - scaled(kLeastBar);
  const int name = std::max(scaled(kLeastName), std::min(widest + 24, left));
  if (name != m_table->columnWidth(0)) m_table->setColumnWidth(0, name);
}

void InventoryCard::showSnapshot(const api::Snapshot& snapshot) {
  std::vector<StockRow> rows;
  rows.reserve(snapshot.products.size());
  for (const auto& p : snapshot.products) {
    std::optional<std::int64_t> sellsOut;
    if (p.sellsOutSeconds && std::isfinite(*p.sellsOutSeconds))
      sellsOut = std::llround(std::min(*p.sellsOutSeconds, 1e9));
    rows.push_back(
        {format::text(p.productId), format::text(p.name), p.available, p.reserved, p.sold, p.stocked, sellsOut});
  }
  if (!m_sinceSort.isValid() || m_sinceSort.elapsed() > kSortMillis ||
      static_cast<qsizetype>(rows.size()) != m_places.size()) {
    std::sort(rows.begin(), rows.end(), worse);
    m_places.clear();
    for (std::size_t i = 0; i < rows.size(); ++i) m_places.insert(rows[i].id, static_cast<int>(i));
    m_sinceSort.start();
  } else {
    std::sort(rows.begin(), rows.end(),
              [this](const StockRow& a, const StockRow& b) { return m_places.value(a.id) < m_places.value(b.id); });
  }
  if (const auto count = static_cast<qsizetype>(rows.size()); count != m_count) {
    m_count = count;
    setSubtitle(tr("%n SKUs, worst first", nullptr, static_cast<int>(m_count)));
  }
  makeRoom(rows);
  m_model.setRows(std::move(rows));
  setFreshness(Freshness::of(snapshot, {api::Source::Store}));

  const auto conserved =
      std::find_if(snapshot.invariants.begin(), snapshot.invariants.end(), [](const auto& i) { return i.number == 3; });
  const domain::VerdictWord status =
      conserved == snapshot.invariants.end() ? domain::Verdict::Unknown : conserved->status;
  if (status == domain::Verdict::Ok) {
    m_balance->set(tr("balanced"), Tone::Ok);
  } else if (status == domain::Verdict::Broken) {
    m_balance->set(tr("out of balance"), Tone::Bad);
  } else {
    m_balance->set(tr("not checked yet"), Tone::Neutral);
  }
}

}  // namespace orderdeck::ui
