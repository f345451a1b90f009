// What is known of the selected node beyond its row, and what happened to it lately; without one, what happened to the
// system. GUI thread.
#pragma once

#include "api/snapshot.h"
#include "ui/widgets/card.h"

namespace orderdeck::ui {

class EventModel;
class TableView;
class TextLabel;

class NodePanel : public Card {
  Q_OBJECT
 public:
  explicit NodePanel(QWidget* parent = nullptr);

  /// `node` null: none is selected.
  void show(const api::NodeView* node, const std::vector<api::OpsEvent>& events);
  void retranslate();

 private:
  TextLabel* m_facts;
  TableView* m_table;
  EventModel* m_model;
};

}  // namespace orderdeck::ui
