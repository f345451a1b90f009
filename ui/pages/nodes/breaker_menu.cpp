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
    auto* choices = addMenu(QStringLiteral("%1: %2").arg(dependency, breakerStyle(breaker.state).word));
    choices->setObjectName(QStringLiteral("breaker-") + dependency);
    const std::pair<const char*, QString> acts[] = {{"open", tr("Hold open: refuse every call")},
                                                    {"closed", tr("Hold closed: let every call through")},
                                                    {"auto", tr("Let it decide by itself")}};
    for (const auto& [force, title] : acts) {
      auto* act = choices->addAction(
          title, this, [this, dependency, force = QString::fromLatin1(force)] { emit chosen(dependency, force); });
      act->setObjectName(QLatin1String(force));
      act->setCheckable(true);
      act->setChecked(breaker.forced == (std::string_view(force) == "auto" ? "" : force));
    }
  }
}

}  // namespace orderdeck::ui
