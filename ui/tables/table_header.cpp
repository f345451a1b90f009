#include "ui/tables/table_header.h"

#include <QPainter>

#include "ui/theme/theme.h"

namespace orderdeck::ui {
namespace {
constexpr int kSide = 10;
constexpr int kArrow = 12;
}  // namespace

TableHeader::TableHeader(QWidget* parent) : QHeaderView(Qt::Horizontal, parent) {
  setSectionsClickable(true);
  setHighlightSections(false);
}

void TableHeader::paintSection(QPainter* painter, const QRect& rect, int section) const {
  const auto& c = colors();
  painter->fillRect(rect, c.panel);
  painter->setPen(c.border);
  painter->drawLine(rect.bottomLeft(), rect.bottomRight());
  const bool sorted = isSortIndicatorShown() && sortIndicatorSection() == section;
  const auto alignment = model()->headerData(section, Qt::Horizontal, Qt::TextAlignmentRole).value<Qt::Alignment>();
  const bool right = alignment.testFlag(Qt::AlignRight);
  QRect area = rect.adjusted(kSide, 0, -kSide, -1);
  area.setRight(std::min(area.right(), viewport()->width() - m_free));
  const QFont f = textFont(FontRole::Small);
  const QFontMetrics metrics(f);
  const QString text = model()->headerData(section, Qt::Horizontal).toString();
  if (sorted) {
    const int shown = std::min(metrics.horizontalAdvance(text), area.width() - kArrow);
    const double x = right ? area.right() - shown - kArrow + 3 : area.left() + shown + 5;
    const double y = area.center().y() + 0.5, up = sortIndicatorOrder() == Qt::AscendingOrder ? -1 : 1;
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(c.accent);
    painter->drawPolygon(QPolygonF({{x, y - up * 2}, {x + 7, y - up * 2}, {x + 3.5, y + up * 2.5}}));
    painter->setRenderHint(QPainter::Antialiasing, false);
    right ? area.setLeft(area.left() + kArrow) : area.setRight(area.right() - kArrow);
  }
  painter->setFont(f);
  painter->setPen(sorted ? c.text : c.muted);
  painter->drawText(area,
                    static_cast<int>(Qt::AlignVCenter | (right ? Qt::AlignRight : Qt::AlignLeft)) | Qt::TextSingleLine,
                    metrics.elidedText(text, Qt::ElideRight, area.width() + 1));
}

QSize TableHeader::sectionSizeFromContents(int section) const {
  const QFontMetrics metrics(textFont(FontRole::Small));
  return {metrics.horizontalAdvance(model()->headerData(section, Qt::Horizontal).toString()) + 2 * kSide + kArrow,
          scaled(29)};
}

}  // namespace orderdeck::ui
