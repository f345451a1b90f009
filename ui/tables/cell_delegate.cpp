#include "ui/tables/cell_delegate.h"

#include <QAbstractItemView>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include "ui/tables/bar_painter.h"
#include "ui/tables/cell.h"
#include "ui/theme/format.h"
#include "ui/widgets/badge.h"

namespace orderdeck::ui {
namespace {

constexpr int kSide = 10;
constexpr int kSelectedMark = 3;
constexpr int kDot = 15;   // a dot and the gap before the word
constexpr int kMark = 12;  // from one dot to the next

// Where the words begin.
int paintMarks(QPainter& painter, const QRect& area, const Marks& marks) {
  int left = area.left();
  for (const Tone tone : marks.tones) {
    paintDot(painter, QPointF(left + 4, area.center().y() + 0.5), tone);
    left += kMark;
  }
  return marks.tones.empty() ? left : left + kDot - kMark;
}

bool monospaced(CellKind kind) { return kind == CellKind::Number || kind == CellKind::Code; }

}  // namespace

void CellDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
  const auto& c = colors();
  if (option.state & QStyle::State_Selected) {
    painter->fillRect(option.rect, c.selection);
  } else if (option.state & QStyle::State_MouseOver) {
    painter->fillRect(option.rect, c.hover);
  }
  painter->setPen(c.grid);
  painter->drawLine(option.rect.bottomLeft(), option.rect.bottomRight());
  // A shape at the row's beginning too: the selected ground differs from the others by its colour alone.
  if ((option.state & QStyle::State_Selected) != 0 && option.rect.left() <= 0)
    painter->fillRect(QRect(0, option.rect.top(), kSelectedMark, option.rect.height()), c.accent);

  const auto kind = static_cast<CellKind>(index.data(KindRole).toInt());
  const auto toneValue = index.data(ToneRole);
  const auto tone = toneValue.isValid() ? static_cast<Tone>(toneValue.toInt()) : Tone::Neutral;
  QRect area = option.rect.adjusted(kSide, 0, -kSide, -1);
  const QString text = index.data(Qt::DisplayRole).toString();

  if (kind == CellKind::Bar) {
    paintBar(*painter, area, index.data(BarRole).value<Bar>());
  } else if (kind == CellKind::Badge) {
    if (!text.isEmpty()) Badge::paint(*painter, area, text, tone);
  } else {
    if (kind == CellKind::Dot) {
      paintDot(*painter, QPointF(area.left() + 4, option.rect.center().y() + 0.5), tone);
      area.setLeft(area.left() + kDot);
    }
    if (kind == CellKind::Marks) area.setLeft(paintMarks(*painter, area, index.data(MarksRole).value<Marks>()));
    if (const auto swatch = index.data(SwatchRole); swatch.isValid()) {
      painter->fillRect(QRect(area.left(), option.rect.center().y() - 1, 12, 3), swatch.value<QColor>());
      area.setLeft(area.left() + 19);
    }
    const QFont f = textFont(monospaced(kind) ? FontRole::Number : FontRole::Body);
    painter->setFont(f);
    const QColor ink = index.data(DimRole).toBool() ? c.muted : c.text;
    painter->setPen(tone == Tone::Neutral || kind == CellKind::Dot ? ink : c.tone(tone).text);
    const auto alignment = static_cast<Qt::Alignment>(index.data(Qt::TextAlignmentRole).value<Qt::Alignment>());
    painter->drawText(
        area, static_cast<int>(alignment | Qt::AlignVCenter) | Qt::TextSingleLine,
        QFontMetrics(f).elidedText(text, kind == CellKind::Code ? Qt::ElideMiddle : Qt::ElideRight, area.width()));
  }
  // The one cell the keyboard is at, so that it can be seen.
  if ((option.state & QStyle::State_HasFocus) != 0 && (option.state & QStyle::State_KeyboardFocusChange) != 0) {
    painter->setPen(c.accent);
    painter->setBrush(Qt::NoBrush);
    painter->drawRect(option.rect.adjusted(0, 0, -1, -2));
  }
}

// A text that is cut can be read whole.
bool CellDelegate::helpEvent(QHelpEvent* event, QAbstractItemView* view, const QStyleOptionViewItem& option,
                             const QModelIndex& index) {
  const bool cut = event->type() == QEvent::ToolTip && option.rect.width() < sizeHint(option, index).width() - 2;
  if (!cut || !index.data(Qt::ToolTipRole).toString().isEmpty() ||
      static_cast<CellKind>(index.data(KindRole).toInt()) == CellKind::Bar)
    return QStyledItemDelegate::helpEvent(event, view, option, index);
  QToolTip::showText(event->globalPos(), format::tip(index.data(Qt::DisplayRole).toString()), view);
  return true;
}

QSize CellDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const {
  const auto kind = static_cast<CellKind>(index.data(KindRole).toInt());
  const QFontMetrics metrics(textFont(monospaced(kind) ? FontRole::Number : FontRole::Body));
  const int marks = static_cast<int>(kind == CellKind::Marks ? index.data(MarksRole).value<Marks>().tones.size() : 0);
  const int extra = kind == CellKind::Badge            ? 16
                    : kind == CellKind::Dot            ? kDot
                    : marks > 0                        ? (marks - 1) * kMark + kDot
                    : index.data(SwatchRole).isValid() ? 19
                                                       : 0;
  const int width =
      kind == CellKind::Bar ? scaled(140) : metrics.horizontalAdvance(index.data(Qt::DisplayRole).toString());
  return {width + extra + 2 * kSide + 2, scaled(30)};
}

}  // namespace orderdeck::ui
