// The strip at the bottom: the newest events, and at the right the clock, the zone, the refresh rate, the age of the
// last refresh and pause. GUI thread.
#pragma once

#include <QPointer>
#include <QTimer>
#include <QToolButton>
#include <QWidget>
#include <optional>

#include "api/snapshot.h"

namespace orderdeck::ui {

class EventList;
class Feed;
class TextLabel;

class EventStrip : public QWidget {
  Q_OBJECT
 public:
  EventStrip(Feed& feed, QAction* pause, QWidget* parent = nullptr);
  void showEvents(const std::vector<api::OpsEvent>& events);
  void retranslate();
  /// The rate's menu and the zone's button, for those who change them elsewhere.
  void showSettings();
  static QList<double> rates();

 signals:
  void zoneToggled();
  void rateChosen(double hertz);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  void tick();
  void listEvents();

  Feed& m_feed;
  std::vector<api::OpsEvent> m_events;
  QWidget* m_right;
  TextLabel* m_age;
  TextLabel* m_clock;
  QToolButton* m_zone;
  QToolButton* m_rate;
  QToolButton* m_pause;
  QTimer m_timer;
  QPointer<EventList> m_list;  // while it is open
};

}  // namespace orderdeck::ui
