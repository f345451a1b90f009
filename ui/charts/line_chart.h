// The one widget of ours that draws lines over time; QtCharts stands behind it and nowhere else. Takes whole series and
// replaces them once a frame; hidden it does no work. Drag or + and - zoom; a crosshair (mouse, or the arrow keys)
// reads the values; a click on the legend hides a line; the menu saves a PNG. GUI thread.
#pragma once

#include <QSet>
#include <QWidget>
#include <memory>
#include <optional>
#include <utility>

#include "ui/charts/chart_frame.h"

namespace orderdeck::ui {

class ChartLegend;

class LineChart : public QWidget {
  Q_OBJECT
 public:
  using Frame = ChartFrame;
  using Span = std::pair<double, double>;  // from, to

  explicit LineChart(QWidget* parent = nullptr);
  ~LineChart() override;

  void setFrame(Frame frame);
  /// What it is, for screen readers, the PNG and its name: "CPU", "percent of one core".
  void setTitle(const QString& title, const QString& subtitle);
  /// What stands in place of lines when there are none.
  void setEmptyText(const QString& text);
  /// Whether the lines' names stand under them; else something else on the page says them.
  void showLegend(bool shown);
  /// Hides a line, or shows it again; it keeps its colour.
  void setHidden(const QString& series, bool hidden);
  bool isHidden(const QString& series) const { return m_hidden.contains(series); }

  /// Nothing: it shows the frame's span, and goes on with it.
  std::optional<Span> zoom() const;
  void setZoom(const std::optional<Span>& zoom);
  std::optional<double> crosshair() const;
  void setCrosshair(std::optional<double> at);
  /// What the crosshair reads: the time, then what happened about then, then each line that is shown: "payment: 12".
  QStringList reading() const;

  /// With title, span and legend.
  QPixmap picture();
  void savePng();  // asks for the file
  QSize minimumSizeHint() const override { return {160, 90}; }
  QSize sizeHint() const override { return {420, 200}; }

 signals:
  /// By the operator, on this chart.
  void zoomChanged();
  void crosshairMoved();

 protected:
  void showEvent(QShowEvent* event) override;
  void changeEvent(QEvent* event) override;
  void contextMenuEvent(QContextMenuEvent* event) override;

 private:
  class View;
  void apply(Frame frame);
  void showHidden();

  std::unique_ptr<Frame> m_waiting;  // came while hidden
  QSet<QString> m_hidden;
  QString m_title, m_subtitle;
  View* m_view;
  ChartLegend* m_legend;
};

}  // namespace orderdeck::ui
