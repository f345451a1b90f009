// Every process of the system, what an operator may do to one (kill, pause, resume, restart, hold a circuit breaker),
// and what happened to it. GUI thread.
#pragma once

#include <QAction>
#include <vector>

#include "ui/pages/page.h"

class QLineEdit;

namespace orderdeck::ui {

class Card;
class NodeModel;
class NodePanel;
class TableView;

class NodesPage : public Page {
  Q_OBJECT
 public:
  explicit NodesPage(Feed& feed, QWidget* parent = nullptr);

  QString title() const override { return tr("Nodes"); }
  Needs needs() const override {
    return {.sections = {api::Section::System, api::Section::Overview, api::Section::Nodes, api::Section::Events}};
  }
  void showSnapshot(const api::Snapshot& snapshot) override;
  void open(const Subject& subject) override;
  void focusFilter() override;
  bool escape() override;
  void showActs() override { showSelected(); }
  void retranslate() override;

 private:
  struct Act {
    api::NodeAction word;
    QAction* action;
  };
  void addAct(api::NodeAction act, const QKeySequence& key, const char* role);
  QString whyNot(api::NodeAction act, const api::NodeView* node) const;
  void perform(api::NodeAction act);
  void send(api::NodeAction act, const QString& node, const std::string& reason = {});
  void addBreakers();
  void force(const QString& dependency, core::BreakerForce how);
  void sendForce(const QString& node, const QString& dependency, core::BreakerForce how,
                 const std::string& reason = {});
  bool inProduction() const;
  const api::NodeView* selected() const;
  void showSelected();

  Card* m_card;
  QLineEdit* m_filter;
  TableView* m_table;
  NodeModel* m_model;
  NodePanel* m_panel;
  std::vector<Act> m_acts;
  QAction* m_breakers = nullptr;  // a menu
};

}  // namespace orderdeck::ui
