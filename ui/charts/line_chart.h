// The one widget of ours that draws lines over time; QtCharts stands behind it and nowhere else. Takes whole series and
// replaces them once a frame; hidden it does no work. Drag zooms, double click shows all, the menu saves a PNG. GUI
// thread.
#pragma once

#include <QColor>
#include <QPointF>
#include <QString>
#include <QWidget>
#include <memory>
#include <vector>

namespace orderdeck::ui {

struct LineSeries {
  QString name;
  QColor color;
  std::vector<QPointF> points;  // x in seconds since the epoch, ascending
};

struct ChartBand {
  double from = 0, to = 0;  // seconds since the epoch
  QString label;
};

/// Bands that overlap or touch become one with all their labels, each once: drawn over each other neither words nor
/// colours could be told apart.
std::vector<ChartBand> merged(std::vector<ChartBand> bands);

/// At most `most` points that keep every peak: the lowest and the highest of each of most/2 parts, in their order.
std::vector<QPointF> thinned(const std::vector<QPointF>& points, std::size_t most);

class LineChart : public QWidget {
  Q_OBJECT
 public:
  explicit LineChart(QWidget* parent = nullptr);
  ~LineChart() override;

  struct Frame {
    std::vector<LineSeries> series;
    std::vector<ChartBand> bands;
    double from = 0, to = 0;  // shown unless zoomed
  };
  void setFrame(Frame frame);
  /// What stands in place of lines when there are none.
  void setEmptyText(const QString& text);

  bool zoomed() const;
  void resetZoom();
  QPixmap picture();
  void savePng();  // asks for the file
  QSize minimumSizeHint() const override { return {160, 90}; }
  QSize sizeHint() const override { return {420, 200}; }

 protected:
  void showEvent(QShowEvent* event) override;
  void changeEvent(QEvent* event) override;
  void contextMenuEvent(QContextMenuEvent* event) override;

 private:
  class View;
  std::unique_ptr<Frame> m_waiting;  // came while hidden
  View* m_view;
};

}  // namespace orderdeck::ui
