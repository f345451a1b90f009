#include "ui/dialogs/armed_fault_list.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <algorithm>

#include "ui/theme/format.h"
#include "ui/widgets/text_label.h"
#include "ui/words/fault_text.h"

namespace orderdeck::ui {

ArmedFaultList::ArmedFaultList(QWidget* parent)
    : QWidget(parent),
      m_layout(new QVBoxLayout(this)),
      m_title(new TextLabel(FontRole::Strong, TextLabel::Ink::Warn, {}, this)) {
  m_layout->setContentsMargins(0, 0, 0, 0);
  m_layout->addWidget(m_title);
  hide();
}

void ArmedFaultList::showFaults(const std::vector<api::FaultView>& faults) {
  m_faults = faults;
  const bool same = std::ranges::equal(
      m_faults, m_lines, {}, [](const api::FaultView& f) { return format::text(f.id); },
      [](const Line& line) { return line.id; });
  if (!same) {
    for (const Line& line : m_lines) line.widget->deleteLater();
    m_lines.clear();
    for (const api::FaultView& fault : m_faults) addLine(format::text(fault.id));
  }
  fill();
  setVisible(!m_faults.empty());
}

void ArmedFaultList::addLine(const QString& id) {
  auto* widget = new QWidget(this);
  auto* row = new QHBoxLayout(widget);
  row->setContentsMargins(0, 0, 0, 0);
  auto* text = new TextLabel(FontRole::Body, TextLabel::Ink::Muted, {}, widget);
  text->setWordWrap(true);
  auto* clear = new QPushButton(widget);
  clear->setAutoDefault(false);
  clear->setObjectName(QStringLiteral("clear-") + id);
  row->addWidget(text, 1);
  row->addWidget(clear);
  m_layout->addWidget(widget);
  connect(clear, &QPushButton::clicked, this, [this, id] { emit clearRequested(id); });
  m_lines.push_back({id, widget, text, clear});
}

void ArmedFaultList::setWhyNot(const QString& reason) {
  m_whyNot = reason;
  fill();
}

void ArmedFaultList::retranslate() { fill(); }

void ArmedFaultList::fill() {
  m_title->setValue(tr("Armed now"));
  for (std::size_t i = 0; i < m_lines.size(); ++i) {
    const api::FaultView& fault = m_faults[i];
    QStringList says = {faultText(fault), fault.target.empty() ? tr("every instance") : format::text(fault.target),
                        fault.startsIn > 0 ? tr("starts in %1").arg(format::countdown(fault.startsIn))
                                           : tr("%1 left").arg(format::countdown(fault.secondsLeft)),
                        tr("seed %1").arg(fault.seed), struckText(fault)};
    if (const QString since = sinceText(fault.since); !since.isEmpty()) says << since;
    m_lines[i].text->setValue(says.join(QStringLiteral(" · ")));
    m_lines[i].clear->setText(tr("Clear"));
    m_lines[i].clear->setAccessibleName(tr("Clear %1").arg(faultTitle(format::text(fault.name))));
    m_lines[i].clear->setEnabled(m_whyNot.isEmpty());
    m_lines[i].clear->setToolTip(m_whyNot);
  }
}

}  // namespace orderdeck::ui
