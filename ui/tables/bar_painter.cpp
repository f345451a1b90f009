#include "ui/tables/bar_painter.h"

#include <QPainter>
#include <algorithm>
#include <cmath>

namespace orderdeck::ui {

namespace {
constexpr int kGap = 2;
}

void paintBar(QPainter& painter, const QRect& area, const Bar& bar) {
  const int height = std::min(area.height(), scaled(8));
  const QRect whole(area.left(), area.top() + (area.height() - height) / 2, area.width(), height);
  painter.fillRect(whole, colors().barRest);
  double at = 0;
  for (const auto& part : bar.parts) {
    if (!(part.share > 0)) continue;
    const int left = whole.left() + static_cast<int>(std::lround(std::clamp(at, 0.0, 1.0) * whole.width()));
    at += part.share;
    const int right = whole.left() + static_cast<int>(std::lround(std::clamp(at, 0.0, 1.0) * whole.width()));
    const int width = std::min(std::max(1, right - left), whole.right() + 1 - left);
    // A gap shows where a part ends to those who cannot tell its colour from the next one's.
    const int gap = left > whole.left() && width > 2 * kGap ? kGap : 0;
    if (width > 0) painter.fillRect(QRect(left + gap, whole.top(), width - gap, height), part.color);
  }
}

}  // namespace orderdeck::ui
