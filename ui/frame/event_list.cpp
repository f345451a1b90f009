#include "ui/frame/event_list.h"

#include <QEvent>
#include <QLineEdit>
#include <QVBoxLayout>

#include "ui/pages/page_parts.h"
#include "ui/tables/event_model.h"
#include "ui/tables/table_view.h"
#include "ui/theme/theme.h"

namespace orderdeck::ui {

EventList::EventList(QWidget* parent)
    : QDialog(parent), m_filter(new QLineEdit(this)), m_table(new TableView(this)), m_model(new EventModel(this)) {
  setAttribute(Qt::WA_DeleteOnClose);
  resize(scaled(720), scaled(420));
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(m_filter);
  layout->addWidget(m_table);
  m_filter->setClearButtonEnabled(true);
  m_table->setSource(m_model);
  m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
  m_table->sortByColumn(0, Qt::DescendingOrder);
  setColumnWidths(m_table, {124, 132, 0});
  m_table->stretchColumn(2);
  connect(m_filter, &QLineEdit::textChanged, m_table, &TableView::setFilterText);
  retranslate();
}

void EventList::showEvents(const std::vector<api::OpsEvent>& events) { m_model->setRows(events); }

void EventList::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QDialog::changeEvent(event);
}

void EventList::retranslate() {
  setWindowTitle(tr("Newest events"));
  m_filter->setPlaceholderText(tr("Filter"));
  m_filter->setAccessibleName(tr("Filter the events"));
  m_table->setAccessibleName(windowTitle());
  m_table->setEmptyText(tr("No event yet"));
}

}  // namespace orderdeck::ui
