// Every process of the system, and what an operator may do to one: kill, pause, resume, restart. GUI thread.
#pragma once

#include <QAction>
#include <vector>

#include "ui/pages/page.h"

class QLineEdit;

namespace orderdeck::ui {

class Card;
class NodeModel;
class TableView;

class NodesPage : public Page {
  Q_OBJECT
 public:
  explicit NodesPage(Feed& feed, QWidget* parent = nullptr);

  QString title() const override { return tr("Nodes"); }
  void showSnapshot(const runtime::Snapshot& snapshot) override;
  void open(const QString& argument) override;
  void focusFilter() override;
  bool escape() override;

 protected:
  void retranslate() override;

 private:
  struct Act {
    QString word;  // of the control API: kill, pause, ...
    QAction* action;
  };
  void addAct(const QString& word, const QKeySequence& key);
  void perform(const QString& act);
  void send(const QString& act, const QString& node);
  const runtime::NodeView* selected() const;
  void updateActs();

  Card* m_card;
  QLineEdit* m_filter;
  TableView* m_table;
  NodeModel* m_model;
  std::vector<Act> m_acts;
};

}  // namespace orderdeck::ui
