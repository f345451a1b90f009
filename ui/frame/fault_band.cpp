#include "ui/frame/fault_band.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QPainterPath>
#include <QPushButton>

#include "ui/theme/format.h"
#include "ui/widgets/text_label.h"
#include "ui/words/fault_text.h"

namespace orderdeck::ui {

FaultBand::FaultBand(QWidget* parent) : QWidget(parent) {
  setFixedHeight(scaled(40));
  m_title = new TextLabel(FontRole::Strong, TextLabel::Ink::Warn, {}, this);
  m_text = new TextLabel(FontRole::Body, TextLabel::Ink::Warn, {}, this);
  m_text->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
  m_clear = new QPushButton(this);
  m_clear->setObjectName(QStringLiteral("clearFaults"));
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(12, 4, 12, 4);
  layout->setSpacing(12);
  layout->addWidget(m_title);
  layout->addWidget(m_text, 1);
  layout->addWidget(m_clear);
  connect(m_clear, &QPushButton::clicked, this, &FaultBand::clearRequested);
  retranslate();
  hide();
}

void FaultBand::retranslate() {
  m_clear->setText(tr("Clear all faults"));
  showAct();
}

void FaultBand::setClearing(bool clearing) {
  m_clearing = clearing;
  showAct();
}

void FaultBand::setWhyNot(const QString& reason) {
  m_whyNot = reason;
  showAct();
}

void FaultBand::showAct() {
  m_clear->setEnabled(!m_clearing && m_whyNot.isEmpty());
  m_clear->setToolTip(m_whyNot.isEmpty() ? tr("Ends every armed fault now (Ctrl+Shift+X)") : m_whyNot);
}

QString FaultBand::text() const { return m_text->text(); }

void FaultBand::showFaults(const std::vector<api::FaultView>& faults) {
  if (faults.empty()) return hide();
  m_title->setValue(faults.size() == 1 ? tr("FAULT ARMED")
                                       : tr("%n FAULTS ARMED", nullptr, static_cast<int>(faults.size())));
  m_faults.clear();
  QStringList tips;
  for (const auto& fault : faults) {
    const QString target = fault.target.empty() ? tr("every instance") : format::text(fault.target);
    const QString when = fault.startsIn > 0 ? tr("starts in %1").arg(format::countdown(fault.startsIn))
                                            : tr("%1 left").arg(format::countdown(fault.secondsLeft));
    m_faults << QStringList{faultText(fault), target, when, struckText(fault)}.join(QStringLiteral(" · "));
    tips << m_faults.last();
    if (const QString since = sinceText(fault.since); !since.isEmpty()) tips.last() += QStringLiteral(" · ") + since;
  }
  m_text->setToolTip(format::tip(tips.join(QLatin1Char('\n'))));
  show();
  fit();
}

// As many faults as there is room for, whole; how many others there are stands behind them, and the tooltip names all.
void FaultBand::fit() {
  layout()->activate();  // the title may just have changed its width
  const QFontMetrics metrics(m_text->font());
  const auto fits = [&](const QString& text) { return metrics.horizontalAdvance(text) <= m_text->width(); };
  const QString gap = QStringLiteral("     ");
  QString text = m_faults.join(gap);
  for (qsizetype shown = m_faults.size() - 1; shown > 0 && !fits(text); --shown)
    text =
        m_faults.mid(0, shown).join(gap) + gap + tr("and %n more", nullptr, static_cast<int>(m_faults.size() - shown));
  m_text->setValue(metrics.elidedText(text, Qt::ElideRight, m_text->width()));
}

void FaultBand::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  fit();
}

void FaultBand::paintEvent(QPaintEvent*) {
  const auto& c = colors();
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  QPainterPath frame;
  frame.addRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
  painter.fillPath(frame, c.hatchDark);
  painter.setClipPath(frame);
  painter.setPen(QPen(c.hatchLight, 13));
  for (int x = -height(); x < width() + height(); x += 36) painter.drawLine(x, height(), x + height(), 0);
  painter.setClipping(false);
  painter.strokePath(frame, QPen(c.warn.flow, 1));
}

}  // namespace orderdeck::ui
