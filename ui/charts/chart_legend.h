// The names of a chart's lines, each with its colour: a click, or Space, hides a line or shows it again. One stop of
// Tab; the arrow keys go along the names. GUI thread.
#pragma once

#include <QColor>
#include <QSet>
#include <QWidget>
#include <optional>
#include <vector>

#include "ui/charts/chart_frame.h"

namespace orderdeck::ui {

struct LegendEntry {
  QString name;
  QColor color;
  bool hidden = false;
  bool operator==(const LegendEntry&) const = default;
};

std::vector<LegendEntry> legendOf(const ChartFrame& frame, const QSet<QString>& hidden);

class ChartLegend : public QWidget {
  Q_OBJECT
 public:
  using Entries = std::vector<LegendEntry>;

  explicit ChartLegend(QWidget* parent = nullptr);

  void setTitle(const QString& chart);
  void setEntries(Entries entries);
  QRect rectOf(std::size_t entry) const;

  /// The same on any surface: a hidden line's name is struck through. `marked` is where the keyboard is.
  static void paint(QPainter& painter, const QRect& area, const Entries& entries, std::optional<std::size_t> marked);
  static int heightFor(const Entries& entries, int width);

  QSize sizeHint() const override { return {200, heightFor(m_entries, width())}; }
  QSize minimumSizeHint() const override { return {60, heightFor(m_entries, width())}; }
  bool hasHeightForWidth() const override { return true; }
  int heightForWidth(int width) const override { return heightFor(m_entries, width); }

 signals:
  void toggled(const QString& name);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void changeEvent(QEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  void describe();

  QString m_chart;
  Entries m_entries;
  std::size_t m_current = 0;  // of the keyboard
};

}  // namespace orderdeck::ui
