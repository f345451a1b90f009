// Consumer groups with their lag and its history, the partitions of the selected group, the topics, and the dead
// letters. GUI thread.
#pragma once

#include "ui/pages/page.h"

namespace orderdeck::ui {

class Card;
class DeadLetterPanel;
class LagChart;
class PartitionModel;
class StreamGroupModel;
class TableView;
class TopicModel;

class StreamsPage : public Page {
  Q_OBJECT
 public:
  explicit StreamsPage(Feed& feed, QWidget* parent = nullptr);

  QString title() const override { return tr("Streams"); }
  Needs needs() const override {
    return {.sections = {api::Section::Overview, api::Section::Streams, api::Section::Nodes, api::Section::Jobs},
            .history = true};
  }
  void showSnapshot(const api::Snapshot& snapshot) override;
  void open(const Subject& subject) override;
  void refresh() override;
  bool escape() override;
  void showActs() override;
  void retranslate() override;

 protected:
  void restyle() override;

 private:
  void showPartitions(const api::Snapshot& snapshot);
  void sayNoPartition();
  QString selectedGroup() const;

  Card* m_groups;
  Card* m_history;
  Card* m_partitions;
  Card* m_topics;
  TableView* m_groupTable;
  TableView* m_partitionTable;
  TableView* m_topicTable;
  StreamGroupModel* m_groupModel;
  PartitionModel* m_partitionModel;
  TopicModel* m_topicModel;
  LagChart* m_chart;
  DeadLetterPanel* m_deadLetters;
};

}  // namespace orderdeck::ui
