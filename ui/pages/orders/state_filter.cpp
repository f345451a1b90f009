#include "ui/pages/orders/state_filter.h"

#include <QPainter>
#include <QPixmap>
#include <QPushButton>

#include "ui/theme/format.h"
#include "ui/theme/state_style.h"
#include "ui/widgets/badge.h"

namespace orderdeck::ui {

namespace {

constexpr int kDot = 10, kGap = 4, kSpacing = 2;  // pixels

QIcon dotIcon(Tone tone, double ratio) {
  QPixmap picture(QSize(kDot + kGap, kDot) * ratio);
  picture.setDevicePixelRatio(ratio);
  picture.fill(Qt::transparent);
  QPainter painter(&picture);
  paintDot(painter, {kDot / 2.0, kDot / 2.0}, tone);
  return QIcon(picture);
}

}  // namespace

StateFilter::StateFilter(QWidget* parent) : QWidget(parent) {
  QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Fixed);
  policy.setHeightForWidth(true);
  setSizePolicy(policy);
  for (const auto state : domain::kOrderStates) {
    auto* button = new QPushButton(this);
    button->setCheckable(true);
    button->setProperty("role", "flat");
    button->setIconSize({kDot + kGap, kDot});
    button->setObjectName(QStringLiteral("state-") + format::text(domain::stateName(state)));
    connect(button, &QPushButton::toggled, this, &StateFilter::changed);
    m_toggles.push_back({state, button});
  }
  retranslate();
}

void StateFilter::showCounts(const std::vector<api::StateView>& states) {
  bool differs = false;
  for (auto& toggle : m_toggles) {
    for (const auto& view : states) {
      if (view.state != toggle.state || toggle.count == view.count) continue;
      toggle.count = view.count;
      differs = true;
    }
  }
  if (differs) relabel();
}

std::vector<std::string> StateFilter::states() const {
  std::vector<std::string> names;
  for (const auto& toggle : m_toggles) {
    if (toggle.button->isChecked()) names.emplace_back(domain::stateName(toggle.state));
  }
  return names;
}

void StateFilter::setStates(const QStringList& names) {
  const QSignalBlocker quiet(this);
  for (auto& toggle : m_toggles)
    toggle.button->setChecked(names.contains(format::text(domain::stateName(toggle.state))));
}

void StateFilter::retranslate() {
  for (auto& toggle : m_toggles) {
    const auto style = orderStateStyle(toggle.state);
    toggle.button->setIcon(dotIcon(style.tone, devicePixelRatioF()));
    toggle.button->setAccessibleName(tr("Show orders that are %1").arg(style.word));
    toggle.button->setToolTip(toggle.button->accessibleName());
  }
  relabel();
}

QSize StateFilter::sizeHint() const { return {minimumSizeHint().width(), heightForWidth(width())}; }

QSize StateFilter::minimumSizeHint() const {
  int widest = 0;
  for (const auto& toggle : m_toggles) widest = std::max(widest, toggle.button->sizeHint().width());
  const auto margins = contentsMargins();
  return {widest + margins.left() + margins.right(), arrange(width(), false)};
}

int StateFilter::heightForWidth(int width) const { return arrange(width, false); }

void StateFilter::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  arrange(width(), true);
}

// Returns the height that is needed at `width`.
int StateFilter::arrange(int width, bool place) const {
  const auto margins = contentsMargins();
  int x = margins.left(), y = margins.top(), rowHeight = 0;
  for (const auto& toggle : m_toggles) {
    const QSize size = toggle.button->sizeHint();
    if (x > margins.left() && x + size.width() > width - margins.right()) {
      x = margins.left();
      y += rowHeight + kSpacing;
      rowHeight = 0;
    }
    if (place) toggle.button->setGeometry(QRect(QPoint(x, y), size));
    x += size.width() + kSpacing;
    rowHeight = std::max(rowHeight, size.height());
  }
  return y + rowHeight + margins.bottom();
}

void StateFilter::relabel() {
  for (auto& toggle : m_toggles)
    toggle.button->setText(QStringLiteral("%1 %2").arg(orderStateStyle(toggle.state).word,
                                                       toggle.count ? format::number(*toggle.count) : format::dash()));
  arrange(width(), true);
  updateGeometry();
}

}  // namespace orderdeck::ui
