#include "ui/widgets/fault_text.h"

#include <QCoreApplication>
#include <QStringList>

#include "ui/theme/format.h"

namespace orderdeck::ui {
namespace {

QString say(const char* text) { return QCoreApplication::translate("orderdeck::ui::Fault", text); }

double param(const runtime::FaultView& fault, const char* name) {
  const auto found = fault.params.find(name);
  return found == fault.params.end() ? 0 : found->second;
}

}  // namespace

QString faultTitle(const QString& name) {
  if (name == QLatin1String("payment-slow")) return say(QT_TRANSLATE_NOOP("orderdeck::ui::Fault", "payment slow"));
  if (name == QLatin1String("payment-declines")) return say(QT_TRANSLATE_NOOP("orderdeck::ui::Fault", "payment declines"));
  return name;
}

QString faultText(const runtime::FaultView& fault) {
  if (fault.name == "payment-slow")
    return say(QT_TRANSLATE_NOOP("orderdeck::ui::Fault", "Payment slow: +%1 ±%2 on %3 of charges"))
        .arg(format::millis(param(fault, "latencyMs")), format::millis(param(fault, "jitterMs")), format::percent(fault.probability));
  if (fault.name == "payment-declines")
    return say(QT_TRANSLATE_NOOP("orderdeck::ui::Fault", "Payment declines %1 of charges")).arg(format::percent(param(fault, "share") * fault.probability));
  QStringList parts;
  for (const auto& [name, value] : fault.params) parts << format::text(name) + QLatin1Char('=') + QString::number(value);
  const QString params = parts.isEmpty() ? QString() : QStringLiteral(" (%1)").arg(parts.join(QStringLiteral(", ")));
  return faultTitle(format::text(fault.name)) + params + (fault.probability < 1 ? QStringLiteral(" · ") + format::percent(fault.probability) : QString());
}

}  // namespace orderdeck::ui
