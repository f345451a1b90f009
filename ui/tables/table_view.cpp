#include "ui/tables/table_view.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QSettings>
#include <QToolButton>

#include "ui/tables/cell.h"
#include "ui/tables/cell_delegate.h"
#include "ui/tables/csv.h"
#include "ui/tables/table_header.h"
#include "ui/theme/icon.h"
#include "ui/widgets/save_file.h"

namespace orderdeck::ui {

namespace {
constexpr QLatin1String kColumns("/columns"), kState("/state");  // of a layout that is kept
constexpr int kWithMark = 1;                                     // of the filters of an export
constexpr int kExport = 22;                                      // pixels, of its button

// By the names that they have in every language.
QStringList columnsOf(const QAbstractItemModel* model) {
  QStringList names;
  for (int column = 0; column < model->columnCount(); ++column)
    names << model->headerData(column, Qt::Horizontal, KeyRole).toString();
  return names;
}
}  // namespace

class TableView::Proxy : public QSortFilterProxyModel {
 public:
  explicit Proxy(TableView* view) : QSortFilterProxyModel(view), m_view(view) {
    setSortRole(SortRole);
    setDynamicSortFilter(true);
  }

 protected:
  bool filterAcceptsRow(int row, const QModelIndex& parent) const override {
    if (m_view->m_words.isEmpty()) return true;
    QString all;
    for (int column = 0; column < sourceModel()->columnCount(parent); ++column)
      all += sourceModel()->index(row, column, parent).data(Qt::DisplayRole).toString() + QLatin1Char('\n');
    return std::all_of(m_view->m_words.begin(), m_view->m_words.end(),
                       [&](const QString& word) { return all.contains(word, Qt::CaseInsensitive); });
  }

 private:
  TableView* m_view;
};

TableView::TableView(QWidget* parent) : QTableView(parent), m_export(new QToolButton(this)) {
  setHorizontalHeader(new TableHeader(this));
  setItemDelegate(new CellDelegate(this));
  setShowGrid(false);
  setWordWrap(false);
  setFrameShape(QFrame::NoFrame);
  setSelectionBehavior(QAbstractItemView::SelectRows);
  setSelectionMode(QAbstractItemView::ExtendedSelection);
  setEditTriggers(QAbstractItemView::NoEditTriggers);
  setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
  setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
  setCornerButtonEnabled(false);
  setTabKeyNavigation(false);
  setMouseTracking(true);
  verticalHeader()->hide();
  verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
  horizontalHeader()->setSectionsMovable(true);
  horizontalHeader()->setMinimumSectionSize(40);
  m_export->setFocusPolicy(Qt::TabFocus);
  m_export->setObjectName(QStringLiteral("export"));
  m_export->hide();
  connect(m_export, &QToolButton::clicked, this, &TableView::exportCsv);
  restyle();
  connect(this, &QTableView::activated, this,
          [this](const QModelIndex& index) { emit rowActivated(index.data(KeyRole).toString()); });
}

TableView::~TableView() { saveLayout(); }

void TableView::setSource(QAbstractItemModel* source) {
  if (m_proxy == nullptr) m_proxy = new Proxy(this);
  m_proxy->setSourceModel(source);
  setModel(m_proxy);
  setSortingEnabled(true);
  m_export->show();
  static_cast<TableHeader*>(horizontalHeader())->keepFree(scaled(kExport));
  updateGeometries();
}

void TableView::setFilterText(const QString& text) {
  m_words = text.split(QLatin1Char(' '), Qt::SkipEmptyParts);
  if (m_proxy != nullptr) m_proxy->invalidate();
  viewport()->update();
}

void TableView::keepLayoutAs(const QString& key) {
  m_layoutKey = QStringLiteral("tables/") + key;
  m_columns = columnsOf(model());
  const QSettings settings;
  if (settings.value(m_layoutKey + kColumns).toStringList() != m_columns) return;
  horizontalHeader()->restoreState(settings.value(m_layoutKey + kState).toByteArray());
}

void TableView::saveLayout() const {
  if (m_layoutKey.isEmpty()) return;
  QSettings settings;
  settings.setValue(m_layoutKey + kColumns, m_columns);
  settings.setValue(m_layoutKey + kState, horizontalHeader()->saveState());
}

void TableView::setEmptyText(const QString& text) {
  m_emptyText = text;
  viewport()->update();
}

void TableView::setRowHeight(int atStandardSize) {
  m_rowHeight = atStandardSize;
  restyle();
}

void TableView::stretchColumn(int column) { horizontalHeader()->setSectionResizeMode(column, QHeaderView::Stretch); }

QStringList TableView::selectedKeys() const {
  QStringList keys;
  if (selectionModel() == nullptr) return keys;
  for (const auto& index : selectionModel()->selectedRows()) keys << index.data(KeyRole).toString();
  return keys;
}

void TableView::selectKey(const QString& key) {
  if (model() == nullptr) return;
  const auto found = model()->match(model()->index(0, 0), KeyRole, key, 1, Qt::MatchExactly | Qt::MatchCaseSensitive);
  if (found.isEmpty()) return;
  setCurrentIndex(found.first());
  scrollTo(found.first());
}

QString TableView::selectionAsTsv() const {
  if (selectionModel() == nullptr) return {};
  auto rows = selectionModel()->selectedRows();
  std::sort(rows.begin(), rows.end(), [](const QModelIndex& a, const QModelIndex& b) { return a.row() < b.row(); });
  QStringList lines;
  const QList<int> columns = shownColumns();
  for (const auto& row : rows) {
    QStringList cells;
    for (const int column : columns) cells << row.siblingAtColumn(column).data(Qt::DisplayRole).toString().simplified();
    lines << cells.join(QLatin1Char('\t'));
  }
  return lines.join(QLatin1Char('\n'));
}

// As they stand, from the left.
QList<int> TableView::shownColumns() const {
  QList<int> columns;
  for (int visual = 0; visual < model()->columnCount(); ++visual) {
    const int column = horizontalHeader()->logicalIndex(visual);
    if (!isColumnHidden(column)) columns << column;
  }
  return columns;
}

void TableView::exportCsv() {
  if (m_proxy == nullptr) return;
  const QList<int> columns = shownColumns();
  const QByteArray head = csvHead(*m_proxy, columns);
  // As it is now; or, of more than is shown, with the filter that is on now.
  const QByteArray rows = m_fetcher ? QByteArray() : csvRows(*m_proxy, columns);
  const qint64 count = m_proxy->rowCount();
  FetchRows fetch = m_fetcher ? m_fetcher() : FetchRows();
  const PlaceToSave place{tr("Export as CSV"),
                          {tr("CSV, UTF-8 (*.csv)"), tr("CSV for spreadsheets: UTF-8 with a byte order mark (*.csv)")},
                          QStringLiteral("csv"),
                          accessibleName()};
  askWhere(this, place, [this, columns, head, rows, count, fetch](const QString& path, int filter) {
    const QByteArray begin = filter == kWithMark ? kByteOrderMark + head : head;
    if (fetch)
      new PagedExport(this, path, begin, columns, fetch);
    else
      saveWhole(this, path, begin + rows, count);
  });
}

void TableView::keyPressEvent(QKeyEvent* event) {
  if (event->matches(QKeySequence::Copy)) {
    QApplication::clipboard()->setText(selectionAsTsv());
    return;
  }
  if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && currentIndex().isValid()) {
    emit rowActivated(currentIndex().data(KeyRole).toString());
    return;
  }
  // Esc, digits and the like belong to the window, not to the view's type-to-search.
  if (event->modifiers() == Qt::NoModifier && !event->text().isEmpty() && event->text().at(0).isPrint() &&
      event->key() != Qt::Key_Space) {
    event->ignore();
    return;
  }
  QTableView::keyPressEvent(event);
}

void TableView::contextMenuEvent(QContextMenuEvent* event) {
  auto* menu = new QMenu(this);
  menu->setAttribute(Qt::WA_DeleteOnClose);
  for (auto* action : actions()) menu->addAction(action);
  if (!actions().isEmpty()) menu->addSeparator();
  auto* copy = menu->addAction(tr("Copy rows"), this, [this] { QApplication::clipboard()->setText(selectionAsTsv()); });
  copy->setShortcut(QKeySequence::Copy);
  copy->setEnabled(selectionModel() != nullptr && selectionModel()->hasSelection());
  if (m_proxy != nullptr) menu->addAction(tr("Export table as CSV…"), this, &TableView::exportCsv);
  menu->addSeparator();
  auto* shown = menu->addMenu(tr("Columns"));
  for (int column = 0; model() != nullptr && column < model()->columnCount(); ++column) {
    auto* toggle = shown->addAction(model()->headerData(column, Qt::Horizontal).toString());
    toggle->setCheckable(true);
    toggle->setChecked(!isColumnHidden(column));
    connect(toggle, &QAction::toggled, this, [this, column](bool on) { setColumnHidden(column, !on); });
  }
  menu->popup(event->globalPos());
}

void TableView::paintEvent(QPaintEvent* event) {
  nameExport();
  QTableView::paintEvent(event);
  if (hasFocus() && !currentIndex().isValid()) {  // else the delegate marks the cell
    QPainter painter(viewport());
    painter.setPen(colors().accent);
    painter.drawRect(viewport()->rect().adjusted(0, 0, -1, -1));
  }
  if (m_emptyText.isEmpty() || (model() != nullptr && model()->rowCount() > 0)) return;
  QPainter painter(viewport());
  painter.setPen(colors().muted);
  painter.setFont(textFont(FontRole::Body));
  painter.drawText(viewport()->rect().adjusted(16, 12, -16, -12), Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap,
                   m_emptyText);
}

void TableView::changeEvent(QEvent* event) {
  QTableView::changeEvent(event);
  if (event->type() == QEvent::StyleChange || event->type() == QEvent::PaletteChange) restyle();
}

void TableView::currentChanged(const QModelIndex& current, const QModelIndex& previous) {
  QTableView::currentChanged(current, previous);
  emit currentKeyChanged(current.data(KeyRole).toString());
}

void TableView::updateGeometries() {
  QTableView::updateGeometries();
  const auto* header = horizontalHeader();
  const int size = std::min(scaled(kExport), header->height());
  m_export->setGeometry(header->geometry().right() + 1 - size, header->y() + (header->height() - size) / 2, size, size);
  m_export->raise();
}

// After the table, whose name is written anew in another language.
void TableView::nameExport() {
  const QString name = tr("Export “%1” as CSV…").arg(accessibleName());
  if (name == m_export->accessibleName()) return;
  m_export->setAccessibleName(name);
  m_export->setToolTip(name);
}

void TableView::restyle() {
  verticalHeader()->setDefaultSectionSize(scaled(m_rowHeight));
  m_export->setIcon(themeIcon(QStringLiteral("download")));
}

}  // namespace orderdeck::ui
