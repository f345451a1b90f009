#include "ui/charts/chart_frame.h"

#include <QStringList>
#include <algorithm>
#include <cmath>

#include "ui/theme/format.h"

namespace orderdeck::ui {

namespace {

constexpr double kUsualStep = 1;  // seconds, if there are too few points to tell
constexpr double kGapSteps = 3.5;

double gapOf(const std::vector<QPointF>& points) {
  const double step = points.size() < 2
                          ? kUsualStep
                          : (points.back().x() - points.front().x()) / static_cast<double>(points.size() - 1);
  return kGapSteps * std::max(kUsualStep, step);
}

QString shortNumber(double value) {
  if (value >= 1'000'000) return QString::number(value / 1'000'000, 'g', 3) + QStringLiteral(" M");
  if (value >= 1'000) return QString::number(value / 1'000, 'g', 3) + QStringLiteral(" k");
  return QString::number(value, 'g', 3);
}

}  // namespace

QString valueText(ChartUnit unit, double value) {
  switch (unit) {
    case ChartUnit::Count: return format::number(static_cast<std::int64_t>(std::llround(value)));
    case ChartUnit::PerSecond: return format::perSecond(value);
    case ChartUnit::Millis: return format::millis(value);
    case ChartUnit::Percent: return format::percent(value / 100);
  }
  return format::dash();
}

QString axisText(ChartUnit unit, double value) {
  if (unit == ChartUnit::Percent) return shortNumber(value) + QStringLiteral(" %");
  if (unit != ChartUnit::Millis) return shortNumber(value);
  return value < 1'000 ? shortNumber(value) + QStringLiteral(" ms") : shortNumber(value / 1'000) + QStringLiteral(" s");
}

std::vector<ChartBand> merged(std::vector<ChartBand> bands) {
  std::stable_sort(bands.begin(), bands.end(), [](const ChartBand& a, const ChartBand& b) { return a.from < b.from; });
  std::vector<ChartBand> all;
  QStringList labels;
  for (auto& band : bands) {
    if (all.empty() || band.from > all.back().to) {
      labels = QStringList(band.label);
      all.push_back(std::move(band));
      continue;
    }
    if (!labels.contains(band.label)) labels.append(band.label);
    all.back().to = std::max(all.back().to, band.to);
    all.back().label = labels.join(QStringLiteral(" · "));
  }
  return all;
}

std::vector<QPointF> thinned(const std::vector<QPointF>& points, std::size_t most) {
  if (points.size() <= most || most < 4) return points;
  const std::size_t buckets = most / 2;
  std::vector<QPointF> out;
  out.reserve(buckets * 2);
  for (std::size_t bucket = 0; bucket < buckets; ++bucket) {
    const auto begin = points.begin() + static_cast<std::ptrdiff_t>(bucket * points.size() / buckets);
    const auto end = points.begin() + static_cast<std::ptrdiff_t>((bucket + 1) * points.size() / buckets);
    const auto [low, high] =
        std::minmax_element(begin, end, [](const QPointF& a, const QPointF& b) { return a.y() < b.y(); });
    out.push_back(*std::min(low, high));
    if (low != high) out.push_back(*std::max(low, high));
  }
  return out;
}

std::vector<std::vector<QPointF>> pieces(const std::vector<QPointF>& points) {
  std::vector<std::vector<QPointF>> all;
  const double gap = gapOf(points);
  for (const QPointF& point : points) {
    if (all.empty() || point.x() - all.back().back().x() > gap) all.emplace_back();
    all.back().push_back(point);
  }
  return all;
}

const QPointF* nearest(const std::vector<QPointF>& points, double at) {
  if (points.empty()) return nullptr;
  auto best =
      std::lower_bound(points.begin(), points.end(), at, [](const QPointF& p, double time) { return p.x() < time; });
  if (best == points.end() || (best != points.begin() && at - std::prev(best)->x() < best->x() - at)) --best;
  return std::abs(best->x() - at) <= gapOf(points) ? &*best : nullptr;
}

}  // namespace orderdeck::ui
