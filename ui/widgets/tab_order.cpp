#include "ui/widgets/tab_order.h"

#include <QFormLayout>
#include <QGridLayout>
#include <QSplitter>
#include <QTabBar>
#include <QTabWidget>
#include <QWidget>
#include <algorithm>
#include <tuple>
#include <vector>

namespace orderdeck::ui {

namespace {

// A grid's and a form's items by row and column, one of several rows with the last of them; those of every other layout
// stand in their order already.
std::vector<QLayoutItem*> itemsOf(QLayout* layout) {
  using Placed = std::tuple<int, int, QLayoutItem*>;
  const auto* grid = qobject_cast<QGridLayout*>(layout);
  const auto* form = qobject_cast<QFormLayout*>(layout);
  std::vector<Placed> placed;
  for (int i = 0; i < layout->count(); ++i) {
    int row = i, column = 0, rowSpan = 1, columnSpan = 1;
    auto role = QFormLayout::LabelRole;
    if (grid != nullptr) grid->getItemPosition(i, &row, &column, &rowSpan, &columnSpan);
    if (form != nullptr) form->getItemPosition(i, &row, &role), column = role;
    placed.emplace_back(row + rowSpan - 1, column, layout->itemAt(i));
  }
  std::stable_sort(placed.begin(), placed.end(), [](const Placed& a, const Placed& b) {
    return std::tie(std::get<0>(a), std::get<1>(a)) < std::tie(std::get<0>(b), std::get<1>(b));
  });
  std::vector<QLayoutItem*> items;
  for (const auto& [row, column, item] : placed) items.push_back(item);
  return items;
}

void addWidgets(QLayout* layout, std::vector<QWidget*>& found) {
  for (QLayoutItem* item : itemsOf(layout)) {
    if (item->widget() != nullptr) found.push_back(item->widget());
    if (item->layout() != nullptr) addWidgets(item->layout(), found);
  }
}

// As they are seen; those that no layout places come last, as they were made.
std::vector<QWidget*> childrenOf(const QWidget* parent) {
  std::vector<QWidget*> found;
  if (const auto* tabs = qobject_cast<const QTabWidget*>(parent)) found.push_back(tabs->tabBar());
  if (parent->layout() != nullptr) addWidgets(parent->layout(), found);
  if (const auto* splitter = qobject_cast<const QSplitter*>(parent)) {
    for (int i = 0; i < splitter->count(); ++i) found.push_back(splitter->widget(i));
  }
  for (QObject* child : parent->children()) {
    auto* widget = qobject_cast<QWidget*>(child);
    if (widget != nullptr && !widget->isWindow() && std::find(found.begin(), found.end(), widget) == found.end())
      found.push_back(widget);
  }
  return found;
}

void addStops(QWidget* widget, std::vector<QWidget*>& stops) {
  // Who has a proxy is no stop: its proxy is, or the spin box that it is a part of. Of buttons of which one is chosen
  // only that one is a stop now, and another one later.
  if (widget->focusProxy() == nullptr && widget->focusPolicy() != Qt::NoFocus) stops.push_back(widget);
  for (QWidget* child : childrenOf(widget)) addStops(child, stops);
}

}  // namespace

void followLayout(QWidget* root) {
  std::vector<QWidget*> stops;
  addStops(root, stops);
  for (std::size_t i = 1; i < stops.size(); ++i) QWidget::setTabOrder(stops[i - 1], stops[i]);
}

}  // namespace orderdeck::ui
