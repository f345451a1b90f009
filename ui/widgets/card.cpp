#include "ui/widgets/card.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>

#include "ui/theme/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/freshness.h"
#include "ui/widgets/text_label.h"
#include "ui/widgets/veil.h"

namespace orderdeck::ui {

Card::Card(const QString& title, QWidget* parent) : QFrame(parent) {
  m_title = new TextLabel(FontRole::Strong, TextLabel::Ink::Text, title, this);
  m_subtitle = new TextLabel(FontRole::Body, TextLabel::Ink::Muted, {}, this);
  m_subtitle->setMinimumWidth(0);
  m_subtitle->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
  m_head = new QWidget(this);
  m_head->setFixedHeight(scaled(36));
  m_headLayout = new QHBoxLayout(m_head);
  m_headLayout->setContentsMargins(12, 0, 12, 0);
  m_headLayout->setSpacing(8);
  m_headLayout->addWidget(m_title);
  m_headLayout->addWidget(m_subtitle, 1);
  m_age = new TextLabel(FontRole::Strong, TextLabel::Ink::Warn, {}, this);
  m_age->setObjectName(QStringLiteral("age"));
  m_age->hide();
  m_headLayout->addWidget(m_age);
  m_body = new QVBoxLayout;
  m_body->setContentsMargins(0, 0, 0, 0);
  m_body->setSpacing(0);
  auto* all = new QVBoxLayout(this);
  all->setContentsMargins(1, 1, 1, 6);
  all->setSpacing(1);
  all->addWidget(m_head);
  all->addLayout(m_body, 1);
  m_veil = new Veil(this, scaled(36) + 2);
  setAccessibleName(title);
}

void Card::setFreshness(const Freshness& freshness) {
  m_age->setText(freshness.age());
  m_age->setToolTip(format::tip(freshness.why()));
  m_age->setVisible(freshness.isStale());
  m_veil->setVisible(freshness.isStale());
  if (freshness.isStale()) m_veil->raise();  // above what came into the body since
}

void Card::setTitle(const QString& title) {
  m_title->setText(title);
  setAccessibleName(title);
}

void Card::setSubtitle(const QString& subtitle) {
  if (m_subtitle->text() != subtitle) m_subtitle->setText(subtitle);
}

void Card::addHeadWidget(QWidget* widget) { m_headLayout->addWidget(widget, 0, Qt::AlignVCenter); }

void Card::paintEvent(QPaintEvent*) {
  const auto& c = colors();
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(c.border);
  painter.setBrush(c.panel);
  painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
  painter.setRenderHint(QPainter::Antialiasing, false);
  const int y = m_head->geometry().bottom() + 1;
  painter.drawLine(1, y, width() - 2, y);
}

void Card::changeEvent(QEvent* event) {
  QFrame::changeEvent(event);
  if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange) restyle();
}

void Card::restyle() {
  m_head->setFixedHeight(scaled(36));
  m_veil->setTop(scaled(36) + 2);
}

}  // namespace orderdeck::ui
