// Orders as the ledger has them, newest first, and the timeline of the selected one. New orders come in by themselves
// while the table stands at its top and none is selected; else the rows stand still and only their states follow. GUI
// thread.
#pragma once

#include <QElapsedTimer>

#include "ui/pages/page.h"

class QLineEdit;
class QTimer;

namespace orderdeck::ui {

class Badge;
class Card;
class EmptyAct;
class OrderModel;
class OrderPanel;
class StateFilter;
class TableView;
class Veil;

class OrdersPage : public Page {
  Q_OBJECT
 public:
  explicit OrdersPage(Feed& feed, QWidget* parent = nullptr);

  QString title() const override { return tr("Orders"); }
  Needs needs() const override { return {.sections = {api::Section::Flow}}; }
  void showSnapshot(const api::Snapshot& snapshot) override;
  void open(const Subject& subject) override;
  void focusFilter() override;
  void refresh() override;
  bool escape() override;
  void showActs() override;
  void retranslate() override;

 protected:
  void restyle() override;

 private:
  bool filtered() const;
  bool scrolled() const;
  bool live() const;
  void showMode();
  void selectionChanged();
  void fetch();
  void fetchOlder(const QString& before);
  void filterChanged();
  void clearFilter();

  QElapsedTimer m_sinceFetch;
  int m_generation = 0;  // of the filter: answers to an older one are dropped
  bool m_fetching = false;
  bool m_isOld = false;  // the ledger is not read now
  Card* m_card;
  Badge* m_mode;
  QLineEdit* m_search;
  QTimer* m_typing;
  StateFilter* m_states;
  Veil* m_countsVeil;  // over how many are in each state
  TableView* m_table;
  OrderModel* m_model;
  EmptyAct* m_emptyAct;
  OrderPanel* m_panel;
};

}  // namespace orderdeck::ui
