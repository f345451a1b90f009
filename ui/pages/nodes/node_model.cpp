#include "ui/pages/nodes/node_model.h"

#include "ui/theme/format.h"
#include "ui/theme/state_style.h"
#include "ui/words/breaker_text.h"
#include "ui/words/event_text.h"

namespace orderdeck::ui {

namespace {

using api::NodeView;

constexpr const char* kContext = "NodeModel";

QString partitionsText(const NodeView& node) {
  return node.partitions.empty() ? format::dash() : format::number(static_cast<std::int64_t>(node.partitions.size()));
}

QString partitionsTip(const NodeView& node) {
  QStringList names;
  for (const auto& name : node.partitions) names.append(format::text(name));
  return names.join(QLatin1Char('\n'));
}

// Redis, the broker and the daemon count no events.
bool counts(const NodeView& node) {
  return node.service != "redis" && node.service != "kafka" && node.service != "daemon";
}

QString rateText(const NodeView& node, std::optional<double> perSecond) {
  return counts(node) ? format::perSecond(perSecond) : format::dash();
}

QString countText(const NodeView& node, std::int64_t count) {
  return counts(node) ? format::number(count) : format::dash();
}

Tone countTone(std::int64_t count) { return count > 0 ? Tone::Warn : Tone::Neutral; }

Marks breakerMarks(const NodeView& node) {
  Marks marks;
  for (const auto& breaker : node.breakers) marks.tones.push_back(breakerStyle(breaker.state.value()).tone);
  return marks;
}

// Those that are not closed, by name; the rest goes without saying.
QString breakersText(const NodeView& node) {
  if (node.breakers.empty()) return format::dash();
  QStringList words;
  for (const auto& breaker : node.breakers) {
    if (breaker.state != core::BreakerState::Closed)
      words.append(
          QStringLiteral("%1 %2").arg(format::text(breaker.dependency), breakerStyle(breaker.state.value()).word));
  }
  return words.isEmpty() ? breakerStyle(core::BreakerState::Closed).word : words.join(QLatin1String(", "));
}

QString breakersTip(const NodeView& node) {
  QStringList lines;
  for (const auto& breaker : node.breakers) lines.append(breakerText(breaker));
  return lines.join(QLatin1Char('\n'));
}

qlonglong notClosed(const NodeView& node) {
  return std::count_if(node.breakers.begin(), node.breakers.end(),
                       [](const auto& breaker) { return breaker.state != core::BreakerState::Closed; });
}

std::vector<Column<NodeView>> columns() {
  return {
      {.title = QT_TRANSLATE_NOOP("NodeModel", "node"),
       .context = kContext,
       .kind = CellKind::Words,
       .text = [](const NodeView& n) { return format::text(n.name); }},
      {.title = QT_TRANSLATE_NOOP("NodeModel", "state"),
       .context = kContext,
       .kind = CellKind::Badge,
       .text = [](const NodeView& n) { return nodeStateStyle(n.state.value()).word; },
       .tone = [](const NodeView& n) { return nodeStateStyle(n.state.value()).tone; }},
      {.title = QT_TRANSLATE_NOOP("NodeModel", "pid"),
       .context = kContext,
       .kind = CellKind::Number,
       .text = [](const NodeView& n) { return n.pid > 0 ? QString::number(n.pid) : format::dash(); },
       .sort = [](const NodeView& n) { return QVariant::fromValue<qlonglong>(n.pid); }},
      {.title = QT_TRANSLATE_NOOP("NodeModel", "CPU"),
       .context = kContext,
       .kind = CellKind::Number,
       .text = [](const NodeView& n) { return format::percent(n.cpuPercent / 100); },
       .sort = [](const NodeView& n) { return QVariant(n.cpuPercent); },
       .titleTip = QT_TRANSLATE_NOOP("NodeModel", "Share of one core over the last second"),
       .unit = "%"},
      {.title = QT_TRANSLATE_NOOP("NodeModel", "memory"),
       .context = kContext,
       .kind = CellKind::Number,
       .text = [](const NodeView& n) { return format::bytes(n.memoryBytes); },
       .sort = [](const NodeView& n) { return QVariant::fromValue<qlonglong>(n.memoryBytes); },
       .titleTip = QT_TRANSLATE_NOOP("NodeModel", "Resident, without the file pages that processes share"),
       .unit = "bytes"},
      {.title = QT_TRANSLATE_NOOP("NodeModel", "in/s"),
       .context = kContext,
       .kind = CellKind::Number,
       .text = [](const NodeView& n) { return rateText(n, n.inPerSecond); },
       .sort = [](const NodeView& n) { return QVariant(n.inPerSecond.value_or(-1)); },
       .unit = "events/s"},
      {.title = QT_TRANSLATE_NOOP("NodeModel", "out/s"),
       .context = kContext,
       .kind = CellKind::Number,
       .text = [](const NodeView& n) { return rateText(n, n.outPerSecond); },
       .sort = [](const NodeView& n) { return QVariant(n.outPerSecond.value_or(-1)); },
       .unit = "events/s"},
      {.title = QT_TRANSLATE_NOOP("NodeModel", "errors"),
       .context = kContext,
       .kind = CellKind::Number,
       .text = [](const NodeView& n) { return countText(n, n.errors); },
       .sort = [](const NodeView& n) { return QVariant::fromValue<qlonglong>(n.errors); },
       .tone = [](const NodeView& n) { return countTone(n.errors); }},
      {.title = QT_TRANSLATE_NOOP("NodeModel", "duplicates"),
       .context = kContext,
       .kind = CellKind::Number,
       .text = [](const NodeView& n) { return countText(n, n.duplicates); },
       .sort = [](const NodeView& n) { return QVariant::fromValue<qlonglong>(n.duplicates); },
       .titleTip = QT_TRANSLATE_NOOP("NodeModel", "Events that came again and changed nothing")},
      {.title = QT_TRANSLATE_NOOP("NodeModel", "restarts"),
       .context = kContext,
       .kind = CellKind::Number,
       .text = [](const NodeView& n) { return format::number(n.restarts); },
       .sort = [](const NodeView& n) { return QVariant(n.restarts); },
       .tone = [](const NodeView& n) { return countTone(n.restarts); }},
      {.title = QT_TRANSLATE_NOOP("NodeModel", "up for"),
       .context = kContext,
       .kind = CellKind::Number,
       .text =
           [](const NodeView& n) {
             return n.state == api::NodeState::Up || n.state == api::NodeState::Paused
                        ? format::countdown(n.uptimeSeconds)
                        : format::dash();
           },
       .sort = [](const NodeView& n) { return QVariant(n.uptimeSeconds); },
       .unit = "s"},
      {.title = QT_TRANSLATE_NOOP("NodeModel", "last exit"),
       .context = kContext,
       .kind = CellKind::Code,
       .text = [](const NodeView& n) { return n.lastExit ? exitText(*n.lastExit) : format::dash(); },
       .tip = [](const NodeView& n) { return n.lastExit ? exitText(*n.lastExit) : QString(); }},
      {.title = QT_TRANSLATE_NOOP("NodeModel", "breakers"),
       .context = kContext,
       .kind = CellKind::Marks,
       .text = breakersText,
       .sort = [](const NodeView& n) { return QVariant::fromValue(notClosed(n)); },
       .marks = breakerMarks,
       .dim = [](const NodeView& n) { return notClosed(n) == 0; },
       .tip = breakersTip,
       .titleTip = QT_TRANSLATE_NOOP(
           "NodeModel", "Circuit breakers to what the node depends on: an open one refuses calls at once")},
      {.title = QT_TRANSLATE_NOOP("NodeModel", "partitions"),
       .context = kContext,
       .kind = CellKind::Number,
       .text = partitionsText,
       .sort =
           [](const NodeView& n) {
             return QVariant::fromValue<qlonglong>(static_cast<qlonglong>(n.partitions.size()));
           },
       .tip = partitionsTip},
  };
}

}  // namespace

NodeModel::NodeModel(QObject* parent) : KeyedTableModel(nodeKey, columns(), parent) {}

QString NodeModel::nodeKey(const NodeView& node) { return format::text(node.name); }

}  // namespace orderdeck::ui
