// How far back charts reach, as buttons, and the way back from a zoom. Stands in the head of what it steers. GUI
// thread.
#pragma once

#include <QWidget>

class QButtonGroup;
class QPushButton;

namespace orderdeck::ui {

class TimeRange : public QWidget {
  Q_OBJECT
 public:
  explicit TimeRange(QWidget* parent = nullptr);

  int minutes() const { return m_minutes; }
  /// A zoom stands still; then there is a button that leaves it.
  void setZoomed(bool zoomed);
  void retranslate();

 signals:
  void minutesChosen(int minutes);
  void liveChosen();

 private:
  QButtonGroup* m_ranges;
  QPushButton* m_live;
  int m_minutes = 5;
};

}  // namespace orderdeck::ui
