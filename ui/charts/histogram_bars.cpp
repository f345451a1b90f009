#include "ui/charts/histogram_bars.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>

#include "ui/theme/format.h"
#include "ui/theme/theme.h"

namespace orderdeck::ui {

HistogramBars::HistogramBars(QWidget* parent) : QWidget(parent) {
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
  setFocusPolicy(Qt::StrongFocus);
}

void HistogramBars::setBuckets(Buckets buckets) {
  const auto seen = [](const auto& bucket) { return bucket.second > 0; };
  const auto first = std::find_if(buckets.begin(), buckets.end(), seen);
  const auto last = std::find_if(buckets.rbegin(), buckets.rend(), seen).base();
  Buckets shown = first < last ? Buckets(first, last) : Buckets();
  if (shown == m_buckets) return;
  m_below = first < last && first != buckets.begin() ? std::prev(first)->first : 0;
  m_buckets = std::move(shown);
  m_current = std::min(m_current, m_buckets.empty() ? 0 : m_buckets.size() - 1);
  setAccessibleDescription(m_buckets.empty() ? m_emptyText : describe(m_current));
  update();
}

void HistogramBars::setEmptyText(const QString& text) {
  m_emptyText = text;
  update();
}

QString HistogramBars::describe(std::size_t bucket) const {
  const double from = bucket == 0 ? m_below : m_buckets[bucket - 1].first;
  return tr("%1 to %2: %3 times")
      .arg(format::millis(from * 1000), format::millis(m_buckets[bucket].first * 1000),
           format::number(m_buckets[bucket].second));
}

bool HistogramBars::event(QEvent* event) {
  if (event->type() != QEvent::ToolTip || m_buckets.empty()) return QWidget::event(event);
  const auto* help = static_cast<QHelpEvent*>(event);
  const double share = static_cast<double>(help->pos().x() - plot().left()) / std::max(1, plot().width());
  if (share < 0 || share >= 1) {
    QToolTip::hideText();
  } else {
    QToolTip::showText(help->globalPos(),
                       describe(static_cast<std::size_t>(share * static_cast<double>(m_buckets.size()))), this);
  }
  return true;
}

void HistogramBars::keyPressEvent(QKeyEvent* event) {
  const bool left = event->key() == Qt::Key_Left, right = event->key() == Qt::Key_Right;
  if (m_buckets.empty() || (!left && !right)) return QWidget::keyPressEvent(event);
  if (left && m_current > 0) --m_current;
  if (right && m_current + 1 < m_buckets.size()) ++m_current;
  setAccessibleDescription(describe(m_current));
  update();
}

QRect HistogramBars::plot() const {
  const int margin = scaled(12), axis = QFontMetrics(textFont(FontRole::SmallNumber)).height() + scaled(6);
  return rect().adjusted(margin, margin, -margin, -axis);
}

QSize HistogramBars::sizeHint() const { return {scaled(320), scaled(140)}; }

QSize HistogramBars::minimumSizeHint() const { return {scaled(160), scaled(90)}; }

void HistogramBars::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setFont(textFont(FontRole::SmallNumber));
  painter.setPen(colors().muted);
  if (m_buckets.empty()) {
    painter.setFont(textFont(FontRole::Body));
    painter.drawText(rect(), Qt::AlignCenter | Qt::TextWordWrap, m_emptyText);
    return;
  }
  const QRect plot = this->plot();
  const auto most = std::max_element(m_buckets.begin(), m_buckets.end(), [](const auto& a, const auto& b) {
                      return a.second < b.second;
                    })->second;
  const double step = static_cast<double>(plot.width()) / static_cast<double>(m_buckets.size());
  painter.fillRect(QRect(plot.left(), plot.bottom(), plot.width(), 1), colors().grid);
  for (std::size_t i = 0; i < m_buckets.size(); ++i) {
    if (m_buckets[i].second == 0) continue;
    const int height =
        std::max(1, static_cast<int>(static_cast<double>(plot.height()) * static_cast<double>(m_buckets[i].second) /
                                     static_cast<double>(most)));
    const int left = plot.left() + static_cast<int>(step * static_cast<double>(i));
    const int right = plot.left() + static_cast<int>(step * static_cast<double>(i + 1));
    painter.fillRect(QRect(left, plot.bottom() - height, std::max(1, right - left - 1), height), colors().accent);
  }
  if (hasFocus()) {
    painter.setPen(colors().accent);
    painter.drawRect(rect().adjusted(2, 1, -3, -2));
    const int left = plot.left() + static_cast<int>(step * static_cast<double>(m_current));
    painter.setPen(colors().text);
    painter.drawRect(QRect(left - 1, plot.top(), std::max(2, static_cast<int>(step)), plot.height()));
    painter.drawText(QRect(plot.left(), 2, plot.width(), plot.top()), Qt::AlignRight | Qt::AlignVCenter,
                     describe(m_current));
    painter.setPen(colors().muted);
  }
  const QRect labels(plot.left(), plot.bottom() + scaled(4), plot.width(), painter.fontMetrics().height());
  const auto bound = [this](std::size_t i) { return format::millis(m_buckets[i].first * 1000); };
  painter.drawText(labels, Qt::AlignLeft | Qt::AlignTop, QStringLiteral("≤ ") + bound(0));
  if (m_buckets.size() > 2) painter.drawText(labels, Qt::AlignHCenter | Qt::AlignTop, bound(m_buckets.size() / 2));
  if (m_buckets.size() > 1)
    painter.drawText(labels, Qt::AlignRight | Qt::AlignTop, QStringLiteral("≤ ") + bound(m_buckets.size() - 1));
}

}  // namespace orderdeck::ui
