#include "ui/frame/nav_rail.h"

#include <QPainter>
#include <QVBoxLayout>

#include "ui/theme/icon.h"
#include "ui/theme/theme.h"

namespace orderdeck::ui {

RailButton::RailButton(QString iconName, QWidget* parent) : QAbstractButton(parent), m_iconName(std::move(iconName)) {
  setCheckable(true);
  setFocusPolicy(Qt::TabFocus);
  setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

QSize RailButton::sizeHint() const { return {scaled(76), scaled(62)}; }

void RailButton::enterEvent(QEnterEvent*) { update(); }
void RailButton::leaveEvent(QEvent*) { update(); }

void RailButton::paintEvent(QPaintEvent*) {
  const auto& c = colors();
  QPainter painter(this);
  const bool lit = isChecked() || underMouse();
  if (isChecked()) {
    painter.fillRect(rect(), c.panel);
    painter.fillRect(QRect(0, scaled(10), 3, height() - 2 * scaled(10)), c.accent);
  } else if (underMouse()) {
    painter.fillRect(rect(), c.hover);
  }
  const int size = scaled(20);
  painter.drawPixmap((width() - size) / 2, scaled(11),
                     iconPixmap(m_iconName, lit ? c.text : c.muted, size, devicePixelRatioF()));
  painter.setFont(textFont(FontRole::Small));
  painter.setPen(lit ? c.text : c.muted);
  painter.drawText(QRect(0, scaled(34), width(), scaled(20)), Qt::AlignCenter,
                   painter.fontMetrics().elidedText(text(), Qt::ElideRight, width() - 4));
  if (hasFocus()) {
    painter.setPen(c.accent);
    painter.drawRect(rect().adjusted(4, 3, -5, -4));
  }
}

NavRail::NavRail(QWidget* parent) : QWidget(parent) {
  setFixedWidth(scaled(76) + 1);
  m_layout = new QVBoxLayout(this);
  m_layout->setContentsMargins(0, scaled(8), 1, scaled(4));
  m_layout->setSpacing(0);
  m_layout->addStretch(1);
  m_settings = new RailButton(QStringLiteral("settings"), this);
  m_settings->setCheckable(false);
  m_layout->addWidget(m_settings);
}

void NavRail::addPage(const QString& iconName) {
  auto* button = new RailButton(iconName, this);
  const int index = static_cast<int>(m_buttons.size());
  m_layout->insertWidget(index, button);
  m_buttons.push_back(button);
  // The window decides: it may stay where it is.
  connect(button, &RailButton::clicked, this, [this, button, index] {
    button->setChecked(true);
    emit pageChosen(index);
  });
}

void NavRail::setTitle(int index, const QString& title) {
  auto* button = m_buttons[static_cast<std::size_t>(index)];
  button->setText(title);
  button->setAccessibleName(title);
  button->setToolTip(QStringLiteral("%1 (%2)").arg(title).arg(index + 1));
}

void NavRail::setCurrent(int index) {
  for (std::size_t i = 0; i < m_buttons.size(); ++i) m_buttons[i]->setChecked(static_cast<int>(i) == index);
}

void NavRail::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.fillRect(rect(), colors().rail);
  painter.setPen(colors().border);
  painter.drawLine(width() - 1, 0, width() - 1, height());
}

}  // namespace orderdeck::ui
