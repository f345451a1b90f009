#include "ui/pages/streams/stream_model.h"

#include <algorithm>
#include <map>

#include "ui/theme/format.h"
#include "ui/theme/state_style.h"
#include "ui/words/group_text.h"

namespace orderdeck::ui {

namespace {

constexpr const char* kGroups = "StreamGroupModel";
constexpr const char* kPartitions = "PartitionModel";
constexpr const char* kTopics = "TopicModel";

QVariant big(std::int64_t value) { return QVariant::fromValue<qlonglong>(value); }

// What is not known sorts first.
QVariant orFirst(std::optional<std::int64_t> value) { return big(value.value_or(-1)); }

std::vector<Column<StreamGroupRow>> groupColumns() {
  return {
      {.title = QT_TRANSLATE_NOOP("StreamGroupModel", "group"),
       .context = kGroups,
       .kind = CellKind::Words,
       .text = [](const StreamGroupRow& r) { return groupText(format::text(r.view.group), r.view.required); },
       .swatch = [](const StreamGroupRow& r) { return seriesColor(r.color); }},
      {.title = QT_TRANSLATE_NOOP("StreamGroupModel", "lag"),
       .context = kGroups,
       .kind = CellKind::Number,
       .text = [](const StreamGroupRow& r) { return format::number(r.view.lag); },
       .sort = [](const StreamGroupRow& r) { return orFirst(r.view.lag); },
       .titleTip = QT_TRANSLATE_NOOP("StreamGroupModel",
                                     "Messages behind: end offset less committed offset, over all partitions"),
       .unit = "messages"},
      {.title = QT_TRANSLATE_NOOP("StreamGroupModel", "oldest"),
       .context = kGroups,
       .kind = CellKind::Number,
       .text = [](const StreamGroupRow& r) { return format::brief(r.view.oldestSeconds); },
       .sort = [](const StreamGroupRow& r) { return QVariant(r.view.oldestSeconds.value_or(-1)); },
       .titleTip = QT_TRANSLATE_NOOP("StreamGroupModel", "Age of the oldest message that was not consumed"),
       .unit = "s"},
      {.title = QT_TRANSLATE_NOOP("StreamGroupModel", "in/s"),
       .context = kGroups,
       .kind = CellKind::Number,
       .text = [](const StreamGroupRow& r) { return format::perSecond(r.view.producedPerSecond); },
       .sort = [](const StreamGroupRow& r) { return QVariant(r.view.producedPerSecond.value_or(-1)); },
       .unit = "messages/s"},
      {.title = QT_TRANSLATE_NOOP("StreamGroupModel", "out/s"),
       .context = kGroups,
       .kind = CellKind::Number,
       .text = [](const StreamGroupRow& r) { return format::perSecond(r.view.consumedPerSecond); },
       .sort = [](const StreamGroupRow& r) { return QVariant(r.view.consumedPerSecond.value_or(-1)); },
       .unit = "messages/s"},
      {.title = QT_TRANSLATE_NOOP("StreamGroupModel", "drains in"),
       .context = kGroups,
       .kind = CellKind::Number,
       .text = [](const StreamGroupRow& r) { return drainText(r.view); },
       .unit = "s",
       .raw =
           [](const StreamGroupRow& r) { return r.view.drainSeconds ? QVariant(*r.view.drainSeconds) : QVariant(); }},
      {.title = QT_TRANSLATE_NOOP("StreamGroupModel", "verdict"),
       .context = kGroups,
       .kind = CellKind::Badge,
       .text = [](const StreamGroupRow& r) { return verdictStyle(r.view.verdict.value()).word; },
       .tone = [](const StreamGroupRow& r) { return verdictStyle(r.view.verdict.value()).tone; }},
  };
}

std::vector<Column<PartitionRow>> partitionColumns() {
  return {
      {.title = QT_TRANSLATE_NOOP("PartitionModel", "topic"),
       .context = kPartitions,
       .kind = CellKind::Code,
       .text = [](const PartitionRow& p) { return format::text(p.view.topic); }},
      {.title = QT_TRANSLATE_NOOP("PartitionModel", "partition"),
       .context = kPartitions,
       .kind = CellKind::Number,
       .text = [](const PartitionRow& p) { return QString::number(p.view.partition); },
       .sort = [](const PartitionRow& p) { return QVariant(p.view.partition); }},
      {.title = QT_TRANSLATE_NOOP("PartitionModel", "committed"),
       .context = kPartitions,
       .kind = CellKind::Number,
       .text = [](const PartitionRow& p) { return format::number(p.view.committed); },
       .sort = [](const PartitionRow& p) { return orFirst(p.view.committed); }},
      {.title = QT_TRANSLATE_NOOP("PartitionModel", "end"),
       .context = kPartitions,
       .kind = CellKind::Number,
       .text = [](const PartitionRow& p) { return format::number(p.view.end); },
       .sort = [](const PartitionRow& p) { return big(p.view.end); }},
      {.title = QT_TRANSLATE_NOOP("PartitionModel", "lag"),
       .context = kPartitions,
       .kind = CellKind::Number,
       .text = [](const PartitionRow& p) { return format::number(p.view.lag); },
       .sort = [](const PartitionRow& p) { return orFirst(p.view.lag); },
       .unit = "messages"},
      {.title = QT_TRANSLATE_NOOP("PartitionModel", "read by"),
       .context = kPartitions,
       .kind = CellKind::Words,
       .text = [](const PartitionRow& p) { return p.owner.isEmpty() ? format::dash() : p.owner; }},
  };
}

std::vector<Column<TopicRow>> topicColumns() {
  return {
      {.title = QT_TRANSLATE_NOOP("TopicModel", "topic"),
       .context = kTopics,
       .kind = CellKind::Code,
       .text = [](const TopicRow& t) { return t.topic; }},
      {.title = QT_TRANSLATE_NOOP("TopicModel", "partitions"),
       .context = kTopics,
       .kind = CellKind::Number,
       .text = [](const TopicRow& t) { return QString::number(t.partitions); },
       .sort = [](const TopicRow& t) { return QVariant(t.partitions); }},
      {.title = QT_TRANSLATE_NOOP("TopicModel", "messages"),
       .context = kTopics,
       .kind = CellKind::Number,
       .text = [](const TopicRow& t) { return format::number(t.messages); },
       .sort = [](const TopicRow& t) { return big(t.messages); },
       .titleTip = QT_TRANSLATE_NOOP("TopicModel", "End offsets of all partitions, added up")},
      {.title = QT_TRANSLATE_NOOP("TopicModel", "behind"),
       .context = kTopics,
       .kind = CellKind::Number,
       .text = [](const TopicRow& t) { return format::number(t.behind); },
       .sort = [](const TopicRow& t) { return orFirst(t.behind); },
       .titleTip = QT_TRANSLATE_NOOP("TopicModel", "Messages that the slowest group has still to read"),
       .unit = "messages"},
      {.title = QT_TRANSLATE_NOOP("TopicModel", "dead letters"),
       .context = kTopics,
       .kind = CellKind::Number,
       .text = [](const TopicRow& t) { return format::number(t.deadLetters); },
       .sort = [](const TopicRow& t) { return big(t.deadLetters); },
       .tone = [](const TopicRow& t) { return t.deadLetters > 0 ? Tone::Bad : Tone::Neutral; },
       .titleTip = QT_TRANSLATE_NOOP(
           "TopicModel", "Messages of the topic that some service could not take, and that wait to be redriven")},
      {.title = QT_TRANSLATE_NOOP("TopicModel", "read by"),
       .context = kTopics,
       .kind = CellKind::Words,
       .text = [](const TopicRow& t) { return t.groups; },
       .tip = [](const TopicRow& t) { return t.groups; }},
  };
}

QString partitionKey(const PartitionRow& p) {
  return QStringLiteral("%1/%2").arg(format::text(p.view.topic)).arg(p.view.partition);
}

}  // namespace

StreamGroupModel::StreamGroupModel(QObject* parent)
    : KeyedTableModel([](const StreamGroupRow& r) { return format::text(r.view.group); }, groupColumns(), parent) {}

PartitionModel::PartitionModel(QObject* parent) : KeyedTableModel(partitionKey, partitionColumns(), parent) {}

std::vector<PartitionRow> PartitionModel::partitionsOf(const api::GroupView& group,
                                                       const std::vector<api::NodeView>& nodes) {
  std::map<std::string, QString> owners;
  for (const auto& node : nodes) {
    if (node.service != group.group) continue;
    for (const auto& partition : node.partitions) owners[partition] = format::text(node.name);
  }
  std::vector<PartitionRow> rows;
  rows.reserve(group.partitions.size());
  for (const auto& view : group.partitions) {
    const auto owner = owners.find(view.topic + '/' + std::to_string(view.partition));
    rows.push_back({view, owner == owners.end() ? QString() : owner->second});
  }
  return rows;
}

TopicModel::TopicModel(QObject* parent)
    : KeyedTableModel([](const TopicRow& t) { return t.topic; }, topicColumns(), parent) {}

std::vector<TopicRow> TopicModel::topicsOf(const std::vector<api::GroupView>& groups,
                                           const std::map<std::string, std::int64_t>& deadLetters) {
  struct Sums {
    std::map<int, std::int64_t> ends;
    QStringList groups;
    std::optional<std::int64_t> behind;
  };
  std::map<std::string, Sums> topics;
  for (const auto& group : groups) {
    std::map<std::string, std::optional<std::int64_t>> lags;
    for (const auto& partition : group.partitions) {
      auto& end = topics[partition.topic].ends[partition.partition];
      end = std::max(end, partition.end);
      auto& lag = lags[partition.topic];
      if (partition.lag) lag = lag.value_or(0) + *partition.lag;
    }
    for (const auto& [topic, lag] : lags) {
      auto& sums = topics[topic];
      sums.groups.append(format::text(group.group));
      if (lag) sums.behind = std::max(sums.behind.value_or(0), *lag);
    }
  }
  std::vector<TopicRow> rows;
  for (const auto& [topic, sums] : topics) {
    TopicRow row{.topic = format::text(topic),
                 .groups = sums.groups.join(QLatin1String(", ")),
                 .partitions = static_cast<int>(sums.ends.size()),
                 .messages = 0,
                 .behind = sums.behind};
    if (const auto letters = deadLetters.find(topic); letters != deadLetters.end()) row.deadLetters = letters->second;
    for (const auto& [partition, end] : sums.ends) row.messages += end;
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace orderdeck::ui
