#include "ui/pages/history_frame.h"

#include <optional>
#include <string_view>

#include "ui/feed/history.h"
#include "ui/theme/theme.h"
#include "ui/words/event_text.h"
#include "ui/words/fault_text.h"

namespace orderdeck::ui {

namespace {

constexpr double kBefore = 5;  // seconds of a line before the span, so that it begins at the edge

std::optional<ChartMark::Kind> markOf(std::string_view code) {
  using enum ChartMark::Kind;
  if (code == "node.died" || code == "node.restarting" || code == "node.stopped") return Ended;
  if (code == "node.paused") return Paused;
  if (code == "node.resumed") return Resumed;
  return std::nullopt;
}

}  // namespace

ChartFrame frameOf(const History& history, int minutes, ChartUnit unit) {
  ChartFrame frame;
  frame.unit = unit;
  frame.to = history.newest();
  frame.from = frame.to - minutes * 60.0;
  for (const auto& span : history.faults())
    if (span.to > frame.from) frame.bands.push_back({span.from, span.to, faultTitle(span.name)});
  for (const auto& event : history.events()) {
    const double at = static_cast<double>(core::toEpochMillis(event.at)) / 1000;
    if (const auto kind = markOf(event.code); kind && at >= frame.from)
      frame.marks.push_back({at, *kind, eventText(event)});
  }
  return frame;
}

void addLine(ChartFrame& frame, const History& history, const QString& series, const QString& name, int place) {
  LineSeries line{name, seriesColor(place), {}};
  const auto& samples = history.samplesOf(series);
  line.points.reserve(samples.size());
  for (const auto& sample : samples)
    if (sample.at >= frame.from - kBefore) line.points.emplace_back(sample.at, sample.value);
  frame.series.push_back(std::move(line));
}

}  // namespace orderdeck::ui
