// What charts take from the history that the backend keeps: its series as lines, faults as bands, kills and pauses as
// marks. Pure; GUI thread.
#pragma once

#include "ui/charts/chart_frame.h"

namespace orderdeck::ui {

class History;

/// A frame of the last `minutes`, without lines yet.
ChartFrame frameOf(const History& history, int minutes, ChartUnit unit);

/// Adds a series (api::series) as a line, from a little before the frame's span; its colour is the `place`-th.
void addLine(ChartFrame& frame, const History& history, const QString& series, const QString& name, int place);

}  // namespace orderdeck::ui
