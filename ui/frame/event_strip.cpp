#include "ui/frame/event_strip.h"

#include <QAction>
#include <QActionGroup>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QPainter>
#include <cmath>

#include "ui/feed/feed.h"
#include "ui/frame/event_list.h"
#include "ui/theme/format.h"
#include "ui/theme/icon.h"
#include "ui/theme/theme.h"
#include "ui/widgets/place_over.h"
#include "ui/widgets/text_label.h"
#include "ui/words/event_text.h"

namespace orderdeck::ui {

namespace {
constexpr int kAfterTime = 8, kAfterKind = 5, kFewWords = 90;  // pixels in the strip
}  // namespace

EventStrip::EventStrip(Feed& feed, QAction* pause, QWidget* parent) : QWidget(parent), m_feed(feed) {
  setFixedHeight(scaled(30));
  setCursor(Qt::PointingHandCursor);
  setFocusPolicy(Qt::TabFocus);
  m_right = new QWidget(this);
  m_right->setCursor(Qt::ArrowCursor);
  m_age = new TextLabel(FontRole::Small, TextLabel::Ink::Muted, {}, m_right);
  m_clock = new TextLabel(FontRole::SmallNumber, TextLabel::Ink::Text, {}, m_right);
  m_zone = new QToolButton(m_right);
  m_rate = new QToolButton(m_right);
  m_rate->setPopupMode(QToolButton::InstantPopup);
  m_pause = new QToolButton(m_right);
  m_pause->setDefaultAction(pause);
  m_pause->setToolButtonStyle(Qt::ToolButtonIconOnly);
  for (auto* button : {m_zone, m_rate, m_pause}) {
    button->setFocusPolicy(Qt::TabFocus);
    button->setFont(textFont(FontRole::Small));
    button->setIconSize({scaled(14), scaled(14)});
  }
  auto* right = new QHBoxLayout(m_right);
  right->setContentsMargins(8, 0, 8, 0);
  right->setSpacing(4);
  right->addWidget(m_age);
  right->addWidget(m_rate);
  right->addWidget(m_pause);
  right->addWidget(m_zone);
  right->addWidget(m_clock);
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(0, 1, 0, 0);
  layout->addStretch(1);
  layout->addWidget(m_right);
  connect(m_zone, &QToolButton::clicked, this, &EventStrip::zoneToggled);
  auto* menu = new QMenu(m_rate);
  connect(menu, &QMenu::aboutToShow, this, &EventStrip::showSettings);
  m_rate->setMenu(menu);
  m_timer.setInterval(1000);
  connect(&m_timer, &QTimer::timeout, this, &EventStrip::tick);
  m_timer.start();
  retranslate();
}

QList<double> EventStrip::rates() { return {0, 1, 2, 5, 10}; }

void EventStrip::retranslate() {
  setToolTip(tr("Click or Enter lists the newest events"));
  setAccessibleName(tr("Newest events"));
  m_zone->setToolTip(tr("Switch between local time and UTC (Ctrl+U)"));
  m_rate->setToolTip(tr("How often the figures are refreshed"));
  m_rate->setAccessibleName(m_rate->toolTip());
  m_zone->setAccessibleName(m_zone->toolTip());
  m_age->setToolTip(tr("Age of the last refresh; F5 refreshes now"));
  m_pause->setIcon(m_pause->defaultAction()->icon());
  showSettings();
  tick();
  update();
}

void EventStrip::showSettings() {
  auto* menu = m_rate->menu();
  menu->clear();
  for (const double hertz : rates()) {
    auto* action = menu->addAction(hertz == 0 ? tr("Off") : tr("%1 Hz").arg(hertz));
    action->setCheckable(true);
    action->setChecked(hertz == m_feed.rate());
    connect(action, &QAction::triggered, this, [this, hertz] { emit rateChosen(hertz); });
  }
  m_rate->setText(m_feed.rate() == 0 ? tr("Off") : tr("%1 Hz").arg(m_feed.rate()));
  m_zone->setText(format::zoneName());
  tick();
}

void EventStrip::tick() {
  m_clock->setValue(format::timeOfDay(core::now()));
  const auto age = m_feed.age();
  constexpr qint64 kOld = 3000;
  QString text;
  if (!age) {
    text = tr("no refresh yet");
  } else if (*age < 1000) {
    text = tr("refreshed just now");
  } else {
    const double seconds = std::floor(static_cast<double>(*age) / 1000);
    text = tr("refreshed %1 ago").arg(seconds < 60 ? QStringLiteral("%1 s").arg(seconds) : format::countdown(seconds));
  }
  if (m_feed.paused()) text = tr("paused") + QStringLiteral(" · ") + text;
  m_age->setValue(text);
  m_age->setInk(age && *age > kOld ? TextLabel::Ink::Warn : TextLabel::Ink::Muted);
}

void EventStrip::showEvents(const std::vector<api::OpsEvent>& events) {
  tick();
  const auto last = [](const std::vector<api::OpsEvent>& e) {
    return e.empty() ? std::int64_t{-1} : e.back().sequence;
  };
  if (last(events) == last(m_events) && events.size() == m_events.size()) return;
  m_events = events;
  if (m_list) m_list->showEvents(m_events);
  QString spoken = tr("Newest events");
  if (!m_events.empty()) spoken += QStringLiteral(": ") + eventText(m_events.back());
  setAccessibleName(spoken);
  update(0, 0, m_right->x(), height());
}

void EventStrip::paintEvent(QPaintEvent*) {
  const auto& c = colors();
  QPainter painter(this);
  painter.fillRect(rect(), c.rail);
  painter.setPen(c.border);
  painter.drawLine(0, 0, width(), 0);
  const int end = m_right->x() - 12;
  if (hasFocus()) {
    painter.setPen(c.accent);
    painter.drawRect(3, 3, end - 3, height() - 6);
  }
  int x = 12;
  const auto put = [&](const QFont& f, const QColor& color, const QString& text) {
    const QFontMetrics metrics(f);
    if (x >= end - 24) return false;
    const QString shown = metrics.elidedText(text, Qt::ElideRight, end - x);
    painter.setFont(f);
    painter.setPen(color);
    painter.drawText(QRect(x, 1, end - x, height() - 1), Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine, shown);
    x += metrics.horizontalAdvance(shown);
    return shown == text;
  };
  if (m_events.empty()) {
    put(textFont(FontRole::Small), c.muted, tr("No event yet"));
    return;
  }
  QFont strong = textFont(FontRole::Small);
  strong.setWeight(QFont::DemiBold);
  int shown = 0;
  for (auto event = m_events.rbegin(); event != m_events.rend() && shown < 4; ++event, ++shown) {
    const QString time = format::timeOfDay(event->at), kind = eventKind(event->kind), what = eventText(*event);
    // A time without what happened then says nothing: an event is begun where some of its words have room too.
    const int words = std::min(QFontMetrics(textFont(FontRole::Small)).horizontalAdvance(what), scaled(kFewWords));
    const int head = QFontMetrics(textFont(FontRole::SmallNumber)).horizontalAdvance(time) + kAfterTime +
                     QFontMetrics(strong).horizontalAdvance(kind) + kAfterKind;
    if (shown > 0 && x + head + words > end) break;
    if (!put(textFont(FontRole::SmallNumber), c.muted, time)) break;
    x += kAfterTime;
    if (!put(strong, c.text, kind)) break;
    x += kAfterKind;
    if (!put(textFont(FontRole::Small), c.muted, what)) break;
    x += 18;
  }
}

void EventStrip::mousePressEvent(QMouseEvent* event) {
  if (event->button() == Qt::LeftButton) listEvents();
}

void EventStrip::keyPressEvent(QKeyEvent* event) {
  const int key = event->key();
  if (key == Qt::Key_Return || key == Qt::Key_Enter || key == Qt::Key_Space) return listEvents();
  QWidget::keyPressEvent(event);
}

void EventStrip::listEvents() {
  if (!m_list) {
    m_list = new EventList(window());
    m_list->showEvents(m_events);
    placeOver(m_list, window());
  }
  m_list->show();
  m_list->raise();
  m_list->activateWindow();
}

void EventStrip::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::LanguageChange) retranslate();
}

}  // namespace orderdeck::ui
