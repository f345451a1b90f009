// Consumer groups, a group's partitions and the topics, as tables. GUI thread.
#pragma once

#include "api/snapshot.h"
#include "ui/tables/keyed_table_model.h"

namespace orderdeck::ui {

struct StreamGroupRow {
  api::GroupView view;  // without its partitions
  int color = 0;
  bool operator==(const StreamGroupRow&) const = default;
};

class StreamGroupModel : public KeyedTableModel<StreamGroupRow> {
 public:
  explicit StreamGroupModel(QObject* parent = nullptr);
};

struct PartitionRow {
  api::PartitionView view;
  QString owner;  // the node that reads it; empty: none, or not known
  bool operator==(const PartitionRow&) const = default;
};

class PartitionModel : public KeyedTableModel<PartitionRow> {
 public:
  explicit PartitionModel(QObject* parent = nullptr);

  /// The group's partitions with the nodes that say they own them.
  static std::vector<PartitionRow> partitionsOf(const api::GroupView& group, const std::vector<api::NodeView>& nodes);
};

struct TopicRow {
  QString topic, groups;  // groups: those that read it
  int partitions = 0;
  std::int64_t messages = 0;           // end offsets, summed
  std::optional<std::int64_t> behind;  // of the slowest group
  std::int64_t deadLetters = 0;        // waiting
  bool operator==(const TopicRow&) const = default;
};

class TopicModel : public KeyedTableModel<TopicRow> {
 public:
  explicit TopicModel(QObject* parent = nullptr);

  /// What the groups' partitions say about the topics that they read, with the dead letters that wait, by topic.
  static std::vector<TopicRow> topicsOf(const std::vector<api::GroupView>& groups,
                                        const std::map<std::string, std::int64_t>& deadLetters = {});
};

}  // namespace orderdeck::ui
