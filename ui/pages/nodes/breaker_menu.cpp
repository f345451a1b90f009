#include "ui/pages/nodes/breaker_menu.h"

#include "ui/theme/format.h"
#include "ui/theme/state_style.h"

namespace orderdeck::ui {

BreakerMenu::BreakerMenu(std::function<std::vector<api::BreakerView>()> breakers, QWidget* parent)
    : QMenu(parent), m_breakers(std::move(breakers)) {
  connect(this, &QMenu::aboutToShow, this, &BreakerMenu::fill);
}

void BreakerMenu::fill() {
  clear();
  for (const auto& breaker : m_breakers()) {
    const QString dependency = format::text(breaker.dependency);
    auto* choices = addMenu(QStringLiteral("%1: %2").arg(dependency, breakerStyle(breaker.state.value()).word));
    choices->setObjectName(QStringLiteral("breaker-") + dependency);
    const std::pair<core::BreakerForce, QString> acts[] = {
        {core::BreakerForce::Open, tr("Hold open: refuse every call")},
        {core::BreakerForce::Closed, tr("Hold closed: let every call through")},
        {core::BreakerForce::Auto, tr("Let it decide by itself")}};
    for (const auto& [force, title] : acts) {
      auto* act =
          choices->addAction(title, this, [this, dependency, force = force] { emit chosen(dependency, force); });
      act->setObjectName(format::text(core::nameOf(force)));
      act->setCheckable(true);
      act->setChecked(breaker.forced == api::heldBy(force));
    }
  }
}

}  // namespace orderdeck::ui
