#include "ui/widgets/state_filter.h"

#include <QHBoxLayout>
#include <QPushButton>

#include "ui/theme/format.h"
#include "ui/theme/state_style.h"

namespace orderdeck::ui {

StateFilter::StateFilter(QWidget* parent) : QWidget(parent) {
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(4);
  for (const auto state : domain::kOrderStates) {
    auto* button = new QPushButton(this);
    button->setCheckable(true);
    button->setProperty("role", "flat");
    connect(button, &QPushButton::toggled, this, &StateFilter::changed);
    layout->addWidget(button);
    m_toggles.push_back({std::string(domain::stateName(state)), button});
  }
  layout->addStretch();
  relabel();
}

void StateFilter::showCounts(const std::vector<runtime::StateView>& states) {
  bool differs = false;
  for (auto& toggle : m_toggles) {
    for (const auto& view : states) {
      if (view.state != toggle.state || view.count == toggle.count) continue;
      toggle.count = view.count;
      differs = true;
    }
  }
  if (differs) relabel();
}

std::vector<std::string> StateFilter::states() const {
  std::vector<std::string> names;
  for (const auto& toggle : m_toggles) {
    if (toggle.button->isChecked()) names.push_back(toggle.state);
  }
  return names;
}

void StateFilter::setStates(const QStringList& names) {
  const QSignalBlocker quiet(this);
  for (auto& toggle : m_toggles) toggle.button->setChecked(names.contains(format::text(toggle.state)));
}

void StateFilter::retranslate() { relabel(); }

void StateFilter::relabel() {
  for (auto& toggle : m_toggles) {
    const QString word = orderStateStyle(toggle.state).word;
    toggle.button->setText(QStringLiteral("%1 %2").arg(word, format::number(toggle.count)));
    toggle.button->setAccessibleName(tr("Show orders that are %1").arg(word));
    toggle.button->setToolTip(toggle.button->accessibleName());
  }
}

}  // namespace orderdeck::ui
