// Orders as the ledger has them, newest first, and the timeline of the selected one. New orders come in by themselves
// while the table stands at its top and none is selected; else the rows stand still and only their states follow. GUI
// thread.
#pragma once

#include <QElapsedTimer>
#include <functional>

#include "ui/pages/orders/order_model.h"
#include "ui/pages/page.h"
#include "ui/tables/table_export.h"

class QLineEdit;
class QTimer;

namespace orderdeck::ui {

class Badge;
class Card;
class EmptyAct;
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
  QString howMany() const;
  void selectionChanged();
  void fetch();
  void search(const QString& before, OrderRows found);
  void fetchOlder(const QString& before);
  void ask(const QString& before, std::function<void(OrderRows)> use);
  void setSearching(bool searching);
  FetchRows allOrders();
  void filterChanged();
  void clearFilter();

  QElapsedTimer m_sinceFetch;
  int m_generation = 0;  // of the filter: answers to an older one are dropped
  bool m_fetching = false;
  bool m_searching = false;             // nothing is found yet, and the search goes on
  qint64 m_fetchPause = 0;              // milliseconds until the newest page is asked for again
  std::optional<std::int64_t> m_total;  // orders that the filter is for, as far as they were counted
  bool m_totalIsLeast = false;
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
