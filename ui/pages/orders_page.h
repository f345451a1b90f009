// Orders as the ledger has them, newest first and live while the table stands at its top, and the timeline of the selected one. GUI thread.
#pragma once

#include <QElapsedTimer>

#include "ui/pages/page.h"

class QLineEdit;
class QSplitter;
class QTimer;

namespace orderdeck::ui {

class OrderModel;
class OrderPanel;
class Card;
class StateFilter;
class TableView;
class TextLabel;

class OrdersPage : public Page {
  Q_OBJECT
 public:
  explicit OrdersPage(Feed& feed, QWidget* parent = nullptr);

  QString title() const override { return tr("Orders"); }
  void showSnapshot(const runtime::Snapshot& snapshot) override;
  void open(const QString& argument) override;
  void focusFilter() override;
  void refresh() override;
  bool escape() override;

 protected:
  void retranslate() override;

 private:
  bool live() const;  // the newest orders are in sight, so new ones are shown as they come
  void fetchNewest();
  void fetchOlder(const QString& before);
  void filterChanged();

  QElapsedTimer m_sinceFetch;
  int m_generation = 0;  // of the filter: answers to an older one are dropped
  bool m_fetching = false;
  QSplitter* m_splitter;
  Card* m_card;
  QLineEdit* m_search;
  QTimer* m_typing;
  StateFilter* m_states;
  TableView* m_table;
  OrderModel* m_model;
  OrderPanel* m_panel;
};

}  // namespace orderdeck::ui
