// LineChart's QtCharts part. The lines are QtCharts'; grid, labels, bands, marks and the crosshair are painted here,
// which is cheaper than its axes. Included by line_chart.cpp only.
#pragma once

#include <QtCharts/QChartView>
#include <QtCharts/QLineSeries>
#include <QtCharts/QValueAxis>

#include "ui/charts/line_chart.h"

namespace orderdeck::ui {

class LineChart::View : public QChartView {
 public:
  explicit View(LineChart* owner);

  void apply(Frame frame);
  const Frame& frame() const { return m_frame; }
  void setEmptyText(const QString& text);
  void setHidden(const QSet<QString>& names);
  std::optional<Span> zoom() const;
  void setZoom(const std::optional<Span>& zoom);
  Span shownSpan() const { return {m_from, m_to}; }
  std::optional<double> crosshair() const { return m_crosshair; }
  void setCrosshair(std::optional<double> at);
  QStringList reading() const;
  void restyle();
  /// With clock times at the axis, without the crosshair.
  QPixmap picture();

 protected:
  void drawBackground(QPainter* painter, const QRectF& rect) override;
  void drawForeground(QPainter* painter, const QRectF& rect) override;
  void resizeEvent(QResizeEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void focusInEvent(QFocusEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;

 private:
  struct Reading {
    QColor color;
    QString text;
  };
  bool saysEmpty() const;
  void place();
  void drawFrame();
  void showRange();
  void drawBands(QPainter* painter) const;
  void drawMarks(QPainter* painter) const;
  void drawGrid(QPainter* painter) const;
  void drawCrosshair(QPainter* painter) const;
  std::vector<Reading> readings() const;
  std::vector<const ChartMark*> marksAt(double at) const;
  void moveTo(std::optional<double> at);
  void step(int samples);
  void zoomBy(double factor);
  double xOf(double seconds) const;
  double yOf(double value) const;
  double secondsAt(double x) const;

  LineChart* m_owner;
  QChart* m_chart;
  QValueAxis* m_x;
  QValueAxis* m_y;
  std::vector<QLineSeries*> m_lines;  // a line of the frame is as many of these as it has pieces
  Frame m_frame;                      // the last one, for when the zoom changes between two
  QSet<QString> m_hidden;
  double m_from = 0, m_to = 1;          // shown
  double m_liveFrom = 0, m_liveTo = 1;  // shown again when the zoom ends
  double m_top = 10, m_step = 5;
  bool m_zoomed = false, m_isPicture = false;
  std::optional<double> m_crosshair;
  QString m_empty;
};

}  // namespace orderdeck::ui
