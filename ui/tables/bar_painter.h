// Paints a stacked bar: the parts of a whole, from the left, on the empty rest.
#pragma once

#include <QRect>

#include "ui/tables/cell.h"

class QPainter;

namespace orderdeck::ui {

/// Centred in the height of `area`; every part that is not 0 shows at least one pixel.
void paintBar(QPainter& painter, const QRect& area, const Bar& bar);

}  // namespace orderdeck::ui
