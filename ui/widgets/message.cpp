#include "ui/widgets/message.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>
#include <QTimer>

#include "ui/widgets/badge.h"
#include "ui/widgets/text_label.h"

namespace orderdeck::ui {
namespace {

constexpr int kLeft = 96;  // of a toast: right of the rail

void paintFrame(QWidget* widget, Tone tone) {
  const auto& t = colors().tone(tone);
  QPainter painter(widget);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(t.line);
  painter.setBrush(tone == Tone::Neutral ? colors().raised : t.fill);
  painter.drawRoundedRect(QRectF(widget->rect()).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5);
  paintDot(painter, QPointF(16, widget->height() / 2.0), tone);
}

}  // namespace

InlineMessage::InlineMessage(QWidget* parent) : QFrame(parent) {
  m_title = new TextLabel(FontRole::Strong, TextLabel::Ink::Text, {}, this);
  m_text = new TextLabel(FontRole::Body, TextLabel::Ink::Text, {}, this);
  m_text->setWordWrap(true);
  m_act = new QPushButton(this);
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(30, 6, 8, 6);
  layout->setSpacing(10);
  layout->addWidget(m_title);
  layout->addWidget(m_text, 1);
  layout->addWidget(m_act);
  connect(m_act, &QPushButton::clicked, this, &InlineMessage::acted);
}

void InlineMessage::set(Tone tone, const QString& title, const QString& text, const QString& actText) {
  m_tone = tone;
  m_title->setText(title);
  m_title->setVisible(!title.isEmpty());
  m_text->setText(text);
  m_act->setText(actText);
  m_act->setVisible(!actText.isEmpty());
  setAccessibleName(title + QLatin1Char(' ') + text);
  update();
}

QString InlineMessage::text() const { return m_text->text(); }

void InlineMessage::paintEvent(QPaintEvent*) { paintFrame(this, m_tone); }

void Toast::show(QWidget* anywhere, const QString& text, Tone tone) {
  auto* window = anywhere->window();
  for (auto* old : window->findChildren<Toast*>(QString(), Qt::FindDirectChildrenOnly)) delete old;
  auto* toast = new Toast(window, text, tone);
  toast->adjustSize();
  toast->move(scaled(kLeft), window->height() - toast->height() - scaled(44));
  toast->QFrame::show();
  toast->raise();
  QTimer::singleShot(tone == Tone::Bad ? 9000 : 4000, toast, &QObject::deleteLater);
}

Toast::Toast(QWidget* window, const QString& text, Tone tone) : QFrame(window), m_tone(tone) {
  auto* label = new TextLabel(FontRole::Body, TextLabel::Ink::Text, text, this);
  label->setWordWrap(text.size() > 60);
  if (text.size() > 60) label->setFixedWidth(scaled(420));
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(32, 10, 16, 10);
  layout->addWidget(label);
  setAccessibleName(text);
  setToolTip(tr("Click to close"));
}

void Toast::paintEvent(QPaintEvent*) { paintFrame(this, m_tone); }

void Toast::mousePressEvent(QMouseEvent*) { deleteLater(); }

}  // namespace orderdeck::ui
