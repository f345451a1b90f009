// Where the boxes and edges of the state flow lie for a given size. Pure geometry, so that it can be tested without
// painting.
#pragma once

#include <QHash>
#include <QPainterPath>
#include <QRectF>
#include <QSizeF>
#include <vector>

#include "domain/order/order_state.h"

namespace orderdeck::ui {

struct FlowEdge {
  domain::OrderState from, to;
  bool main = false;  // on the way to Completed: a broad straight band
  QPainterPath path;  // its centre line
};

struct FlowLayout {
  QHash<int, QRectF> boxes;  // by int(OrderState)
  std::vector<FlowEdge> edges;

  QRectF box(domain::OrderState state) const { return boxes.value(static_cast<int>(state)); }
};

/// The main way stands in the first row; each end that leads off it stands below, one column to the right of where it
/// branches off.
FlowLayout layOutFlow(QSizeF area);

/// The width of an edge with this rate, in pixels, when the busiest edge has `busiest`: grows with the square root, so
/// that a trickle beside a torrent can be seen.
double flowWidth(double perSecond, double busiest, double broadest);

}  // namespace orderdeck::ui
