// LineChart's QtCharts part. The lines are QtCharts'; grid, labels and fault bands are painted here, which is cheaper
// than its axes. Included by line_chart.cpp only.
#pragma once

#include <QtCharts/QChartView>
#include <QtCharts/QLineSeries>
#include <QtCharts/QValueAxis>

#include "ui/charts/line_chart.h"

namespace orderdeck::ui {

class LineChart::View : public QChartView {
 public:
  explicit View(QWidget* parent);

  void apply(Frame frame);
  void setEmptyText(const QString& text);
  bool zoomed() const { return m_zoomed; }
  void resetZoom();
  void restyle();

 protected:
  void drawBackground(QPainter* painter, const QRectF& rect) override;
  void drawForeground(QPainter* painter, const QRectF& rect) override;
  void resizeEvent(QResizeEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;

 private:
  bool saysEmpty() const;
  void place();
  void drawFrame();
  void showRange();
  double xOf(double seconds) const;
  double yOf(double value) const;

  QChart* m_chart;
  QValueAxis* m_x;
  QValueAxis* m_y;
  std::vector<QLineSeries*> m_lines;
  Frame m_frame;                        // the last one, for when the zoom changes between two
  double m_from = 0, m_to = 1;          // shown
  double m_liveFrom = 0, m_liveTo = 1;  // shown again when the zoom ends
  double m_top = 10, m_step = 5;
  bool m_zoomed = false;
  QString m_empty;
};

}  // namespace orderdeck::ui
