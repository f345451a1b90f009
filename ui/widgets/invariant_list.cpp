#include "ui/widgets/invariant_list.h"

#include <QCoreApplication>
#include <QHelpEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>

#include "ui/theme/format.h"
#include "ui/theme/state_style.h"
#include "ui/words/invariant_name.h"

namespace orderdeck::ui {
namespace {

constexpr int kColumns = 2;
constexpr int kLine = 20;
constexpr int kFirstShare = 53;  // of a hundred: the longer names stand on the left

void paintMark(QPainter& painter, QPointF centre, domain::VerdictWord status, bool stale) {
  const auto& c = colors();
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setBrush(Qt::NoBrush);
  const auto at = [centre](double x, double y) { return centre + QPointF(x, y); };
  if (status == domain::Verdict::Ok) {
    painter.setPen(QPen(stale ? c.neutral.line : c.ok.line, 2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPolyline(QPolygonF({at(-4, 0), at(-1, 3), at(4, -3.5)}));
  } else if (status == domain::Verdict::Broken) {
    painter.setPen(QPen(c.bad.line, 2, Qt::SolidLine, Qt::RoundCap));
    painter.drawLine(at(-3.5, -3.5), at(3.5, 3.5));
    painter.drawLine(at(-3.5, 3.5), at(3.5, -3.5));
  } else {
    painter.setPen(QPen(c.neutral.line, 2, Qt::SolidLine, Qt::RoundCap));
    painter.drawLine(at(-3.5, 0), at(3.5, 0));
  }
}

}  // namespace

InvariantList::InvariantList(QWidget* parent) : QWidget(parent) {
  setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
  setFocusPolicy(Qt::StrongFocus);
  setMouseTracking(true);
}

void InvariantList::setInvariants(const std::vector<api::InvariantView>& invariants) {
  std::vector<Item> items;
  items.reserve(invariants.size());
  for (const auto& i : invariants)
    items.push_back({i.number, invariantName(i), format::text(i.detail),
                     i.since ? format::timeOfDay(*i.since) : QString(), i.status});
  if (items == m_items) return;
  const bool resized = items.size() != m_items.size();
  m_items = std::move(items);
  m_current = std::min(m_current, m_items.empty() ? 0 : m_items.size() - 1);
  QStringList all;
  for (const auto& item : m_items) all << describe(item);
  setAccessibleName(all.join(QStringLiteral("; ")));
  if (resized) updateGeometry();
  update();
}

void InvariantList::setStale(bool stale) {
  if (stale == m_stale) return;
  m_stale = stale;
  update();
}

QSize InvariantList::sizeHint() const {
  const auto lines = (std::max<std::size_t>(m_items.size(), 2) + kColumns - 1) / kColumns;
  return {scaled(260), static_cast<int>(lines) * scaled(kLine)};
}

QRect InvariantList::rectOf(std::size_t item) const {
  const int column = static_cast<int>(item) % kColumns, line = static_cast<int>(item) / kColumns;
  const int split = width() * kFirstShare / 100;
  return column == 0 ? QRect(0, line * scaled(kLine), split, scaled(kLine))
                     : QRect(split, line * scaled(kLine), width() - split, scaled(kLine));
}

QString InvariantList::describe(const Item& item) const {
  QString text = QStringLiteral("%1 ").arg(item.number) + item.name + QStringLiteral(": ") +
                 invariantStyle(item.status.value()).word;
  if (!item.since.isEmpty() && item.status == domain::Verdict::Broken)
    text += QStringLiteral(" · ") + tr("since %1").arg(item.since);
  return item.detail.isEmpty() ? text : text + QStringLiteral(" · ") + item.detail;
}

std::optional<std::size_t> InvariantList::itemAt(const QPoint& pos) const {
  for (std::size_t i = 0; i < m_items.size(); ++i)
    if (rectOf(i).contains(pos)) return i;
  return std::nullopt;
}

void InvariantList::activate(std::size_t item) {
  m_current = item;
  update();
  emit activated(m_items[item].number, mapToGlobal(rectOf(item).bottomLeft()));
}

void InvariantList::mousePressEvent(QMouseEvent* event) {
  if (const auto item = itemAt(event->pos()); item && event->button() == Qt::LeftButton) activate(*item);
}

void InvariantList::mouseMoveEvent(QMouseEvent* event) {
  const auto item = itemAt(event->pos());
  if (item == m_hovered) return;
  m_hovered = item;
  setCursor(item ? Qt::PointingHandCursor : Qt::ArrowCursor);
  update();
}

void InvariantList::leaveEvent(QEvent*) {
  m_hovered.reset();
  update();
}

void InvariantList::keyPressEvent(QKeyEvent* event) {
  if (m_items.empty()) return QWidget::keyPressEvent(event);
  const auto last = m_items.size() - 1;
  const auto step = [&](std::size_t columns, bool forward) {
    if (forward)
      m_current = std::min(m_current + columns, last);
    else
      m_current -= std::min(m_current, columns);
    update();
  };
  switch (event->key()) {
    case Qt::Key_Left: return step(1, false);
    case Qt::Key_Right: return step(1, true);
    case Qt::Key_Up: return step(kColumns, false);
    case Qt::Key_Down: return step(kColumns, true);
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space: return activate(m_current);
    default: QWidget::keyPressEvent(event);
  }
}

void InvariantList::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setFont(textFont(FontRole::Body));
  if (m_items.empty()) {
    painter.setPen(colors().muted);
    painter.drawText(rect(), Qt::AlignLeft | Qt::AlignVCenter, tr("Not checked yet"));
    return;
  }
  const QFontMetrics metrics(painter.font());
  const QFont words = painter.font(), numbers = textFont(FontRole::Small);
  const int numberWidth = QFontMetrics(numbers).horizontalAdvance(QStringLiteral("00"));
  for (std::size_t i = 0; i < m_items.size(); ++i) {
    const QRect area = rectOf(i);
    const auto& item = m_items[i];
    const bool broken = item.status == domain::Verdict::Broken;
    if (m_hovered == i || (hasFocus() && m_current == i))
      painter.fillRect(area.adjusted(-2, 0, -4, 0), colors().selection);
    if (hasFocus() && m_current == i) {
      painter.setPen(colors().accent);
      painter.setBrush(Qt::NoBrush);
      painter.drawRect(area.adjusted(0, 0, -5, -1));
    }
    paintMark(painter, QPointF(area.left() + 6, area.center().y() + 0.5), item.status, m_stale);
    painter.setPen(colors().muted);
    painter.setFont(numbers);
    painter.drawText(QRect(area.left() + 16, area.top(), numberWidth, area.height()), Qt::AlignVCenter | Qt::AlignRight,
                     QString::number(item.number));
    const bool holds = item.status == domain::Verdict::Ok && !m_stale;
    painter.setPen(broken ? colors().bad.text : holds ? colors().text : colors().muted);
    painter.setFont(words);
    const QRect room = area.adjusted(16 + numberWidth + 6, 0, -4, 0);
    const QString full = item.name + QStringLiteral(" – ") + invariantStyle(domain::Verdict::Broken).word;
    const QString name =
        broken && metrics.horizontalAdvance(full) <= room.width() ? full : item.name;  // the mark says it too
    painter.drawText(room, Qt::AlignVCenter | Qt::AlignLeft, metrics.elidedText(name, Qt::ElideRight, room.width()));
  }
}

bool InvariantList::event(QEvent* event) {
  if (event->type() == QEvent::ToolTip) {
    const auto* help = static_cast<QHelpEvent*>(event);
    QString text;
    if (const auto item = itemAt(help->pos())) text = describe(m_items[*item]);
    QToolTip::showText(help->globalPos(), format::tip(text), this);
    return true;
  }
  return QWidget::event(event);
}

}  // namespace orderdeck::ui
