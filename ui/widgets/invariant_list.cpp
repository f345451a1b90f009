#include "ui/widgets/invariant_list.h"

#include <QCoreApplication>
#include <QHelpEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>

#include "ui/theme/format.h"
#include "ui/theme/state_style.h"

namespace orderdeck::ui {
namespace {

constexpr int kColumns = 2;

void paintMark(QPainter& painter, QPointF centre, const QString& status) {
  const auto& c = colors();
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setBrush(Qt::NoBrush);
  const auto at = [centre](double x, double y) { return centre + QPointF(x, y); };
  if (status == QLatin1String("ok")) {
    painter.setPen(QPen(c.ok.line, 2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPolyline(QPolygonF({at(-4, 0), at(-1, 3), at(4, -3.5)}));
  } else if (status == QLatin1String("broken")) {
    painter.setPen(QPen(c.bad.line, 2, Qt::SolidLine, Qt::RoundCap));
    painter.drawLine(at(-3.5, -3.5), at(3.5, 3.5));
    painter.drawLine(at(-3.5, 3.5), at(3.5, -3.5));
  } else {
    painter.setPen(QPen(c.neutral.line, 2, Qt::SolidLine, Qt::RoundCap));
    painter.drawLine(at(-3.5, 0), at(3.5, 0));
  }
}

}  // namespace

QString invariantName(const runtime::InvariantView& invariant) {
  static constexpr const char* kNames[] = {
      QT_TRANSLATE_NOOP("orderdeck::ui::InvariantList", "no oversell"),       QT_TRANSLATE_NOOP("orderdeck::ui::InvariantList", "no undersell"),
      QT_TRANSLATE_NOOP("orderdeck::ui::InvariantList", "stock conserved"),   QT_TRANSLATE_NOOP("orderdeck::ui::InvariantList", "no lost order"),
      QT_TRANSLATE_NOOP("orderdeck::ui::InvariantList", "one charge per order"), QT_TRANSLATE_NOOP("orderdeck::ui::InvariantList", "legal transitions"),
  };
  const auto at = static_cast<std::size_t>(invariant.number) - 1;
  if (invariant.number < 1 || at >= std::size(kNames)) return format::text(invariant.name);
  return QCoreApplication::translate("orderdeck::ui::InvariantList", kNames[at]);
}

InvariantList::InvariantList(QWidget* parent) : QWidget(parent) { setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed); }

void InvariantList::setInvariants(const std::vector<runtime::InvariantView>& invariants) {
  std::vector<Item> items;
  items.reserve(invariants.size());
  for (const auto& i : invariants) items.push_back({invariantName(i), format::text(i.status), format::text(i.detail)});
  if (items == m_items) return;
  const bool resized = items.size() != m_items.size();
  m_items = std::move(items);
  QStringList all;
  for (const auto& item : m_items) all << describe(item);
  setAccessibleName(all.join(QStringLiteral("; ")));
  if (resized) updateGeometry();
  update();
}

QSize InvariantList::sizeHint() const {
  const auto lines = (std::max<std::size_t>(m_items.size(), 2) + kColumns - 1) / kColumns;
  return {scaled(260), static_cast<int>(lines) * scaled(23)};
}

QRect InvariantList::rectOf(std::size_t item) const {
  const int column = static_cast<int>(item) % kColumns, line = static_cast<int>(item) / kColumns;
  return {column * width() / kColumns, line * scaled(23), width() / kColumns, scaled(23)};
}

QString InvariantList::describe(const Item& item) const {
  const QString text = item.name + QStringLiteral(": ") + invariantStyle(item.status.toStdString()).word;
  return item.detail.isEmpty() ? text : text + QStringLiteral(" · ") + item.detail;
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
  for (std::size_t i = 0; i < m_items.size(); ++i) {
    const QRect area = rectOf(i);
    const auto& item = m_items[i];
    paintMark(painter, QPointF(area.left() + 6, area.center().y() + 0.5), item.status);
    const bool broken = item.status == QLatin1String("broken");
    painter.setPen(broken ? colors().bad.text : item.status == QLatin1String("ok") ? colors().text : colors().muted);
    const QString name = broken ? item.name + QStringLiteral(" – ") + invariantStyle("broken").word : item.name;
    painter.drawText(area.adjusted(18, 0, -4, 0), Qt::AlignVCenter | Qt::AlignLeft, metrics.elidedText(name, Qt::ElideRight, area.width() - 22));
  }
}

bool InvariantList::event(QEvent* event) {
  if (event->type() == QEvent::ToolTip) {
    const auto* help = static_cast<QHelpEvent*>(event);
    QString text;
    for (std::size_t i = 0; i < m_items.size(); ++i)
      if (rectOf(i).contains(help->pos())) text = describe(m_items[i]);
    QToolTip::showText(help->globalPos(), text, this);
    return true;
  }
  return QWidget::event(event);
}

}  // namespace orderdeck::ui
