// The newest events of the system, live, with a filter; Ctrl+C copies the selected ones. Not modal. GUI thread.
#pragma once

#include <QDialog>
#include <vector>

#include "api/snapshot.h"

class QLineEdit;

namespace orderdeck::ui {

class EventModel;
class TableView;

class EventList : public QDialog {
  Q_OBJECT
 public:
  explicit EventList(QWidget* parent);
  void showEvents(const std::vector<api::OpsEvent>& events);  // oldest first

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void retranslate();

  QLineEdit* m_filter;
  TableView* m_table;
  EventModel* m_model;
};

}  // namespace orderdeck::ui
