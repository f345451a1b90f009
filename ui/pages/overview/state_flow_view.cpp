#include "ui/pages/overview/state_flow_view.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>

#include "ui/theme/format.h"
#include "ui/theme/state_style.h"

namespace orderdeck::ui {
namespace {

using domain::OrderState;

constexpr int kFrameMillis = 100;
constexpr double kStep = 5;          // pixels a frame
constexpr double kStripeEvery = 56;  // pixels
constexpr double kSlowMillis = 150;  // a mean dwell worth pointing at ...
constexpr double kSlowTimes = 3;     // ... when it is so many times the next longest

}  // namespace

StateFlowView::StateFlowView(QWidget* parent) : QWidget(parent) {
  setFocusPolicy(Qt::StrongFocus);
  setMouseTracking(true);
  setAttribute(Qt::WA_OpaquePaintEvent);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
  setAccessibleName(tr("Order state flow"));
  m_timer.setInterval(kFrameMillis);
  m_timer.setTimerType(Qt::CoarseTimer);
  connect(&m_timer, &QTimer::timeout, this, [this] {
    m_phase += kStep;
    if (m_phase >= kStripeEvery) m_phase -= kStripeEvery;
    update(m_moving);
  });
}

void StateFlowView::showSnapshot(const api::Snapshot& snapshot) {
  QHash<int, BoxFigures> boxes;
  std::vector<double> dwells;
  for (const auto& view : snapshot.states) {
    if (!view.state.isKnown()) continue;
    boxes.insert(static_cast<int>(view.state.value()), {view.count, view.perSecond, view.dwellMillis, false});
    if (view.dwellMillis) dwells.push_back(*view.dwellMillis);
  }
  std::sort(dwells.rbegin(), dwells.rend());
  for (auto& box : boxes)
    box.slow = box.dwellMillis && *box.dwellMillis >= kSlowMillis && *box.dwellMillis == dwells[0] &&
               (dwells.size() < 2 || dwells[0] >= kSlowTimes * dwells[1]);
  std::vector<EdgeFigures> edges(m_layout.edges.size());
  double busiest = 0;
  for (const auto& view : snapshot.edges) {
    const auto from = domain::parseState(view.from), to = domain::parseState(view.to);
    for (std::size_t i = 0; i < edges.size(); ++i)
      if (from == m_layout.edges[i].from && to == m_layout.edges[i].to) edges[i] = {view.perSecond, view.total};
    busiest = std::max(busiest, view.perSecond.value_or(0));
  }
  const bool empty = snapshot.balance.accepted == 0;
  if (boxes == m_boxes && edges == m_edges && empty == m_empty) return;
  m_boxes = std::move(boxes);
  m_edges = std::move(edges);
  m_busiest = busiest;
  m_empty = empty;
  invalidate();
  updateAnimation();
}

void StateFlowView::invalidate() {
  m_stale = true;
  update();
}

void StateFlowView::updateAnimation() {
  m_moving = {};
  for (std::size_t i = 0; i < m_edges.size(); ++i) {
    if (!m_edges[i].moves()) continue;
    const double half = widthOf(i) / 2 + 1;
    m_moving += m_layout.edges[i].path.boundingRect().adjusted(-half, -half, half, half).toAlignedRect();
  }
  const bool move = isVisible() && !m_moving.isEmpty();
  if (move && !m_timer.isActive()) m_timer.start();
  if (!move) m_timer.stop();
}

double StateFlowView::widthOf(std::size_t edge) const {
  const double width = flowWidth(m_edges[edge].perSecond.value_or(0), m_busiest, scaled(62));
  return m_layout.edges[edge].main ? width : std::min<double>(width, scaled(22));  // more would hide the boxes' names
}

void StateFlowView::drawEdge(QPainter& painter, std::size_t at) const {
  const auto& edge = m_layout.edges[at];
  const auto& figures = m_edges[at];
  if (!edge.main && figures.total == 0 && edge.from == OrderState::Created && edge.to == OrderState::Cancelled)
    return;  // rare: only once it happened
  const bool flows = figures.moves();
  const auto& tone = colors().tone(orderStateStyle(edge.to).tone);
  painter.setRenderHint(QPainter::Antialiasing, !edge.main);
  painter.setPen(QPen(flows ? tone.flow : colors().border, widthOf(at), Qt::SolidLine, Qt::FlatCap));
  painter.setBrush(Qt::NoBrush);
  painter.drawPath(edge.path);
}

void StateFlowView::drawStripes(QPainter& painter, std::size_t at) const {
  if (!m_edges[at].moves()) return;
  const auto& edge = m_layout.edges[at];
  const auto& tone = colors().tone(orderStateStyle(edge.to).tone);
  const double width = widthOf(at);
  QColor light = tone.line;
  light.setAlpha(edge.main ? 34 : 120);
  if (edge.main) {
    const QRectF band(edge.path.pointAtPercent(0).x(), edge.path.pointAtPercent(0).y() - width / 2, edge.path.length(),
                      width);
    painter.save();
    painter.setClipRect(band, Qt::IntersectClip);
    painter.setRenderHint(QPainter::Antialiasing, true);
    painter.setPen(Qt::NoPen);
    painter.setBrush(light);
    const double slant = width * 0.28;
    for (double x = band.left() + m_phase - kStripeEvery - slant; x < band.right(); x += kStripeEvery)
      painter.drawPolygon(QPolygonF({{x, band.top()},
                                     {x + 14, band.top()},
                                     {x + 14 + slant, band.center().y()},
                                     {x + 14, band.bottom()},
                                     {x, band.bottom()},
                                     {x + slant, band.center().y()}}));
    painter.restore();
    return;
  }
  const double length = edge.path.length();
  painter.setRenderHint(QPainter::Antialiasing, true);
  painter.setPen(Qt::NoPen);
  painter.setBrush(light);
  const double radius = std::max(1.6, width * 0.3);
  for (double along = m_phase; along < length; along += kStripeEvery)
    painter.drawEllipse(edge.path.pointAtPercent(edge.path.percentAtLength(along)), radius, radius);
}

void StateFlowView::drawBox(QPainter& painter, OrderState state) const {
  const QRectF box = m_layout.box(state);
  const auto figures = m_boxes.value(static_cast<int>(state));
  const bool known = m_boxes.contains(static_cast<int>(state));
  const auto style = orderStateStyle(state);
  const auto& tone = colors().tone(figures.slow ? Tone::Warn : style.tone);
  const bool tall = box.height() > scaled(60);
  painter.setRenderHint(QPainter::Antialiasing, true);
  painter.setPen(QPen(m_hovered == state ? colors().text : tone.line, 1.2));
  painter.setBrush(tone.fill);
  painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 7, 7);
  if (hasFocus() && m_current == state) {
    painter.setPen(QPen(colors().accent, 2));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(box.adjusted(-3, -3, 3, 3), 9, 9);
  }
  const auto line = [&](double top, double height, const QFont& f, const QColor& color, const QString& text) {
    painter.setFont(f);
    painter.setPen(color);
    painter.drawText(QRectF(box.left() + 2, box.top() + top, box.width() - 4, height),
                     Qt::AlignCenter | Qt::TextSingleLine, text);
  };
  const QString rate = format::perSecond(figures.perSecond) + QStringLiteral("/s");
  if (tall) {
    QFont figure = textFont(FontRole::Figure);
    figure.setWeight(QFont::Normal);
    if (known && QFontMetrics(figure).horizontalAdvance(format::number(figures.count)) > box.width() - 6)
      figure = textFont(FontRole::Number);
    line(scaled(8), scaled(18), textFont(FontRole::Strong), colors().text, style.word);
    line(scaled(28), scaled(24), figure, colors().text, known ? format::number(figures.count) : format::dash());
    const QString below = !known ? QString()
                          : figures.dwellMillis
                              ? rate + QStringLiteral(" · ") + format::brief(*figures.dwellMillis / 1000)
                              : rate;
    line(scaled(54), scaled(18), textFont(FontRole::Small), figures.slow ? tone.text : colors().muted,
         (figures.slow ? QStringLiteral("▲ ") : QString()) + below);
  } else {
    line(scaled(6), scaled(18), textFont(FontRole::Strong), colors().text, style.word);
    const QString both = known ? format::number(figures.count) + QStringLiteral(" · ") + rate : format::dash();
    QFont f = textFont(FontRole::SmallNumber);
    if (QFontMetrics(f).horizontalAdvance(both) > box.width() - 6) f = textFont(FontRole::Small);
    line(scaled(26), scaled(18), f, colors().muted, both);
  }
}

void StateFlowView::draw() {
  const qreal ratio = devicePixelRatioF();
  if (m_picture.size() != size() * ratio) {
    m_picture = QPixmap(size() * ratio);
    m_picture.setDevicePixelRatio(ratio);
  }
  m_picture.fill(colors().panel);
  QPainter painter(&m_picture);
  if (m_edges.size() != m_layout.edges.size()) m_edges.resize(m_layout.edges.size());
  for (std::size_t i = 0; i < m_layout.edges.size(); ++i) drawEdge(painter, i);
  for (const auto state : domain::kOrderStates) drawBox(painter, state);
  if (m_empty && m_boxes.size() > 0) {
    painter.setFont(textFont(FontRole::Body));
    painter.setPen(colors().muted);
    painter.drawText(QRectF(0, m_layout.box(OrderState::Cancelled).bottom(), width(),
                            height() - m_layout.box(OrderState::Cancelled).bottom()),
                     Qt::AlignCenter, tr("No order has come yet. Inject orders to see them move."));
  }
  m_stale = false;
}

void StateFlowView::paintEvent(QPaintEvent* event) {
  if (m_stale) draw();
  QPainter painter(this);
  const qreal ratio = devicePixelRatioF();
  painter.setClipRegion(event->region());
  for (const QRect& part : event->region())
    painter.drawPixmap(
        part, m_picture,
        QRectF(part.x() * ratio, part.y() * ratio, part.width() * ratio, part.height() * ratio).toRect());
  QRegion boxes;
  for (const auto& box : m_layout.boxes) boxes += box.toAlignedRect();
  painter.setClipRegion(event->region() - boxes);
  for (std::size_t i = 0; i < m_edges.size(); ++i) drawStripes(painter, i);
}

void StateFlowView::resizeEvent(QResizeEvent*) {
  m_layout = layOutFlow(size());
  if (m_edges.size() != m_layout.edges.size()) m_edges.resize(m_layout.edges.size());
  invalidate();
  updateAnimation();
}

void StateFlowView::showEvent(QShowEvent*) { updateAnimation(); }
void StateFlowView::hideEvent(QHideEvent*) { m_timer.stop(); }

void StateFlowView::changeEvent(QEvent* change) {
  QWidget::changeEvent(change);
  if (change->type() == QEvent::LanguageChange) setAccessibleName(tr("Order state flow"));
  if (change->type() == QEvent::PaletteChange || change->type() == QEvent::LanguageChange) {
    m_layout = layOutFlow(size());
    invalidate();
  }
}

std::optional<OrderState> StateFlowView::stateAt(QPointF at) const {
  for (const auto state : domain::kOrderStates)
    if (m_layout.box(state).contains(at)) return state;
  return {};
}

void StateFlowView::setHovered(std::optional<OrderState> state) {
  if (state == m_hovered) return;
  m_hovered = state;
  setCursor(state ? Qt::PointingHandCursor : Qt::ArrowCursor);
  invalidate();
}

void StateFlowView::mousePressEvent(QMouseEvent* event) {
  const auto state = stateAt(event->position());
  if (!state || event->button() != Qt::LeftButton) return;
  m_current = *state;
  emit stateActivated(*state);
}

void StateFlowView::mouseMoveEvent(QMouseEvent* event) { setHovered(stateAt(event->position())); }
void StateFlowView::leaveEvent(QEvent*) { setHovered({}); }
void StateFlowView::focusInEvent(QFocusEvent*) { invalidate(); }
void StateFlowView::focusOutEvent(QFocusEvent*) { invalidate(); }

void StateFlowView::keyPressEvent(QKeyEvent* event) {
  const auto& all = domain::kOrderStates;
  const auto at = std::find(all.begin(), all.end(), m_current) - all.begin();
  const auto count = static_cast<std::ptrdiff_t>(all.size());
  switch (event->key()) {
    case Qt::Key_Right:
    case Qt::Key_Down: m_current = all[static_cast<std::size_t>((at + 1) % count)]; break;
    case Qt::Key_Left:
    case Qt::Key_Up: m_current = all[static_cast<std::size_t>((at + count - 1) % count)]; break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space: emit stateActivated(m_current); return;
    default: QWidget::keyPressEvent(event); return;
  }
  setAccessibleDescription(describe(m_current));
  invalidate();
}

QString StateFlowView::describe(OrderState state) const {
  const auto figures = m_boxes.value(static_cast<int>(state));
  QString text =
      tr("%1: %2 orders, %3 a second came in")
          .arg(orderStateStyle(state).word, format::number(figures.count), format::perSecond(figures.perSecond));
  if (figures.dwellMillis) text += tr(", each stays %1 on average").arg(format::millis(figures.dwellMillis));
  if (figures.slow) text += tr(": by far the longest");
  return text + QLatin1Char('\n') + tr("Click or Enter lists these orders");
}

bool StateFlowView::event(QEvent* event) {
  if (event->type() == QEvent::ToolTip) {
    const auto* help = static_cast<QHelpEvent*>(event);
    const auto state = stateAt(help->pos());
    QToolTip::showText(help->globalPos(), format::tip(state ? describe(*state) : QString()), this);
    return true;
  }
  return QWidget::event(event);
}

}  // namespace orderdeck::ui
