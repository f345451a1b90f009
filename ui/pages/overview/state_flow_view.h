// The order state flow: boxes are states with count, rate and dwell time, an edge's width is its rate. Boxes and edges
// are painted into a picture when a figure changed; between that only stripes move along the edges, calmly, while the
// widget is visible and orders flow. GUI thread.
#pragma once

#include <QPixmap>
#include <QTimer>
#include <QWidget>
#include <optional>

#include "api/snapshot.h"
#include "ui/pages/overview/state_flow_layout.h"

namespace orderdeck::ui {

class StateFlowView : public QWidget {
  Q_OBJECT
 public:
  explicit StateFlowView(QWidget* parent = nullptr);

  void showSnapshot(const api::Snapshot& snapshot);
  bool animating() const { return m_timer.isActive(); }
  QSize minimumSizeHint() const override { return {640, 190}; }
  QSize sizeHint() const override { return {1100, 300}; }

 signals:
  void stateActivated(orderdeck::domain::OrderState state);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void showEvent(QShowEvent* event) override;
  void hideEvent(QHideEvent* event) override;
  void changeEvent(QEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void focusInEvent(QFocusEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;
  bool event(QEvent* event) override;

 private:
  struct BoxFigures {
    std::int64_t count = 0;
    std::optional<double> perSecond;
    std::optional<double> dwellMillis;
    bool slow = false;
    bool operator==(const BoxFigures&) const = default;
  };
  struct EdgeFigures {
    std::optional<double> perSecond;  // not known: nothing moves, as far as anybody can say
    std::int64_t total = 0;
    bool moves() const { return perSecond.value_or(0) > 0; }
    bool operator==(const EdgeFigures&) const = default;
  };

  void draw();
  void drawBox(QPainter& painter, domain::OrderState state) const;
  void drawEdge(QPainter& painter, std::size_t edge) const;
  void drawStripes(QPainter& painter, std::size_t edge) const;
  double widthOf(std::size_t edge) const;
  QString describe(domain::OrderState state) const;
  std::optional<domain::OrderState> stateAt(QPointF at) const;
  void setHovered(std::optional<domain::OrderState> state);
  void updateAnimation();
  void invalidate();

  FlowLayout m_layout;
  QHash<int, BoxFigures> m_boxes;
  std::vector<EdgeFigures> m_edges;
  double m_busiest = 0;
  QRegion m_moving;  // where stripes are
  QPixmap m_picture;
  bool m_stale = true;
  bool m_empty = true;
  double m_phase = 0;
  QTimer m_timer;
  std::optional<domain::OrderState> m_hovered;
  domain::OrderState m_current = domain::OrderState::Created;  // of the keyboard
};

}  // namespace orderdeck::ui
