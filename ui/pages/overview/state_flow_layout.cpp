#include "ui/pages/overview/state_flow_layout.h"

#include <algorithm>
#include <cmath>

#include "ui/theme/theme.h"

namespace orderdeck::ui {
namespace {

using domain::OrderState;

struct Place {
  OrderState state;
  int column, row;
};

constexpr Place kPlaces[] = {
    {OrderState::Created, 0, 0},  {OrderState::Paying, 1, 0},    {OrderState::Paid, 2, 0},
    {OrderState::Reserved, 3, 0}, {OrderState::Shipped, 4, 0},   {OrderState::Completed, 5, 0},
    {OrderState::Rejected, 1, 1}, {OrderState::Cancelled, 2, 1}, {OrderState::Refunding, 3, 1},
    {OrderState::Refunded, 4, 1},
};

// Between the rows, into the box from above: it passes over what stands right below where it begins.
QPainterPath sideways(QPointF from, QPointF to) {
  const double between = (from.y() + to.y()) / 2;
  QPainterPath path(from);
  path.cubicTo(QPointF(from.x(), between), QPointF(to.x(), between), to);
  return path;
}

// Below the lower row, and up into the box from beneath.
QPainterPath under(QPointF from, QPointF to, double depth) {
  const double r = std::min(14.0, std::abs(to.x() - from.x()) / 2);
  QPainterPath path(from);
  path.lineTo(from.x(), depth - r);
  path.quadTo(QPointF(from.x(), depth), QPointF(from.x() + r, depth));
  path.lineTo(to.x() - r, depth);
  path.quadTo(QPointF(to.x(), depth), QPointF(to.x(), depth - r));
  path.lineTo(to);
  return path;
}

QPainterPath pathOf(const FlowLayout& layout, OrderState from, OrderState to) {
  const QRectF a = layout.box(from), b = layout.box(to);
  QPainterPath straight;
  if (std::abs(a.center().y() - b.center().y()) < a.height() / 3) {  // the same row
    straight.moveTo(a.right(), a.center().y());
    straight.lineTo(b.left(), a.center().y());
    return straight;
  }
  if (std::abs(a.center().x() - b.center().x()) < 2) {  // right below
    straight.moveTo(a.center().x(), a.bottom());
    straight.lineTo(b.center().x(), b.top());
    return straight;
  }
  if (from == OrderState::Created && to == OrderState::Cancelled)  // Rejected stands between
    return under({a.center().x() - a.width() / 4, a.bottom()}, {b.center().x(), b.bottom()}, b.bottom() + 14);
  return sideways({a.right() - a.width() / 5, a.bottom()}, {b.left() + b.width() / 5, b.top()});
}

}  // namespace

FlowLayout layOutFlow(QSizeF area) {
  FlowLayout layout;
  constexpr int kColumns = 6;
  const double wide = std::clamp(area.width() / kColumns * 0.56, scaled(92) * 1.0, scaled(136) * 1.0);
  const double tall = scaled(80), low = scaled(50);
  const double side = std::max(12.0, area.width() * 0.045);
  const double pitch = (area.width() - 2 * side - wide) / (kColumns - 1);
  const double gap = std::clamp((area.height() - tall - low) * 0.36, 30.0, 76.0);
  const double top = std::max(10.0, (area.height() - tall - gap - low) / 2);
  for (const auto& place : kPlaces) {
    const double height = place.row == 0 ? tall : low;
    const double y = place.row == 0 ? top : top + tall + gap;
    layout.boxes.insert(static_cast<int>(place.state),
                        QRectF(std::round(side + place.column * pitch), std::round(y), std::round(wide), height));
  }
  for (const auto from : domain::kOrderStates) {
    for (const auto to : domain::transitionsFrom(from)) {
      const bool main = layout.box(from).top() == layout.box(to).top() && layout.box(from).height() == tall;
      layout.edges.push_back({from, to, main, pathOf(layout, from, to)});
    }
  }
  return layout;
}

double flowWidth(double perSecond, double busiest, double broadest) {
  if (!(perSecond > 0) || !(busiest > 0)) return 1.5;
  return std::clamp(std::sqrt(perSecond / busiest) * broadest, 2.5, broadest);
}

}  // namespace orderdeck::ui
