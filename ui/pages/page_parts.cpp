#include "ui/pages/page_parts.h"

#include <QAction>
#include <QEvent>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>

#include "ui/theme/theme.h"

namespace orderdeck::ui {

void setColumnWidths(QTableView* table, std::initializer_list<int> widths) {
  int column = 0;
  for (const int width : widths) {
    if (width > 0) table->setColumnWidth(column, scaled(width));
    ++column;
  }
}

QSplitter* fillWithCards(QWidget* page, std::initializer_list<QWidget*> cards, std::initializer_list<int> stretch) {
  auto* splitter = new QSplitter(Qt::Vertical, page);
  splitter->setHandleWidth(kCardGap);
  splitter->setChildrenCollapsible(false);
  for (auto* card : cards) splitter->addWidget(card);
  int index = 0;
  QList<int> sizes;
  for (const int share : stretch) {
    splitter->setStretchFactor(index++, share);
    sizes << share *
                 1'000;  // a share of the room there is; without it the first sizes come from what the tables ask for
  }
  splitter->setSizes(sizes);
  auto* layout = new QVBoxLayout(page);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(splitter);
  return splitter;
}

QPushButton* actButton(QAction* act, const char* role, QWidget* parent) {
  auto* button = new QPushButton(parent);
  if (*role != '\0') button->setProperty("role", role);
  const auto follow = [button, act] {
    button->setText(act->text());
    button->setToolTip(act->toolTip());
    button->setAccessibleName(act->text());
    button->setAccessibleDescription(act->toolTip());
    button->setEnabled(act->isEnabled());
  };
  QObject::connect(act, &QAction::changed, button, follow);
  QObject::connect(button, &QPushButton::clicked, act, &QAction::trigger);
  follow();
  return button;
}

EmptyAct::EmptyAct(QTableView* table) : QPushButton(table->viewport()), m_table(table) {
  setProperty("role", "primary");
  hide();
  table->viewport()->installEventFilter(this);
  const auto* model = table->model();
  connect(model, &QAbstractItemModel::rowsInserted, this, &EmptyAct::place);
  connect(model, &QAbstractItemModel::rowsRemoved, this, &EmptyAct::place);
  connect(model, &QAbstractItemModel::modelReset, this, &EmptyAct::place);
}

void EmptyAct::setAct(const QString& act) {
  if (act == text()) return;
  setText(act);
  place();
}

bool EmptyAct::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::Resize || event->type() == QEvent::Show) place();
  return QPushButton::eventFilter(watched, event);
}

void EmptyAct::place() {
  const bool wanted = !text().isEmpty() && m_table->model()->rowCount() == 0;
  if (wanted) {
    adjustSize();
    move((m_table->viewport()->width() - width()) / 2, scaled(56));  // under the table's empty text
  }
  setVisible(wanted);
}

}  // namespace orderdeck::ui
