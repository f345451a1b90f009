#include "ui/charts/line_chart.h"

#include <QBuffer>
#include <QContextMenuEvent>
#include <QMenu>
#include <QPainter>
#include <QVBoxLayout>

#include "ui/charts/chart_legend.h"
#include "ui/charts/line_chart_view.h"
#include "ui/theme/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/save_file.h"

namespace orderdeck::ui {

namespace {

constexpr int kMargin = 12;  // of the picture

QString momentText(double seconds) {
  return format::dateTime(core::fromEpochMillis(static_cast<std::int64_t>(seconds * 1000)));
}

}  // namespace

LineChart::LineChart(QWidget* parent) : QWidget(parent), m_view(new View(this)), m_legend(new ChartLegend(this)) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addWidget(m_view, 1);
  layout->addWidget(m_legend);
  setFocusProxy(m_view);
  connect(m_legend, &ChartLegend::toggled, this,
          [this](const QString& series) { setHidden(series, !isHidden(series)); });
}

LineChart::~LineChart() = default;

void LineChart::setFrame(Frame frame) {
  if (!isVisible()) {
    m_waiting = std::make_unique<Frame>(std::move(frame));
    return;
  }
  apply(std::move(frame));
}

void LineChart::apply(Frame frame) {
  m_legend->setEntries(legendOf(frame, m_hidden));
  m_view->apply(std::move(frame));
}

void LineChart::setTitle(const QString& title, const QString& subtitle) {
  m_title = title;
  m_subtitle = subtitle;
  setAccessibleName(title);
  m_view->setAccessibleName(tr("%1, %2: the arrow keys read values, + and - zoom").arg(title, subtitle));
  m_legend->setTitle(title);
}

void LineChart::setEmptyText(const QString& text) { m_view->setEmptyText(text); }

void LineChart::showLegend(bool shown) { m_legend->setVisible(shown); }

void LineChart::setHidden(const QString& series, bool hidden) {
  if (hidden)
    m_hidden.insert(series);
  else
    m_hidden.remove(series);
  showHidden();
}

void LineChart::showHidden() {
  m_legend->setEntries(legendOf(m_view->frame(), m_hidden));
  m_view->setHidden(m_hidden);
}

std::optional<LineChart::Span> LineChart::zoom() const { return m_view->zoom(); }

void LineChart::setZoom(const std::optional<Span>& zoom) { m_view->setZoom(zoom); }

std::optional<double> LineChart::crosshair() const { return m_view->crosshair(); }

void LineChart::setCrosshair(std::optional<double> at) { m_view->setCrosshair(at); }

QStringList LineChart::reading() const { return m_view->reading(); }

QPixmap LineChart::picture() {
  const QFont strong = textFont(FontRole::Strong), words = textFont(FontRole::Body);
  const auto [from, to] = m_view->shownSpan();
  const QString span = QStringLiteral("%1 – %2 %3").arg(momentText(from), momentText(to), format::zoneName());
  const QPixmap plot = m_view->picture();
  const auto entries = legendOf(m_view->frame(), m_hidden);
  const int line = QFontMetrics(words).height() + 4, head = kMargin + 2 * line + 4;
  const int width = m_view->width();
  const int legend = ChartLegend::heightFor(entries, width);
  const qreal ratio = plot.devicePixelRatio();
  QPixmap picture(QSize(width, head + m_view->height() + legend + kMargin) * ratio);
  picture.setDevicePixelRatio(ratio);
  picture.fill(colors().panel);
  QPainter painter(&picture);
  painter.setFont(strong);
  painter.setPen(colors().text);
  painter.drawText(QRect(kMargin, kMargin, width - 2 * kMargin, line), Qt::AlignLeft | Qt::AlignVCenter, m_title);
  painter.setFont(words);
  painter.setPen(colors().muted);
  const QString below = m_subtitle.isEmpty() ? span : m_subtitle + QStringLiteral(" · ") + span;
  painter.drawText(QRect(kMargin, kMargin + line, width - 2 * kMargin, line), Qt::AlignLeft | Qt::AlignVCenter, below);
  painter.drawPixmap(0, head, plot);
  ChartLegend::paint(painter, QRect(0, head + m_view->height(), width, legend), entries, {});
  return picture;
}

void LineChart::savePng() {
  QByteArray png;
  QBuffer buffer(&png);
  buffer.open(QIODevice::WriteOnly);
  picture().save(&buffer, "PNG");
  askWhere(this, {tr("Save the chart"), {tr("PNG pictures (*.png)")}, QStringLiteral("png"), m_title},
           [this, png](const QString& path, int) { saveWhole(this, path, png); });
}

void LineChart::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  if (const auto waiting = std::move(m_waiting)) apply(std::move(*waiting));
}

void LineChart::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange) m_view->restyle();
}

void LineChart::contextMenuEvent(QContextMenuEvent* event) {
  auto* menu = new QMenu(this);
  menu->setAttribute(Qt::WA_DeleteOnClose);
  auto* live = menu->addAction(tr("Back to live (double click)"), this, [this] {
    setZoom({});
    emit zoomChanged();
  });
  live->setEnabled(zoom().has_value());
  menu->addAction(tr("Save as PNG…"), this, &LineChart::savePng);
  menu->popup(event->globalPos());
}

}  // namespace orderdeck::ui
