#include "ui/pages/nodes/node_panel.h"

#include <QVBoxLayout>
#include <map>

#include "ui/pages/page_parts.h"
#include "ui/tables/event_model.h"
#include "ui/tables/table_view.h"
#include "ui/theme/format.h"
#include "ui/widgets/text_label.h"
#include "ui/words/breaker_text.h"
#include "ui/words/event_text.h"

namespace orderdeck::ui {

namespace {

bool isAbout(const api::OpsEvent& event, const std::string& node) {
  return std::ranges::any_of(event.arguments, [&node](const auto& argument) {
    const auto* const text = std::get_if<std::string>(&argument.second);
    return text != nullptr && *text == node;
  });
}

// "order-created 0–11, order-paid 3"
QString ownedText(const std::vector<std::string>& partitions) {
  std::map<QString, std::vector<int>> topics;
  for (const auto& name : partitions) {
    const QString partition = format::text(name);
    topics[partition.section(QLatin1Char('/'), 0, 0)].push_back(partition.section(QLatin1Char('/'), 1).toInt());
  }
  QStringList parts;
  for (auto& [topic, numbers] : topics) {
    std::sort(numbers.begin(), numbers.end());
    QStringList spans;
    for (std::size_t first = 0; first < numbers.size();) {
      std::size_t last = first;
      while (last + 1 < numbers.size() && numbers[last + 1] == numbers[last] + 1) ++last;
      spans.append(first == last ? QString::number(numbers[first])
                                 : QStringLiteral("%1–%2").arg(numbers[first]).arg(numbers[last]));
      first = last + 1;
    }
    parts.append(QStringLiteral("%1 %2").arg(topic, spans.join(QLatin1Char(','))));
  }
  return parts.join(QLatin1String(", "));
}

}  // namespace

NodePanel::NodePanel(QWidget* parent)
    : Card({}, parent),
      m_facts(new TextLabel(FontRole::Body, TextLabel::Ink::Muted, {}, this)),
      m_table(new TableView(this)),
      m_model(new EventModel(this)) {
  m_facts->setContentsMargins(12, 8, 12, 8);
  m_facts->setWordWrap(true);
  m_facts->setTextInteractionFlags(Qt::TextSelectableByMouse);
  body()->addWidget(m_facts);
  body()->addWidget(m_table);
  m_table->setSource(m_model);
  m_table->sortByColumn(0, Qt::DescendingOrder);
  setColumnWidths(m_table, {124, 90});
  m_table->stretchColumn(2);
  m_table->keepLayoutAs(QStringLiteral("events"));
  retranslate();
}

void NodePanel::show(const api::NodeView* node, const std::vector<api::OpsEvent>& events) {
  setTitle(node ? format::text(node->name) : tr("What happened"));
  m_table->setEmptyText(node ? tr("Nothing happened to it lately") : tr("Nothing happened yet"));
  setSubtitle(node ? tr("what happened to it lately") : tr("the newest events of every kind"));
  m_facts->setVisible(node != nullptr);
  if (node) {
    QStringList facts{tr("service %1").arg(format::text(node->service)),
                      tr("%1 of CPU time").arg(format::seconds(node->cpuSeconds))};
    if (!node->endpoint.empty()) facts.append(tr("metrics at %1/metrics").arg(format::text(node->endpoint)));
    if (node->lastExit) facts.append(tr("ended last with %1").arg(exitText(*node->lastExit)));
    if (!node->partitions.empty()) facts.append(tr("owns %1").arg(ownedText(node->partitions)));
    QStringList lines{facts.join(QStringLiteral(" · "))};
    for (const auto& breaker : node->breakers) lines.append(tr("breaker to %1").arg(breakerText(breaker)));
    m_facts->setValue(lines.join(QLatin1Char('\n')));
  }
  std::vector<api::OpsEvent> shown;
  for (const auto& event : events) {
    if (!node || isAbout(event, node->name)) shown.push_back(event);
  }
  m_model->setRows(std::move(shown));
}

void NodePanel::retranslate() {
  m_table->setAccessibleName(tr("Events"));
  m_model->retranslate();
}

}  // namespace orderdeck::ui
