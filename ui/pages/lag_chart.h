// The lag of every consumer group over time, with the faults that were armed and what else happened, and the buttons
// that choose how far back it reaches. Draws when a sample came, not with every snapshot. On the overview and on
// Streams; GUI thread.
#pragma once

#include <QStringList>
#include <QWidget>

namespace orderdeck::ui {

class Card;
class History;
class LineChart;
class TimeRange;

class LagChart : public QWidget {
  Q_OBJECT
 public:
  /// Puts its buttons into the head of `card`; `history` outlives it.
  LagChart(const History& history, Card* card);

  /// A line for each group, in the order of the colours.
  void showGroups(const QStringList& groups);
  void retranslate();
  void restyle() { draw(); }

 private:
  void draw();

  const History& m_history;
  TimeRange* m_range;
  LineChart* m_chart;
  QStringList m_groups;
  double m_drawnAt = -1;  // the history's newest time then
};

}  // namespace orderdeck::ui
