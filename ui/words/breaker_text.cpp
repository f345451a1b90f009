#include "ui/words/breaker_text.h"

#include <QCoreApplication>

#include "ui/theme/format.h"
#include "ui/theme/state_style.h"

namespace orderdeck::ui {
namespace {
QString say(const char* text) { return QCoreApplication::translate("orderdeck::ui::BreakerText", text); }
}  // namespace

QString breakerText(const api::BreakerView& breaker) {
  const QString form = breaker.forced.empty()
                           ? QStringLiteral("%1: %2")
                           : say(QT_TRANSLATE_NOOP("orderdeck::ui::BreakerText", "%1: %2, held by an operator"));
  QStringList parts{form.arg(format::text(breaker.dependency), breakerStyle(breaker.state.value()).word)};
  if (breaker.failureShare > 0)
    parts.append(say(QT_TRANSLATE_NOOP("orderdeck::ui::BreakerText", "%1 of calls failed"))
                     .arg(format::percent(breaker.failureShare)));
  if (breaker.opened > 0)
    parts.append(
        say(QT_TRANSLATE_NOOP("orderdeck::ui::BreakerText", "opened %1×")).arg(format::number(breaker.opened)));
  if (breaker.probeSeconds)
    parts.append(say(QT_TRANSLATE_NOOP("orderdeck::ui::BreakerText", "next probe in %1"))
                     .arg(format::seconds(breaker.probeSeconds)));
  if (!breaker.why.empty()) parts.append(format::text(breaker.why));
  return parts.join(QStringLiteral(" · "));
}

}  // namespace orderdeck::ui
