// What a chart of lines over time shows, as a value: lines, bands and marks, of a span of time. Times are in seconds
// since the epoch.
#pragma once

#include <QColor>
#include <QPointF>
#include <QString>
#include <vector>

namespace orderdeck::ui {

/// What the values are; says how they are written.
enum class ChartUnit { Count, PerSecond, Millis, Percent };

QString valueText(ChartUnit unit, double value);  // "1,204" "41 ms"; for reading
QString axisText(ChartUnit unit, double value);   // "1.2 k" "40 ms"; short, for the axis

struct LineSeries {
  QString name;
  QColor color;
  std::vector<QPointF> points;  // ascending
};

struct ChartBand {
  double from = 0, to = 0;
  QString label;
};

/// Something that happened at one moment, each kind with a sign of its own.
struct ChartMark {
  enum class Kind { Ended, Paused, Resumed };
  double at = 0;
  Kind kind = Kind::Ended;
  QString label;  // "payment-1 died (signal 9); starts again in 100 ms"
};

struct ChartFrame {
  std::vector<LineSeries> series;
  std::vector<ChartBand> bands;
  std::vector<ChartMark> marks;  // ascending
  double from = 0, to = 0;       // shown unless zoomed
  ChartUnit unit = ChartUnit::Count;
};

/// Bands that overlap or touch become one with all their labels, each once: drawn over each other neither words nor
/// colours could be told apart.
std::vector<ChartBand> merged(std::vector<ChartBand> bands);

/// At most `most` points that keep every peak: the lowest and the highest of each of most/2 parts, in their order.
std::vector<QPointF> thinned(const std::vector<QPointF>& points, std::size_t most);

/// The parts of a line between which nothing was measured: a gap is several times as long as the usual step.
std::vector<std::vector<QPointF>> pieces(const std::vector<QPointF>& points);

/// The point that was measured nearest to this time; null if none was measured about then.
const QPointF* nearest(const std::vector<QPointF>& points, double at);

}  // namespace orderdeck::ui
