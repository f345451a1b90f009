// The overview: the flow of orders through their states with the balance, stock, lag, locks and invariants at one
// glance.
#pragma once

#include "ui/pages/page.h"

class QSplitter;

namespace orderdeck::ui {

class Card;
class InventoryCard;
class LagCard;
class LockCard;
class StateFlowView;
class TextLabel;

class OverviewPage : public Page {
  Q_OBJECT
 public:
  explicit OverviewPage(Feed& feed, QWidget* parent = nullptr);
  QString title() const override { return tr("Overview"); }
  Needs needs() const override {
    return {.sections = {api::Section::Flow, api::Section::Stock, api::Section::Streams, api::Section::Locks,
                         api::Section::Invariants},
            .history = true};
  }
  void showSnapshot(const api::Snapshot& snapshot) override;
  void showActs() override;
  void retranslate() override;

 protected:
  void restyle() override;

 private:
  void audit();

  Card* m_flowCard;
  StateFlowView* m_flow;
  TextLabel* m_balance;
  InventoryCard* m_inventory;
  LagCard* m_lag;
  LockCard* m_locks;
  QAction* m_auditAction;
  bool m_auditing = false;
};

/// "accepted 1,204,553 = 1,201,437 finished + 3,116 in flight + 0 dead-lettered + 0 unaccounted"
QString balanceText(const api::Balance& balance);

}  // namespace orderdeck::ui
